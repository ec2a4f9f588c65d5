import { AppError } from '@muster/core/errors'
import type { Files } from '@muster/core/ports'
import { folderFiles } from '@muster/node'
import { expect, onTestFinished, test } from 'vitest'
import { openClientFolder } from './main.ts'
import { temporaryFolder } from './testing/temporary-folder.fixtures.ts'
import { createTestVendor, startTestHost } from './testing/test-host.fixtures.ts'

test('several clients that use one folder at once lose nothing of each other', async () => {
  const vendor = await createTestVendor()
  const host = await startTestHost(vendor)
  onTestFinished(() => host.close())
  host.behave({ count: 3 })
  const folder = await temporaryFolder()
  const clients = await Promise.all([1, 2, 3].map(() => openClientFolder(folder)))
  await Promise.all(clients.map((client) => client.installLicence(vendor.productLicence, vendor.roots)))
  await Promise.all(clients.map((client) => client.installKey(vendor.setupKey)))
  await clients[0]?.setHost(host.address)
  const outcomes = await Promise.all(clients.map((client) => client.activate()))
  expect(outcomes.map(({ kind }) => kind)).toEqual(['activated', 'activated', 'activated'])
  const cmids = await Promise.all(clients.map(async (client) => (await client.status()).cmid))
  expect(new Set(cmids).size).toBe(1)
  expect(new Set(host.requests.map(({ cmid }) => cmid)).size).toBe(1)
  expect((await clients[1]?.events())?.filter(({ id }) => id === 12289)).toHaveLength(3)
})

test('two calls for activation at once are one request', async () => {
  const vendor = await createTestVendor()
  const host = await startTestHost(vendor)
  onTestFinished(() => host.close())
  const client = await openClientFolder(await temporaryFolder())
  await client.installLicence(vendor.productLicence, vendor.roots)
  await client.installKey(vendor.setupKey)
  await client.setHost(host.address)
  const [first, second] = await Promise.all([client.activate(), client.activate()])
  expect(first).toEqual(second)
  expect(host.requests).toHaveLength(1)
})

test('a client that is closed gives up what it asked', async () => {
  const vendor = await createTestVendor()
  const host = await startTestHost(vendor)
  onTestFinished(() => host.close())
  host.say(new Uint8Array(0))
  const client = await openClientFolder(await temporaryFolder())
  await client.installLicence(vendor.productLicence, vendor.roots)
  await client.installKey(vendor.setupKey)
  await client.setHost(host.address)
  const asked = client.activate()
  await client.close()
  expect(await asked.catch((error: { code: string }) => error)).toMatchObject({ code: expect.any(String) })
})

test('R4.11 an activation whose state cannot be written is none, whichever write fails', async () => {
  const vendor = await createTestVendor()
  const host = await startTestHost(vendor)
  onTestFinished(() => host.close())
  host.behave({ count: 3 })
  for (const failing of ['state.cbor', 'setup.cbor', 'events.jsonl']) {
    const folder = await temporaryFolder()
    let isFull = false
    const real = folderFiles(folder)
    const files: Files = {
      ...real,
      write: (name, content) =>
        isFull && name === failing ? Promise.reject(new AppError('file-access')) : real.write(name, content),
    }
    const client = await openClientFolder(folder, { ports: { files } })
    await client.installLicence(vendor.productLicence, vendor.roots)
    await client.installKey(vendor.setupKey)
    await client.setHost(host.address)
    isFull = true
    const outcome = await client.activate().catch((error: AppError) => error.code)
    const isHarmless = failing === 'events.jsonl'
    expect(outcome, failing).toEqual(
      isHarmless ? expect.objectContaining({ kind: 'activated' }) : 'file-access',
    )
    expect((await client.status()).licenceState).toBe(isHarmless ? 1 : 2)
    expect((await (await openClientFolder(folder)).status()).licenceState).toBe(isHarmless ? 1 : 2)
    isFull = false
    expect(await client.activate()).toMatchObject({ kind: 'activated' })
  }
})
