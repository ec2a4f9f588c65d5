/**
 * A machine that a real OpenLDAP activates: with no host and no count, under the domain's CA and a reading account, and
 * what becomes of it when the object, the account, the certificate or the directory is not what it should be.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ClientFolder, openClientFolder } from '@muster/client'
import type { DirectorySetting } from '@muster/core/licensing'
import { computersOfDomain } from '@muster/fleet/main'
import { localMachine, systemClock } from '@muster/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { productGroup } from '../../tools/bench/vendor.ts'
import {
  type DirectoryVendor,
  daySeconds,
  directoryVendor,
  publish,
  withdraw,
} from '../support/directory-vendor.ts'
import { type HostProcess, startHostProcess } from '../support/host-process.ts'
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts'
import { describeSlapd, type Slapd, slapdMember, slapdSuffix, slapdWriter, startSlapd } from './slapd.ts'

const domain = 'corp.test'
const otherProductGroup = productGroup + 1

describeSlapd('a machine in the domain of an OpenLDAP', () => {
  let slapd: Slapd
  let host: HostProcess
  let vendor: DirectoryVendor
  let folder: TemporaryFolder
  let machines = 0
  let aheadMs = 0
  let published: readonly string[] = []
  const opened: ClientFolder[] = []
  const file = (name: string) => join(folder.path, name)

  beforeAll(async () => {
    folder = await temporaryFolder()
    slapd = await startSlapd({ entries: devices('PC-1', 'PC-2', 'LAB-1') })
    vendor = await directoryVendor()
    host = await startHostProcess(file('host'))
    await writeFile(file('password'), `${slapdMember.password}\n`)
    await writeFile(file('wrong'), 'not the password')
  })

  afterAll(async () => {
    await host?.[Symbol.asyncDispose]()
    await slapd?.[Symbol.asyncDispose]()
    await folder?.[Symbol.asyncDispose]()
  })

  beforeEach(() => {
    aheadMs = 0
  })

  afterEach(async () => {
    for (const client of opened.splice(0)) await client.close()
    await withdraw(writer(), published)
    published = []
  })

  function writer() {
    return {
      target: { kind: 'server', name: 'localhost', port: slapd.tlsPort },
      protection: 'ldaps',
      caCertificates: slapd.caCertificate,
      account: { kind: 'password', ...slapdWriter },
      timeoutMs: 5_000,
    } as const
  }

  async function put(...objects: readonly ((forestId: string) => Promise<Uint8Array>)[]): Promise<void> {
    published = [...published, ...(await publish(writer(), objects))]
  }

  function reading(changes: Partial<DirectorySetting> = {}): DirectorySetting {
    return {
      domain,
      protection: 'ldaps',
      server: `localhost:${slapd.tlsPort}`,
      caFile: slapd.caFile,
      account: slapdMember.name,
      passwordFile: file('password'),
      ...changes,
    }
  }

  const clock = { nowMs: () => systemClock.nowMs() + aheadMs }
  const computer = { ...localMachine(), domain: () => undefined }

  async function open(path: string): Promise<ClientFolder> {
    const client = await openClientFolder(path, { ports: { clock, machine: computer } })
    opened.push(client)
    return client
  }

  async function newMachine(setting?: DirectorySetting): Promise<ClientFolder & { readonly path: string }> {
    const path = file(`machine-${++machines}`)
    const client = await open(path)
    await client.installLicence(vendor.productLicence, vendor.roots)
    await client.installKey(vendor.setupKey)
    await client.setHost(`127.0.0.1:${host.port}`)
    if (setting !== undefined) await client.setDirectory(setting)
    return Object.assign(client, { path })
  }

  /** Why the directory did not serve, where only the directory may. */
  async function refusal(setting: DirectorySetting): Promise<string | null> {
    const client = await newMachine(setting)
    await client.setChannel('directory')
    const outcome = await client.activate()
    expect((await client.status()).licenceState).toBe(2)
    return outcome.kind === 'failed' ? outcome.code : null
  }

  it.each([
    ['LDAPS', () => reading()],
    ['StartTLS', () => reading({ protection: 'starttls', server: `localhost:${slapd.port}` })],
  ])('R8.1 is activated over %s, with no host and no count', async (_name, setting) => {
    await put((forestId) => vendor.object({ forestId }))
    const client = await newMachine(setting())
    expect(await client.activate()).toMatchObject({
      kind: 'activated-by-directory',
      objectDn: nameOf(published[0]),
    })
    const status = await client.status()
    expect(status).toMatchObject({ channel: 'directory', licenceState: 1, count: null, domain })
    const days = (Date.parse(status.activatedUntil ?? '') - Date.now()) / daySeconds / 1_000
    expect(days).toBeCloseTo(180, 1)
    expect((await client.events()).at(-1)).toMatchObject({
      id: 12308,
      fields: { objectDn: nameOf(published[0]) },
    })
  })

  it('R8.2 is activated by none that was changed, ended, or is for another product, directory or vendor', async () => {
    const foreign = await directoryVendor('foreign')
    const forest = '11111111-2222-4333-8444-555555555555'
    await put((forestId) => vendor.object({ forestId, productGroups: [otherProductGroup] }))
    expect(await refusal(reading())).toBe('directory-no-object')
    const nowSeconds = Math.floor(Date.now() / 1_000)
    await put(
      (forestId) => vendor.object({ forestId, expiresSeconds: nowSeconds }),
      (forestId) => foreign.object({ forestId }),
      () => vendor.object({ forestId: forest }),
      async (forestId) => (await vendor.object({ forestId })).with(-1, 0).with(-2, 0),
    )
    const client = await newMachine(reading())
    const outcome = await client.activate()
    expect(outcome).toMatchObject({ kind: 'count-insufficient' })
    const event = (await client.events()).find(({ id }) => id === 12_412)
    expect(event?.code).toBe('directory-objects-refused')
    expect((await client.status()).channels[0]?.code).toBe('directory-objects-refused')
    await client.setChannel('directory')
    const refused = await client.activate()
    const codes = refused.kind === 'failed' ? refused.reasons.map(({ code }) => code).sort() : []
    expect(codes).toEqual([
      'document-expired',
      'document-other-directory',
      'document-signature',
      'document-signer-unknown',
    ])
  })

  it('takes the one that counts among objects of several vendors and ages', async () => {
    const foreign = await directoryVendor('foreign')
    await put(
      (forestId) => foreign.object({ forestId }),
      (forestId) => vendor.object({ forestId, expiresSeconds: Math.floor(Date.now() / 1_000) + daySeconds }),
      (forestId) => vendor.object({ forestId }),
    )
    const client = await newMachine(reading())
    expect(await client.activate()).toMatchObject({ objectDn: nameOf(published[2]) })
  })

  it('is activated again by a renewed object after the first has ended', async () => {
    const expiresSeconds = Math.floor(Date.now() / 1_000) + 10 * daySeconds
    await put((forestId) => vendor.object({ forestId, expiresSeconds }))
    const client = await newMachine(reading())
    await client.activate()
    expect((await client.status()).activatedUntil).toBe(new Date(expiresSeconds * 1_000).toISOString())
    aheadMs = 10 * daySeconds * 1_000
    expect(await client.status()).toMatchObject({ licenceState: 3, channel: null })
    await client.setChannel('directory')
    expect(await client.activate()).toMatchObject({ kind: 'failed', code: 'document-expired' })
    await put((forestId) => vendor.object({ forestId }))
    expect(await client.activate()).toMatchObject({ objectDn: nameOf(published[1]) })
    expect((await client.status()).licenceState).toBe(1)
  })

  const failures: readonly (readonly [string, () => DirectorySetting, string])[] = [
    ['the CA is another one', () => withoutCa(reading()), 'directory-tls-failed'],
    [
      'the server is not the one that its certificate names',
      () => reading({ server: `127.0.0.1:${slapd.tlsPort}` }),
      'directory-tls-failed',
    ],
    ['the password is wrong', () => reading({ passwordFile: file('wrong') }), 'directory-credentials'],
    ['the file with the password is gone', () => reading({ passwordFile: file('gone') }), 'file-not-found'],
    ['the server is down', () => reading({ server: 'localhost:1' }), 'directory-unreachable'],
  ]

  it.each(failures)('has a code of its own where %s', async (_name, setting, code) => {
    await put((forestId) => vendor.object({ forestId }))
    expect(await refusal(setting())).toBe(code)
  })

  it('R8.2 sees nothing without an account', async () => {
    await put((forestId) => vendor.object({ forestId }))
    const { account: _account, passwordFile: _password, ...anonymous } = reading()
    expect(await refusal(anonymous)).toMatch(/^directory-(base-unknown|permission|no-object)$/)
  })

  it('the fleet finds devices by name, with the account of a reader', async () => {
    const names: string[] = []
    const directory = await computersOfDomain({ ...reading(), base: slapdSuffix }, 'pc-*')
    for await (const name of directory.computers()) names.push(name)
    expect(names.sort()).toEqual(['PC-1', 'PC-2'])
  })

  it('R8.3 is activated no longer at the next start once it left the domain, and asks the host', async () => {
    await put((forestId) => vendor.object({ forestId }))
    const client = await newMachine(reading())
    await client.activate()
    await client.clearDirectory()
    expect(await client.status()).toMatchObject({ channel: 'directory', licenceState: 1 })
    const restarted = await open(client.path)
    expect(await restarted.activate()).toMatchObject({ kind: 'count-insufficient' })
    const status = await restarted.status()
    expect(status).toMatchObject({ channel: null, licenceState: 3 })
    expect(status.channels[0]).toMatchObject({ code: 'directory-not-joined' })
  })

  it('R4.1 is served by its host while the directory is down, and by the directory again', async () => {
    await put((forestId) => vendor.object({ forestId }))
    for (let other = 0; other < 5; other++) await (await newMachine()).activate()
    const client = await newMachine(reading({ server: 'localhost:1' }))
    expect(await client.activate()).toMatchObject({ kind: 'activated' })
    const status = await client.status()
    expect(status.channel).toBe('host')
    expect(status.channels[0]).toMatchObject({ channel: 'directory', code: 'directory-unreachable' })
    await client.setDirectory(reading())
    expect(await client.activate()).toMatchObject({ kind: 'activated-by-directory' })
    expect((await client.status()).channel).toBe('directory')
  })
})

function devices(...names: readonly string[]): string {
  return names.map((name) => `dn: cn=${name},${slapdSuffix}\nobjectClass: device\ncn: ${name}\n`).join('\n')
}

/** Names of attributes mean the same in either case. */
function nameOf(distinguishedName = ''): unknown {
  return expect.stringMatching(new RegExp(`^${distinguishedName}$`, 'i'))
}

function withoutCa({ caFile: _ca, ...setting }: DirectorySetting): DirectorySetting {
  return setting
}
