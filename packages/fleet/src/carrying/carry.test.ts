/** Files that are carried: what they tell, and which are taken back. */

import { nodeCryptography } from '@muster/node'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  authorityOf,
  confirmationOf,
  exampleProduct,
  exampleProductId,
  fleetFolder,
  fleetIn,
  installationIdFor,
  newMak,
} from '../fleet.fixtures.ts'
import { acquireForFile } from './carry.ts'
import { decodeFleetFile, encodeFleetFile, type FleetFile, fileConfirmation } from './fleet-file.ts'

const key = newMak()
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const damaged = expect.objectContaining({ code: 'fleet-file-damaged' })

/** A fleet with so many machines whose installation IDs are collected. */
function isolatedFleet(folder: string, count: number) {
  const { fleet, inventory } = fleetIn(folder)
  fleet.add(
    Array.from({ length: count }, (_, index) => ({ name: `secret-name-${index}` })),
    'added',
  )
  for (const { machineId } of inventory.machines()) {
    const product = exampleProduct({ product: 'Secret Product' })
    inventory.recordProducts(machineId, [product], 1)
    const installationId = installationIdFor(key, machineId)
    inventory.recordInstallationId({ machineId, productId: exampleProductId, installationId })
  }
  fleet.keepKey(key)
  return { fleet, inventory }
}

const acquired = async (file: Uint8Array, keys: readonly string[] = [key]) =>
  acquireForFile(
    file,
    keys,
    authorityOf(() => false),
    nodeCryptography,
  )

describe('a carried file', () => {
  test.each([
    ['proxy', false, false],
    ['products', true, false],
    ['keys', true, true],
  ] as const)('R6.5 of level %s tells of names: %s, of keys: %s', (level, tellsNames, tellsKeys) => {
    using folder = fleetFolder()
    const { fleet } = isolatedFleet(folder.path, 2)
    const written = text(fleet.export({}, level).file)
    expect([
      written.includes('secret-name-1'),
      written.includes('Secret Product'),
      written.includes(key),
    ]).toEqual([tellsNames, tellsNames, tellsKeys])
    fleet.close()
  })

  test('R6.5 comes back with what was acquired, and each confirmation is its own machine’s', async () => {
    using folder = fleetFolder()
    const { fleet, inventory } = isolatedFleet(folder.path, 3)
    const { file } = await acquired(fleet.export({}, 'proxy').file)
    expect(fleet.import(file)).toEqual({ confirmations: 3, missing: 0 })
    for (const { machineId } of inventory.machines()) {
      const id = installationIdFor(key, machineId)
      expect(inventory.confirmationFor(id)?.confirmation).toEqual(confirmationOf(id))
    }
    fleet.close()
  })

  test('R6.5 of level keys needs no other key', async () => {
    using folder = fleetFolder()
    const { fleet } = isolatedFleet(folder.path, 1)
    expect(await acquired(fleet.export({}, 'keys').file, [])).toMatchObject({ acquired: 1, refused: [] })
    expect(await acquired(fleet.export({}, 'proxy').file, [])).toMatchObject({
      acquired: 0,
      refused: [{ code: 'fleet-key-needed' }],
    })
    fleet.close()
  })

  test('R6.5 acquired twice asks only once', async () => {
    using folder = fleetFolder()
    const { fleet } = isolatedFleet(folder.path, 2)
    const once = await acquired(fleet.export({}, 'proxy').file)
    expect(await acquired(once.file)).toMatchObject({ acquired: 0, known: 2 })
    fleet.close()
  })

  test('R6.5 changed anywhere, it is refused', () => {
    using folder = fleetFolder()
    const { fleet } = isolatedFleet(folder.path, 2)
    const written = text(fleet.export({}, 'products').file)
    const places = [...written].flatMap((character, index) => (/\s/.test(character) ? [] : [index]))
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.constantFrom(...'a0"9{}x,'), (index, character) => {
        fc.pre(written[index] !== character)
        const changed = `${written.slice(0, index)}${character}${written.slice(index + 1)}`
        expect(() => fleet.import(new TextEncoder().encode(changed))).toThrow(damaged)
      }),
      { numRuns: 300 },
    )
    fleet.close()
  })

  test('R6.5 changed by somebody who makes the checksum anew, it is refused by the seal', async () => {
    using folder = fleetFolder()
    const { fleet } = isolatedFleet(folder.path, 2)
    const { file } = await acquired(fleet.export({}, 'products').file)
    const content = decodeFleetFile(file, nodeCryptography)
    const forged = (changes: Partial<FleetFile>) =>
      encodeFleetFile({ ...content, ...changes }, nodeCryptography)
    expect(() => fleet.import(forged({ level: 'keys' }))).toThrow(damaged)
    const [first = '', ...rest] = content.request.installationIds
    const fewer = { ...content.request, installationIds: rest }
    expect(() => fleet.import(forged({ request: fewer }))).toThrow(damaged)
    const wrong = { ...content.request, installationIds: [`${first}0`] }
    expect(() => fleet.import(forged({ request: wrong }))).toThrow(damaged)
    expect(fleet.import(forged({}))).toMatchObject({ confirmations: 2 })
    fleet.close()
  })

  test('R6.5 for another inventory it is refused, and without any answer it says so', async () => {
    using folder = fleetFolder()
    using other = fleetFolder()
    const { fleet } = isolatedFleet(folder.path, 1)
    const { fleet: stranger } = isolatedFleet(other.path, 1)
    const { file } = fleet.export({}, 'proxy')
    const foreign = (await acquired(file)).file
    expect(() => stranger.import(foreign)).toThrow(expect.objectContaining({ code: 'fleet-file-foreign' }))
    expect(() => fleet.import(file)).toThrow(expect.objectContaining({ code: 'fleet-file-empty' }))
    fleet.close()
    stranger.close()
  })

  test('R6.5 a confirmation that nobody asked for is not taken', async () => {
    using folder = fleetFolder()
    const { fleet, inventory } = isolatedFleet(folder.path, 1)
    const { file } = await acquired(fleet.export({}, 'proxy').file)
    const content = decodeFleetFile(file, nodeCryptography)
    const uninvited = installationIdFor(key, 4_711)
    const confirmations = [...content.confirmations, fileConfirmation(uninvited, confirmationOf(uninvited))]
    fleet.import(encodeFleetFile({ ...content, confirmations }, nodeCryptography))
    expect(inventory.confirmationFor(uninvited)).toBeUndefined()
    fleet.close()
  })
})
