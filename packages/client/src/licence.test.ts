import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createLicence, openClientFolder } from './main.ts'
import { temporaryFolder } from './testing/temporary-folder.fixtures.ts'
import { createTestVendor, signerOf, startTestHost } from './testing/test-host.fixtures.ts'

async function start() {
  const vendor = await createTestVendor()
  const host = await startTestHost(vendor)
  onTestFinished(() => host.close())
  const options = { productLicence: vendor.productLicence, vendorRoots: vendor.roots }
  return { vendor, host, options }
}

async function open(options: Parameters<typeof createLicence>[0]) {
  const licence = await createLicence(options)
  onTestFinished(() => licence.close())
  return licence
}

test('a product with its licence and roots alone is in grace, and licensed once enough machines have asked', async () => {
  const { host, options } = await start()
  const licence = await open({ ...options, stateFolder: await temporaryFolder(), host: host.address })
  expect(licence).toMatchObject({ state: 'grace', daysLeft: 30, channel: null })
  let changes = 0
  licence.on('change', () => {
    changes += 1
  })
  host.behave({ count: 3 })
  expect(await licence.activate()).toMatchObject({ kind: 'activated' })
  expect(licence).toMatchObject({
    state: 'licensed',
    daysLeft: 180,
    channel: 'host',
    remedy: null,
    code: null,
  })
  expect(changes).toBe(1)
})

test('a network that is down is a reason with a remedy and no exception', async () => {
  const { options, host } = await start()
  await host.close()
  const licence = await open({ ...options, stateFolder: await temporaryFolder(), host: host.address })
  expect(await licence.activate()).toMatchObject({ kind: 'failed', code: 'all-hosts-failed' })
  expect(licence).toMatchObject({ state: 'grace', code: 'all-hosts-failed' })
})

test('without a host the code is no-host', async () => {
  const { options } = await start()
  const licence = await open({ ...options, stateFolder: await temporaryFolder() })
  expect(await licence.activate()).toMatchObject({ kind: 'failed', code: 'no-host' })
})

test('a folder that cannot be used is unlicensed with its code and no exception', async () => {
  const { options } = await start()
  const file = join(await temporaryFolder(), 'file')
  await writeFile(file, '')
  const licence = await open({ ...options, stateFolder: join(file, 'below') })
  expect(licence.state).toBe('unlicensed')
  expect(licence.code).not.toBeNull()
  expect(await licence.activate()).toMatchObject({ kind: 'failed' })
  await rm(file)
  expect(await licence.activate()).toMatchObject({ kind: 'failed', code: 'no-host' })
  expect(licence.state).toBe('grace')
})

test('R4.11 a product whose state was damaged is unlicensed, says so, and can be activated', async () => {
  const { host, options } = await start()
  const stateFolder = await temporaryFolder()
  const first = await open({ ...options, stateFolder })
  await first.close()
  await writeFile(join(stateFolder, 'state.cbor'), 'torn')
  const licence = await open({ ...options, stateFolder, host: host.address })
  expect(licence).toMatchObject({ state: 'unlicensed', code: 'state-damaged', daysLeft: null })
  host.behave({ count: 3 })
  await licence.activate()
  expect(licence.state).toBe('licensed')
})

test('wrong arguments throw their codes', async () => {
  const { options } = await start()
  const stateFolder = await temporaryFolder()
  const other = await createTestVendor({}, '00000000-0000-4000-8000-000000000000')
  const cases = [
    [{ vendorRoots: [signerOf(99).publicKey] }, 'document-signer-unknown'],
    [{ productLicence: new Uint8Array(3) }, 'document-malformed'],
    [{ setupKey: other.setupKey }, 'product-key-mismatch'],
    [{ host: 'a b' }, 'host-address-invalid'],
  ] as const
  for (const [changes, code] of cases)
    await expect(createLicence({ ...options, stateFolder, ...changes })).rejects.toMatchObject({ code })
})

test('R4.8 a licence with other roots in the folder proves nothing to a product that embeds its own', async () => {
  const { vendor, host, options } = await start()
  const stateFolder = await temporaryFolder()
  const licence = await open({ ...options, stateFolder, host: host.address })
  const administrator = await openClientFolder(stateFolder)
  await administrator.installLicence(vendor.productLicence, [...vendor.roots, signerOf(9).publicKey])
  host.behave({ count: 3 })
  await administrator.activate()
  expect((await administrator.status()).licenceState).toBe(1)
  const again = await open({ ...options, stateFolder })
  expect(licence.state).not.toBe('licensed')
  expect(again.state).toBe('licensed')
})

test('renewal happens by itself when its time has come', async () => {
  const { host, options } = await start()
  const stateFolder = await temporaryFolder()
  await mkdir(stateFolder, { recursive: true })
  const scheduled: { delayMs: number; callback: () => void }[] = []
  const timers = {
    after: (delayMs: number, callback: () => void) => {
      scheduled.push({ delayMs, callback })
      return () => undefined
    },
  }
  let shiftMs = 0
  const ports = { timers, clock: { nowMs: () => Date.now() + shiftMs } }
  const licence = await open({ ...options, stateFolder, host: host.address, ports })
  host.behave({ count: 3 })
  const changed = new Promise<void>((resolve) => licence.on('change', () => resolve()))
  shiftMs = 2_000
  scheduled.at(-1)?.callback()
  await changed
  expect(licence.state).toBe('licensed')
})
