import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openClientFolder } from './main.ts'
import { temporaryFolder } from './testing/temporary-folder.fixtures.ts'
import { createTestVendor, startTestHost, type TestVendor } from './testing/test-host.fixtures.ts'

async function start() {
  const vendor = await createTestVendor()
  const host = await startTestHost(vendor)
  onTestFinished(() => host.close())
  return { vendor, host }
}

async function machine(vendor: TestVendor, address: string, folder?: string) {
  const client = await openClientFolder(folder ?? join(await temporaryFolder(), 'client'))
  await client.installLicence(vendor.productLicence, vendor.roots)
  await client.installKey(vendor.setupKey)
  await client.setHost(address)
  return client
}

test('R2.2 machines on real TCP are told how many are missing until enough have asked', async () => {
  const { vendor, host } = await start()
  const clients = await Promise.all([1, 2, 3].map(() => machine(vendor, host.address)))
  const [first, second, third] = clients
  expect(await first?.activate()).toEqual({ kind: 'count-insufficient', count: 1, threshold: 3, missing: 2 })
  expect(await second?.activate()).toMatchObject({ missing: 1 })
  expect(await third?.activate()).toMatchObject({ kind: 'activated', count: 3 })
  expect(await first?.activate()).toMatchObject({ kind: 'activated', count: 3 })
  expect(await first?.status()).toMatchObject({
    licenceState: 1,
    channel: 'host',
    missing: 0,
    lastError: null,
  })
  expect(await second?.status()).toMatchObject({ licenceState: 2, lastError: { code: 'count-insufficient' } })
})

test('the status has exactly the fields that programs build on', async () => {
  const { vendor, host } = await start()
  const client = await machine(vendor, host.address)
  expect(Object.keys(await client.status())).toEqual([
    'product',
    'productId',
    'channel',
    'partialProductKey',
    'licenceState',
    'licenceStateName',
    'cmid',
    'count',
    'threshold',
    'missing',
    'activatedUntil',
    'renewAt',
    'graceUntil',
    'host',
    'hostCaching',
    'rearmsLeft',
    'lastError',
    'directory',
    'domain',
    'channels',
  ])
})

test('an empty folder is unlicensed with the code licence-missing, and nothing is written to it', async () => {
  const client = await openClientFolder(join(await temporaryFolder(), 'none'))
  expect(await client.status()).toMatchObject({
    product: null,
    licenceState: 0,
    lastError: { code: 'licence-missing' },
  })
  await expect(client.activate()).rejects.toMatchObject({ code: 'licence-missing' })
})

test('the licensed state survives a restart, proven by its lease', async () => {
  const { vendor, host } = await start()
  host.behave({ count: 3 })
  const folder = await temporaryFolder()
  await (await machine(vendor, host.address, folder)).activate()
  const again = await openClientFolder(folder)
  expect(await again.status()).toMatchObject({ licenceState: 1, host: { from: 'pinned', port: host.port } })
})

test('R2.5 two copies of one folder have one CMID and are counted once', async () => {
  const { vendor, host } = await start()
  const folder = await temporaryFolder()
  await (await machine(vendor, host.address, folder)).activate()
  const copy = await temporaryFolder()
  await cp(folder, copy, { recursive: true })
  const clone = await openClientFolder(copy)
  expect(await clone.activate()).toMatchObject({ count: 1 })
  expect(new Set(host.requests.map(({ cmid }) => cmid)).size).toBe(1)
})

test('R4.6 each copy of a generalized image takes a CMID of its own; with --skip-rearm all keep one', async () => {
  const { vendor, host } = await start()
  for (const skipRearm of [false, true]) {
    const image = await temporaryFolder()
    const prepared = await machine(vendor, host.address, image)
    await prepared.generalize({ skipRearm })
    if (!skipRearm) await expect(prepared.activate()).rejects.toMatchObject({ code: 'restart-needed' })
    const cmids = new Set<string | null>()
    for (let index = 0; index < 2; index++) {
      const copy = await temporaryFolder()
      await cp(image, copy, { recursive: true })
      const client = await openClientFolder(copy)
      await client.activate()
      cmids.add((await client.status()).cmid)
    }
    expect(cmids.size).toBe(skipRearm ? 1 : 2)
  }
})

test('R4.6 a rearm takes a new CMID until none is left', async () => {
  const { vendor, host } = await start()
  const client = await machine(vendor, host.address)
  const before = (await client.status()).cmid
  expect(await client.rearm()).toMatchObject({ rearmsLeft: 4 })
  expect((await client.status()).cmid).not.toBe(before)
  for (let left = 3; left >= 0; left--) expect(await client.rearm()).toMatchObject({ rearmsLeft: left })
  await expect(client.rearm()).rejects.toMatchObject({ code: 'rearms-exhausted' })
})

test('R1.4 a key of another product or kind, or one that is mistyped, has its own code', async () => {
  const { vendor, host } = await start()
  const client = await machine(vendor, host.address)
  const other = await createTestVendor({}, '00000000-0000-4000-8000-000000000000')
  await expect(client.installKey(other.setupKey)).rejects.toMatchObject({ code: 'product-key-mismatch' })
  await expect(client.installKey('AAAAA')).rejects.toMatchObject({ code: 'product-key-length' })
})

test('over HTTP the same packets activate', async () => {
  const { vendor, host } = await start()
  host.behave({ count: 3 })
  const client = await machine(vendor, `http://127.0.0.1:${host.httpPort}`)
  expect(await client.activate()).toMatchObject({ kind: 'activated' })
  expect((await client.status()).host).toEqual({ name: '127.0.0.1', port: host.httpPort, from: 'pinned' })
})

test('R7 12288 and 12289 are kept in the folder', async () => {
  const { vendor, host } = await start()
  const client = await machine(vendor, host.address)
  await client.activate()
  const ids = (await client.events()).map(({ id }) => id)
  expect(ids).toContain(12288)
  expect(ids).toContain(12289)
})
