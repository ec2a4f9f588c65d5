/** Machines find their hosts by the SRV records of a real BIND: chosen by priority and weight, replaced when they are gone. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openClientFolder } from '@muster/client'
import { fromHex } from '@muster/core/bytes'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Child, startChild } from '../../tools/bench/child.ts'
import { type HostProcess, startHostProcess } from '../support/host-process.ts'
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts'
import type { VendorService } from '../support/vendor-service.ts'
import { type Bind, describeBind, startBind } from './bind.ts'
import { freePort } from './ports.ts'
import { publishServices } from './publish-services.ts'

const run = promisify(execFile)
const command = join(import.meta.dirname, '../../packages/cli/bin.js')
const vendorPath = join(import.meta.dirname, '../support/vendor-service.ts')
/** Machines that each host has counted before, so that the next one is the fifth and activated. */
const machinesBefore = 4
/** A zone for each test, so that none meets the records of another. */
const zones = ['order.test', 'stop.test', 'weight.test', 'own.test', 'branch.test', 'cli.test', 'family.test']

let bind: Bind
let folder: TemporaryFolder
let authority: Child<object, VendorService>
let vendor: VendorService
let machines = 0

beforeAll(async () => {
  bind = await startBind({ zones: zones.map((name) => ({ name, updates: 'anybody' })) })
  folder = await temporaryFolder()
  authority = startChild(vendorPath, join(folder.path, 'authority'))
  vendor = await authority.ask({ kind: 'serve' })
})

afterAll(async () => {
  await authority[Symbol.asyncDispose]()
  await bind[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

/** An activated host that has counted some machines. */
async function startHost(): Promise<HostProcess> {
  const host = await startHostProcess(join(folder.path, `host${++machines}`), vendor)
  for (let index = 0; index < machinesBefore; index++) {
    await using machine = await installMachine([])
    await machine.client.setHost(`127.0.0.1:${host.port}`)
    await machine.client.activate()
  }
  return host
}

/** A machine with the product that asks BIND, in these domains. */
async function installMachine(searchDomains: readonly string[]) {
  const path = join(folder.path, `machine${++machines}`)
  const client = await openClientFolder(path, { dnsServer: `127.0.0.1:${bind.port}`, searchDomains })
  await client.installLicence(vendor.server.licence, [fromHex(vendor.rootPublicKey) ?? new Uint8Array()])
  await client.installKey(vendor.server.setupKey)
  return { path, client, [Symbol.asyncDispose]: () => client.close() }
}

const publish = (zone: string, services: Parameters<typeof publishServices>[2]) =>
  publishServices({ name: '127.0.0.1', port: bind.port }, zone, services)

describeBind('a machine finds its host by DNS', () => {
  it('R4.7 R5.4 asks by priority, passes over a dead host, and says that DNS named the one that answered', async () => {
    await using second = await startHost()
    await publish('order.test', [
      { name: 'dead', priority: 10, port: await freePort() },
      { name: 'second', priority: 20, port: second.port },
      { name: 'third', priority: 30, port: await freePort() },
    ])
    await using machine = await installMachine(['order.test'])
    expect(await machine.client.activate()).toMatchObject({ kind: 'activated', count: 5 })
    expect((await machine.client.status()).host).toEqual({
      name: 'second.order.test',
      port: second.port,
      from: 'dns',
    })
  })

  it('R4.7 goes on with the next when its host stops, and looks anew when the cached one stops', async () => {
    await using first = await startHost()
    await using second = await startHost()
    await publish('stop.test', [
      { name: 'first', priority: 10, port: first.port },
      { name: 'second', priority: 20, port: second.port },
    ])
    await using machine = await installMachine(['stop.test'])
    await machine.client.activate()
    await machine.client.activate()
    expect((await machine.client.status()).host).toMatchObject({ name: 'first.stop.test', from: 'cached' })
    await first.kill()
    expect(await machine.client.activate()).toMatchObject({ kind: 'activated' })
    expect((await machine.client.status()).host).toMatchObject({ name: 'second.stop.test', from: 'dns' })
    await second.kill()
    const outcome = await machine.client.activate()
    expect(outcome).toMatchObject({
      kind: 'failed',
      code: 'all-hosts-failed',
      reasons: [
        { subject: `second.stop.test:${second.port}`, code: 'connection-refused' },
        { subject: `first.stop.test:${first.port}`, code: 'connection-refused' },
      ],
    })
  })

  it('R5.4 draws by weight, and tries each host once', async () => {
    const services = await Promise.all(
      [60, 30, 10].map(async (weight) => ({
        name: `w${weight}`,
        priority: 0,
        weight,
        port: await freePort(),
      })),
    )
    await publish('weight.test', services)
    await using machine = await installMachine(['weight.test'])
    const firsts = new Set<string>()
    for (let round = 0; round < 40; round++) {
      const { hosts, chosen } = await machine.client.discover()
      expect(new Set(hosts.map(({ name }) => name)).size).toBe(3)
      expect(chosen).toBeNull()
      firsts.add(hosts[0]?.name ?? '')
    }
    expect(firsts.size).toBeGreaterThan(1)
  })

  it('R5.4 looks in its own domain, then in the search list; a domain that was set comes first', async () => {
    await publish('branch.test', [{ name: 'branch', priority: 0, port: await freePort() }])
    await publish('own.test', [{ name: 'own', priority: 0, port: await freePort() }])
    await using machine = await installMachine(['missing.test', 'own.test'])
    expect((await machine.client.discover()).asked).toMatchObject([
      { name: '_muster._tcp.missing.test', code: 'dns-refused' },
      { name: '_muster._tcp.own.test', code: null },
    ])
    await machine.client.setDomain('branch.test')
    expect((await machine.client.discover()).hosts).toMatchObject([
      { name: 'branch.branch.test', why: 'lowest priority of _muster._tcp.branch.test' },
      { name: 'own.own.test' },
    ])
    await expect(machine.client.setDomain('branch.test', '_vlmcs')).rejects.toMatchObject({
      code: 'dns-service-reserved',
    })
  })

  it('tries both families of a name', async () => {
    await using host = await startHost()
    await publish('family.test', [
      { name: 'both', priority: 0, port: host.port, addresses: ['::1', '127.0.0.1'] },
    ])
    await using machine = await installMachine(['family.test'])
    expect(await machine.client.activate()).toMatchObject({ kind: 'activated' })
  })
})

describeBind('muster client discover', () => {
  it('shows each step: what was asked, what came back, what was chosen and why, who failed how', async () => {
    await using host = await startHost()
    const dead = await freePort()
    await publish('cli.test', [
      { name: 'dead', priority: 1, weight: 7, port: dead },
      { name: 'alive', priority: 2, port: host.port },
    ])
    await using machine = await installMachine([])
    await machine.client.setDomain('cli.test')
    const options = ['--dns', `127.0.0.1:${bind.port}`, '--data', machine.path]
    const { stdout } = await run(process.execPath, [command, 'client', 'discover', '--explain', ...options])
    expect(stdout).toContain('Asked for _muster._tcp.cli.test SRV: 2 found')
    expect(stdout).toContain(`priority 1, weight 7: dead.cli.test:${dead}`)
    expect(stdout).toMatch(/dead\.cli\.test:\d+ \(lowest priority of .*\): .* connection-refused/)
    expect(stdout).toMatch(/Activation host: alive\.cli\.test:\d+ \(priority 2 of _muster\._tcp\.cli\.test\)/)
    const { stdout: json } = await run(process.execPath, [
      command,
      'client',
      'discover',
      '--json',
      ...options,
    ])
    expect(JSON.parse(json)).toMatchObject({ pinned: false, chosen: { name: 'alive.cli.test', from: 'dns' } })
  })
})
