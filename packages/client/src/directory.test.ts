/** The directory channel through the whole client: folder, agent's rights, and the ports that a machine brings. */
import { signActivationObject } from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import type { DirectoryReading } from '@muster/core/ports'
import { nodeCryptography } from '@muster/node'
import { afterEach, describe, expect, test } from 'vitest'
import { routeAgentRequest } from './agent/agent-routes.ts'
import type { ClientPorts, DomainDirectory } from './client-ports.ts'
import { domainDirectory } from './domain-directory.ts'
import { type ClientFolder, createLicence, openClientFolder } from './main.ts'
import { directoryMsMax, readDirectory } from './read-directory.ts'
import { temporaryFolder } from './testing/temporary-folder.fixtures.ts'
import {
  createTestVendor,
  startTestHost,
  type TestHost,
  type TestVendor,
} from './testing/test-host.fixtures.ts'

const domain = 'corp.test'
const forestId = '3f2b8c1d-6a47-4e90-8b5c-d1e2f3041526'
const name = '9d0c1b2a-3f4e-8d5c-ab6b-7a8998a7b6c5'
const dn = `CN=${name},CN=Muster,CN=Services,CN=Configuration,DC=corp,DC=test`
const daySeconds = 86_400
const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

/** A directory that holds one object of the vendor. */
async function directoryOf(vendor: TestVendor): Promise<DomainDirectory> {
  const nowSeconds = Math.floor(Date.now() / 1_000)
  const document = await signActivationObject(
    {
      vendorName: 'Example Software',
      forestName: domain,
      forestId,
      objectId: name,
      serial: new Uint8Array(8),
      issuedAtSeconds: nowSeconds - 60,
      notBeforeSeconds: nowSeconds - 60,
      expiresSeconds: nowSeconds + 1_000 * daySeconds,
      productGroups: [vendor.terms.productGroup],
      issuerCertificate: vendor.certificates.issuerCertificate,
    },
    vendor.issuer,
    nodeCryptography,
  )
  const reading: DirectoryReading = {
    forestId,
    forestName: domain,
    server: 'dc1.corp.test:636',
    objects: [{ dn, name, document }],
  }
  return { read: async () => reading }
}

/** The computer of a member, or of none. */
function computer(joined: string | undefined) {
  return {
    name: () => 'pc',
    isVirtual: () => false,
    hardwareFacts: () => [],
    domain: () => (joined === undefined ? undefined : { domain: joined, source: '/etc/krb5.keytab' }),
  }
}

interface Parts {
  readonly directory: DomainDirectory
  readonly joined?: string
  readonly folder?: string
}

async function machine(vendor: TestVendor, host: TestHost, parts: Parts): Promise<ClientFolder> {
  const path = parts.folder ?? (await temporaryFolder())
  const client = await openClientFolder(path, {
    ports: { machine: computer(parts.joined), directory: parts.directory },
  })
  open.push(client)
  if (parts.folder !== undefined) return client
  await client.installLicence(vendor.productLicence, vendor.roots)
  await client.installKey(vendor.setupKey)
  await client.setHost(host.address)
  return client
}

async function premises() {
  const vendor = await createTestVendor()
  const host = await startTestHost(vendor)
  open.push(host)
  return { vendor, host }
}

describe('R8.1 a member of a domain', () => {
  test('is activated by its directory; status, evidence and event tell by what', async () => {
    const { vendor, host } = await premises()
    const client = await machine(vendor, host, { directory: await directoryOf(vendor), joined: domain })
    expect(await client.activate()).toMatchObject({ kind: 'activated-by-directory', objectDn: dn })
    const status = await client.status()
    expect(status).toMatchObject({ channel: 'directory', licenceState: 1, domain, lastError: null })
    expect(status.directory).toMatchObject({ objectName: name, objectDn: dn, domain })
    expect(status.channels).toMatchObject([{ channel: 'directory', serves: true }, {}, {}])
    expect(host.requests).toEqual([])
    expect(await client.evidence()).toMatchObject({ forestId, activationObject: expect.any(String) })
    expect((await client.events()).at(-1)).toMatchObject({
      id: 12308,
      fields: { objectName: name, objectDn: dn },
    })
  })

  test('R8.3 that left is not activated by it after the next start, and asks the host', async () => {
    const { vendor, host } = await premises()
    const folder = await temporaryFolder()
    const directory = await directoryOf(vendor)
    const before = await machine(vendor, host, { directory, joined: domain })
    await before.activate()
    const other = await openClientFolder(folder, { ports: { machine: computer(domain), directory } })
    open.push(other)
    await other.installLicence(vendor.productLicence, vendor.roots)
    await other.installKey(vendor.setupKey)
    await other.setHost(host.address)
    await other.activate()
    const left = await machine(vendor, host, { directory, folder })
    expect(await left.activate()).toMatchObject({ kind: 'count-insufficient', count: 1 })
    const status = await left.status()
    expect(status).toMatchObject({ channel: null, licenceState: 3, domain: null, directory: null })
    expect(status.channels[0]).toMatchObject({ channel: 'directory', code: 'directory-not-joined' })
    expect((await left.events()).map(({ code }) => code)).toContain('directory-left')
  })

  test('looks at its directory at each start by itself, and a product that embeds the client is told', async () => {
    const vendor = await createTestVendor()
    const { read } = await directoryOf(vendor)
    let looked = () => {}
    const ports = {
      machine: computer(domain),
      directory: {
        read: (question: Parameters<typeof read>[0]) => {
          looked()
          return read(question)
        },
      },
    }
    const stateFolder = await temporaryFolder()
    const options = { productLicence: vendor.productLicence, vendorRoots: vendor.roots, stateFolder, ports }
    const licence = await createLicence(options)
    await new Promise<void>((resolve) =>
      licence.on('change', ({ state }) => state === 'licensed' && resolve()),
    )
    expect(licence.channel).toBe('directory')
    await licence.close()
    const lookedAgain = new Promise<void>((resolve) => {
      looked = resolve
    })
    open.push(await createLicence(options))
    await lookedAgain
  })

  test('is served by its host where the directory is away, and the SDK says which', async () => {
    const vendor = await createTestVendor({ threshold: 1 })
    const host = await startTestHost(vendor)
    open.push(host)
    const away: DomainDirectory = {
      read: () => Promise.reject(new AppError('directory-unreachable', 'dc1')),
    }
    const options = { productLicence: vendor.productLicence, vendorRoots: vendor.roots, host: host.address }
    const ports = { machine: computer(domain), directory: away }
    const stateFolder = await temporaryFolder()
    const licence = await createLicence({ ...options, stateFolder, ports })
    await licence.activate()
    expect(licence).toMatchObject({ channel: 'host', state: 'licensed' })
    expect(licence.status.channels[0]).toMatchObject({ code: 'directory-unreachable', detail: 'dc1' })
    await licence.close()
    const back = { ...ports, directory: await directoryOf(vendor) }
    const renewed = await createLicence({ ...options, stateFolder, ports: back })
    open.push(renewed)
    await renewed.activate()
    expect(renewed.channel).toBe('directory')
  })
})

describe('settings', () => {
  const setting = { domain: 'Corp.Test', protection: 'ldaps', account: 'cn=pc', passwordFile: '/p' } as const

  test('are kept, also through the agent, and make a member of a machine that joined none', async () => {
    const { vendor, host } = await premises()
    const client = await machine(vendor, host, { directory: await directoryOf(vendor) })
    const administer = (path: string, body: Record<string, unknown>) =>
      routeAgentRequest(client, { method: 'POST', target: path, body }, 'administrator')
    await administer('/v1/set-directory', { ...setting })
    expect(await client.status()).toMatchObject({ domain })
    expect(await client.activate()).toMatchObject({ kind: 'activated-by-directory' })
    await administer('/v1/set-channel', { channel: 'host' })
    expect(await client.activate()).toMatchObject({ kind: 'count-insufficient' })
    await administer('/v1/set-channel', {})
    await administer('/v1/clear-directory', {})
    expect(await client.status()).toMatchObject({ domain: null, channel: 'directory' })
  })

  test.each([
    [{ ...setting, protection: 'kerberos' }, 'directory-password-unprotected'],
    [{ ...setting, protection: 'none' }, 'usage'],
    [{ ...setting, account: undefined }, 'usage'],
    [{ domain, protection: 'ldaps', keytab: '/k' }, 'usage'],
    [{ domain: 'no domain', protection: 'ldaps' }, 'dns-name-invalid'],
    [{ protection: 'ldaps' }, 'usage'],
    [{ domain, protection: 'ldaps', server: 1 }, 'usage'],
  ])('%j are refused with %s', async (body, code) => {
    const { vendor, host } = await premises()
    const client = await machine(vendor, host, { directory: await directoryOf(vendor) })
    const call = routeAgentRequest(
      client,
      { method: 'POST', target: '/v1/set-directory', body },
      'administrator',
    )
    await expect(call).rejects.toMatchObject({ code })
  })

  test("R4.10 are the administrator's", async () => {
    const { vendor, host } = await premises()
    const client = await machine(vendor, host, { directory: await directoryOf(vendor) })
    for (const path of ['set-directory', 'clear-directory', 'set-channel']) {
      const call = routeAgentRequest(client, { method: 'POST', target: `/v1/${path}`, body: {} }, 'user')
      await expect(call).rejects.toMatchObject({ code: 'administrator-needed' })
    }
  })
})

describe('R10 reading a directory', () => {
  const question = { productGroup: 1, domain }
  const silent = { read: () => new Promise<never>(() => {}) }
  const log = { write: () => undefined }

  test('ends in time, and when the client is closed', async () => {
    let fire = () => {}
    const waits: number[] = []
    const timers: ClientPorts['timers'] = {
      after: (delayMs, callback) => {
        waits.push(delayMs)
        fire = callback
        return () => undefined
      },
    }
    const late = readDirectory(question, { directory: silent, timers, log }, new AbortController().signal)
    fire()
    expect(await late).toEqual({ kind: 'failed', code: 'directory-timeout' })
    expect(waits).toEqual([directoryMsMax])
    const controller = new AbortController()
    const closed = readDirectory(question, { directory: silent, timers, log }, controller.signal)
    controller.abort()
    expect(await closed).toEqual({ kind: 'failed', code: 'interrupted' })
    expect(await readDirectory(question, { timers, log }, controller.signal)).toMatchObject({
      code: 'directory-support-missing',
    })
  })

  test('needs DNS', () => {
    expect(domainDirectory({ random: { bytes: (length) => new Uint8Array(length) } })).toBeUndefined()
  })
})
