/** The inventory in its file: whose it is, what stays, and what leaves. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemRandom } from '@muster/node'
import { openDatabase } from '@muster/store/sqlite'
import { describe, expect, test } from 'vitest'
import {
  confirmationOf,
  exampleProduct,
  exampleProductId,
  fleetFolder,
  fleetIn,
  installationIdFor,
  newMak,
} from '../fleet.fixtures.ts'
import { openSqliteInventory } from './inventory.ts'

const fileName = 'fleet.sqlite'

describe('the inventory', () => {
  test('is readable by its owner only, and keeps its identity', () => {
    using folder = fleetFolder()
    const path = join(folder.path, fileName)
    const first = openSqliteInventory(path, systemRandom)
    const { databaseId, sealingKey } = first
    first.close()
    const second = openSqliteInventory(path, systemRandom)
    expect([second.databaseId, second.sealingKey]).toEqual([databaseId, sealingKey])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    second.close()
  })

  test('of another kind of store is refused', () => {
    using folder = fleetFolder()
    const path = join(folder.path, fileName)
    openDatabase(path, [{ number: 1, name: 'something', statements: [] }]).close()
    expect(() => openSqliteInventory(path, systemRandom)).toThrow(
      expect.objectContaining({ code: 'store-damaged' }),
    )
  })

  test('adds a machine once, whatever the case of its name', () => {
    using folder = fleetFolder()
    const { fleet } = fleetIn(folder.path)
    expect(fleet.add([{ name: 'Desk' }, { name: 'desk' }], 'added')).toMatchObject({ known: 0 })
    expect(fleet.add([{ name: 'DESK' }], 'list')).toEqual({ added: [], known: 1 })
    expect(fleet.list({})).toHaveLength(1)
    fleet.close()
  })

  test('R6.1 a confirmation outlives its machine, and the months of its installation', () => {
    using folder = fleetFolder()
    const { fleet, inventory } = fleetIn(folder.path)
    fleet.add([{ name: 'desk' }], 'added')
    const key = newMak()
    const installationId = installationIdFor(key, 1, 80)
    const confirmation = confirmationOf(installationId)
    inventory.addConfirmations([{ installationId, confirmation }], 1)
    fleet.remove({})
    expect(inventory.confirmationFor(installationIdFor(key, 1, 83))).toEqual({ installationId, confirmation })
    expect(inventory.confirmationFor(installationIdFor(key, 2, 80))).toBeUndefined()
    expect(inventory.confirmationFor(installationIdFor(newMak(), 1, 80))).toBeUndefined()
    fleet.close()
  })

  test('R4.5 with another CMID, or without the product, the installation ID is forgotten', () => {
    using folder = fleetFolder()
    const { fleet, inventory } = fleetIn(folder.path)
    fleet.add([{ name: 'desk' }], 'added')
    const machineId = inventory.machines()[0]?.machineId ?? 0
    const installationId = installationIdFor(newMak(), 1)
    const collected = { machineId, productId: exampleProductId, installationId }
    const ids = () => inventory.installationIds([machineId]).length
    const cmid = (last: string) => `33333333-2222-8333-8444-55555555555${last}`
    inventory.recordProducts(machineId, [exampleProduct({ cmid: cmid('1') })], 1)
    inventory.recordInstallationId(collected)
    inventory.recordProducts(machineId, [exampleProduct({ cmid: cmid('1'), licenceState: 1 })], 2)
    expect(ids()).toBe(1)
    inventory.recordProducts(machineId, [exampleProduct({ cmid: cmid('2') })], 3)
    expect(ids()).toBe(0)
    inventory.recordInstallationId(collected)
    inventory.recordProducts(machineId, [], 4)
    expect(ids()).toBe(0)
    fleet.close()
  })

  test('R1.6 a key that was removed leaves no trace in the file', () => {
    using folder = fleetFolder()
    const { fleet } = fleetIn(folder.path)
    const key = newMak()
    const partial = fleet.keepKey(key)
    expect(fleet.keys().map(({ partialProductKey }) => partialProductKey)).toEqual([key.slice(-5)])
    fleet.removeKey(partial.toLowerCase())
    expect(() => fleet.removeKey(partial)).toThrow(expect.objectContaining({ code: 'fleet-key-unused' }))
    fleet.close()
    expect(readFileSync(join(folder.path, fileName), 'latin1')).not.toContain(key)
  })
})
