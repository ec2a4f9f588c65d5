import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError, codeOf } from '@muster/core/errors'
import { eventIds } from '@muster/core/events'
import type { Log } from '@muster/core/ports'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ask, readReply, TestMachine } from './machine.fixtures.ts'
import { backupHost, type HostFolder, initHost, openHostFolder } from './main.ts'
import { signerOf, TestVendor } from './vendor.fixtures.ts'

const log: Log = { write: () => undefined }
const environment = {
  MUSTER_HOST_LISTEN_ADDRESS: '127.0.0.1',
  MUSTER_HOST_LISTEN_PORT: '0',
  MUSTER_HOST_HTTP_PORT: '0',
  MUSTER_HOST_DNS_PUBLISH: 'false',
}
const vendor = new TestVendor()
const nowSeconds = Math.floor(Date.now() / 1_000)

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-folder-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

describe('the folder of a host', () => {
  test('is set up once, with a private key that only its owner reads', async () => {
    const folder = join(root, 'host')
    expect(await initHost(folder, { hostName: 'a.corp.test' })).toMatchObject({ hostName: 'a.corp.test' })
    const { mode, size } = await stat(join(folder, 'host.key'))
    expect([mode & 0o777, size]).toEqual([0o600, 32])
    expect(await codeFrom(initHost(folder))).toBe('already-initialised')
  })

  test('is refused where none was set up, or its key is damaged', async () => {
    expect(await codeFrom(open('nowhere'))).toBe('host-not-initialised')
    await initHost(join(root, 'host'))
    await writeFile(join(root, 'host', 'host.key'), 'short')
    expect(await codeFrom(open())).toBe('state-damaged')
  })

  test('names the field of a configuration that is wrong', async () => {
    await initHost(join(root, 'host'))
    await writeFile(join(root, 'host', 'host.toml'), '[listen]\nprot = 1688\n')
    expect(await open().catch(String)).toContain('listen.prot')
  })

  test('a copy is a whole host, and is never written over another', async () => {
    await using folder = await activatedFolder()
    await backupHost(folder, join(root, 'host'), join(root, 'copy'))
    await using copy = await open('copy')
    expect(copy.hostPublicKey).toEqual(folder.hostPublicKey)
    expect((await copy.status()).activated).toBe(true)
    const again = backupHost(folder, join(root, 'host'), join(root, 'copy'))
    expect(await codeFrom(again)).toBe('already-initialised')
  })
})

describe('host keys', () => {
  test('R1.4 only a host key may be installed', async () => {
    await using folder = await newFolder()
    expect(await codeFrom(folder.installKey(vendor.key('setup')))).toBe('product-key-kind')
    expect(await codeFrom(folder.installKey(vendor.key('mak')))).toBe('product-key-kind')
    expect(await codeFrom(folder.installKey('ABCDE'))).toBe('product-key-length')
    expect(await folder.keys()).toEqual([])
  })

  test('R1.6 an installed key is shown by its last group, and its secret is forgotten once activated', async () => {
    await using folder = await newFolder()
    const installed = await folder.installKey(vendor.hostKey.toLowerCase())
    expect(installed).toEqual({
      partialProductKey: vendor.hostKey.slice(-5),
      productGroup: vendor.productGroup,
      activated: false,
    })
    await folder.activate(vendor.authority(nowSeconds))
    expect(JSON.stringify(await folder.keys())).not.toContain(vendor.hostKey.slice(0, 11))
    expect(await codeFrom(folder.activate(vendor.authority(nowSeconds)))).toBe('host-key-missing')
  })

  test('R3.1 without a host key nothing can be activated', async () => {
    await using folder = await newFolder()
    expect(await codeFrom(folder.activate(vendor.authority(nowSeconds)))).toBe('host-key-missing')
  })

  test('R3.2 activation is one request, and event and status tell of it', async () => {
    await using folder = await newFolder()
    await folder.installKey(vendor.hostKey)
    const [outcome] = await folder.activate(vendor.authority(nowSeconds))
    expect(outcome).toMatchObject({ vendorName: vendor.name, productGroups: [vendor.productGroup] })
    expect(await folder.status()).toMatchObject({
      service: 'stopped',
      activated: true,
      certificateExpires: outcome?.certificateExpires,
    })
    const events = await collected(folder.events({ id: eventIds.hostActivated }))
    expect(events).toHaveLength(1)
  })

  test('R3.1 a certificate for another key pair is not taken', async () => {
    await using folder = await newFolder()
    await folder.installKey(vendor.hostKey)
    const wrong = vendor.authority(nowSeconds, signerOf(55).publicKey)
    expect(await codeFrom(folder.activate(wrong))).toBe('document-other-machine')
    expect((await folder.status()).activated).toBe(false)
  })

  test('R3.1 what the authority refuses leaves the key installed, to try again', async () => {
    await using folder = await newFolder()
    await folder.installKey(vendor.hostKey)
    const refusing = { activateHost: () => Promise.reject(new AppError('host-limit-reached')) }
    expect(await codeFrom(folder.activate(refusing))).toBe('host-limit-reached')
    expect(await folder.activate(vendor.authority(nowSeconds))).toHaveLength(1)
  })

  test('a key that is installed again keeps its activation and can be activated once more', async () => {
    await using folder = await activatedFolder()
    expect((await folder.installKey(vendor.hostKey)).activated).toBe(true)
    expect((await folder.status()).activated).toBe(true)
    expect(await folder.activate(vendor.authority(nowSeconds))).toHaveLength(1)
    expect(await folder.keys()).toHaveLength(1)
  })

  test('a removed key serves no more', async () => {
    await using folder = await activatedFolder()
    expect(await codeFrom(folder.removeKey('AAAAA'))).toBe('host-key-missing')
    await folder.removeKey(vendor.hostKey.slice(-5).toLowerCase())
    expect((await folder.status()).activated).toBe(false)
  })
})

describe('the running service', () => {
  test('another process sees where it listens, and a second one on the same folder is refused', async () => {
    await using folder = await activatedFolder()
    const running = await folder.serve()
    await using other = await open()
    const { listening } = await other.status()
    expect(await other.status()).toMatchObject({ service: 'running', listening: running.addresses.tcp })
    expect(listening.port).toBeGreaterThan(0)
    expect(await codeFrom(other.serve())).toBe('store-locked')
    await running.stop()
    expect((await other.status()).service).toBe('stopped')
  })

  test('a port that is taken is refused, or replaced by a free one where that is allowed', async () => {
    await using first = await newFolder()
    const { addresses } = await first.serve()
    const port = String(addresses.tcp.port)
    await initHost(join(root, 'second'))
    await using second = await openHostFolder(join(root, 'second'), {
      log,
      environment: { ...environment, MUSTER_HOST_LISTEN_PORT: port },
    })
    expect(await codeFrom(second.serve())).toBe('port-in-use')
    const moved = await second.serve({ freePortIfTaken: true })
    expect(moved.addresses.tcp.port).not.toBe(addresses.tcp.port)
  })

  test('R2.12 an activation by another process takes effect while it runs', async () => {
    await using serving = await newFolder()
    const { addresses } = await serving.serve()
    await using command = await open()
    await command.installKey(vendor.hostKey)
    await command.activate(vendor.authority(nowSeconds))
    const machine = new TestMachine()
    const asked = async () => {
      const packet = await ask(addresses.tcp.port, await machine.packet(vendor.client, Date.now()))
      return packet === undefined ? 'closed' : readReply(packet, serving.hostPublicKey).kind
    }
    await expect.poll(asked, { timeout: 10_000, interval: 100 }).toBe('answer')
    expect(await collected(command.machines())).toMatchObject([
      { machineName: 'pc.corp.test', counted: true, licenceState: 2, address: '127.0.0.1' },
    ])
  })
})

describe('settings', () => {
  test.each([
    [14, 'interval-out-of-range'],
    [15, 'accepted'],
    [43_200, 'accepted'],
    [43_201, 'interval-out-of-range'],
    [15.5, 'interval-out-of-range'],
  ])('R2.8 an interval of %d minutes: %s', async (minutes, code) => {
    await using folder = await newFolder()
    expect(await codeFrom(folder.setIntervals({ retryMinutes: minutes }))).toBe(code)
    expect(await codeFrom(folder.setIntervals({ renewalMinutes: minutes }))).toBe(code)
  })

  test('R2.8 an interval goes back to the licence’s own number, the other one stays', async () => {
    await using folder = await activatedFolder()
    await folder.setIntervals({ retryMinutes: 15, renewalMinutes: 30 })
    expect((await folder.status()).intervals).toEqual({ retryMinutes: 15, renewalMinutes: 30 })
    await folder.setIntervals({ retryMinutes: null })
    expect((await folder.status()).intervals).toEqual({ retryMinutes: 120, renewalMinutes: 30 })
  })

  test('R2.8 a demonstration may go below the minimum, by a minute at least', async () => {
    await using folder = await newFolder()
    const allowed = { allowBelowMinimum: true }
    expect(await codeFrom(folder.setIntervals({ retryMinutes: 1 }, allowed))).toBe('accepted')
    expect(await codeFrom(folder.setIntervals({ retryMinutes: 0 }, allowed))).toBe('interval-out-of-range')
  })

  test('R1.5 a newer catalogue of the same issuer replaces the present one, an older or a foreign one does not', async () => {
    await using folder = await activatedFolder()
    const newer = await vendor.catalogue(nowSeconds + 1, [vendor.client])
    expect(await folder.replaceCatalogue(newer)).toMatchObject({ products: 1 })
    expect(await codeFrom(folder.replaceCatalogue(newer))).toBe('catalogue-older')
    expect(await codeFrom(folder.replaceCatalogue(await vendor.catalogue(nowSeconds)))).toBe(
      'catalogue-older',
    )
    const foreign = await new TestVendor(2).catalogue(nowSeconds + 9)
    expect(await codeFrom(folder.replaceCatalogue(foreign))).toBe('document-signer-unknown')
    const damaged = newer.with(newer.length - 1, (newer.at(-1) ?? 0) ^ 1)
    expect(await codeFrom(folder.replaceCatalogue(damaged))).toBe('document-signature')
    const [key] = await folder.keys()
    expect(key?.catalogue?.products.map(({ productId }) => productId)).toEqual([vendor.client.productId])
  })
})

async function newFolder(): Promise<HostFolder> {
  await initHost(join(root, 'host'))
  return open()
}

function open(name = 'host'): Promise<HostFolder> {
  return openHostFolder(join(root, name), { log, environment })
}

async function activatedFolder(): Promise<HostFolder> {
  const folder = await newFolder()
  await folder.installKey(vendor.hostKey)
  await folder.activate(vendor.authority(nowSeconds))
  return folder
}

async function codeFrom(work: Promise<unknown>): Promise<string> {
  return work.then(() => 'accepted', codeOf)
}

async function collected<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}
