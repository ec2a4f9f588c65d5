import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signIssuerCertificate, verifyIssuerCertificate } from '@muster/core/documents'
import { confirmationIdToDigits, installationIdFromDigits } from '@muster/core/keys'
import { confirmationKeyPairOf, signConfirmation } from '@muster/core/short-signatures'
import { nodeCryptography } from '@muster/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningHost } from '../../host-folder.ts'
import { type HostFolder, initHost, openHostFolder } from '../../main.ts'
import { TestVendor } from '../../vendor.fixtures.ts'

const vendor = new TestVendor()
const partial = vendor.hostKey.slice(-5)
const keyPair = confirmationKeyPairOf(new Uint8Array(48).fill(3))
let path: string
let folder: HostFolder
let service: RunningHost
let token: string

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'muster-host-changes-'))
  token = (await initHost(path, { hostName: 'host.corp.test' })).accessToken.token
  folder = await openHostFolder(path, {
    environment: {},
    log: { write: () => undefined },
    adjust: (config) => ({
      ...config,
      listen: { address: '127.0.0.1', port: 0 },
      http: { ...config.http, port: 0 },
      dns: { ...config.dns, publish: false },
    }),
  })
  service = await folder.serve()
})

afterAll(async () => {
  await folder.close()
  await rm(path, { recursive: true })
})

const url = (route: string) => `http://127.0.0.1:${service.addresses.http?.port}${route}`

function ask(method: string, route: string, body?: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return fetch(url(`/api/v1${route}`), {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function read<Result>(route: string): Promise<Result> {
  const response = await ask('GET', route)
  expect([route, response.status]).toEqual([route, 200])
  return (await response.json()) as Result
}

async function codeOf(response: Response): Promise<unknown> {
  return ((await response.json()) as { code: string }).code
}

async function copiesLeft(): Promise<readonly string[]> {
  return (await readdir(path)).filter((name) => name.startsWith('.archive-'))
}

/** What the vendor reads back, and its media, for the installation ID that the host shows. */
async function confirmation() {
  const nowSeconds = Math.floor(Date.now() / 1_000)
  const { installationId } = await read<{ installationId: string }>(`/keys/${partial}/installation-id`)
  const plain = await vendor.issuerCertificate(nowSeconds)
  const content = verifyIssuerCertificate(plain, [vendor.root.publicKey], nodeCryptography)
  const issuer = { ...content, confirmationPublicKey: keyPair.publicKey }
  const certificate = await signIssuerCertificate(issuer, vendor.root, nodeCryptography)
  const signed = signConfirmation({
    secretKey: keyPair.secretKey,
    productGroup: vendor.productGroup,
    installationId: installationIdFromDigits(installationId),
  })
  return {
    confirmationId: confirmationIdToDigits(signed),
    issuerCertificate: Buffer.from(certificate).toString('base64'),
    catalogue: Buffer.from(await vendor.catalogue(nowSeconds)).toString('base64'),
    vendorRoot: Buffer.from(vendor.root.publicKey).toString('hex'),
  }
}

describe('what the API of a host changes', () => {
  test('R3.2 a host key is activated by digits, whose wrong groups are named', async () => {
    expect(await codeOf(await ask('GET', `/keys/${partial}/installation-id`))).toBe('host-key-missing')
    expect((await ask('POST', '/keys', { productKey: vendor.hostKey })).status).toBe(200)
    const right = await confirmation()
    const wrong = right.confirmationId.replace(/^\d/, (digit) => String((Number(digit) + 1) % 10))
    const misheard = await ask('POST', `/keys/${partial}/confirm`, { ...right, confirmationId: wrong })
    const problem = (await misheard.json()) as { code: string; detail: string }
    expect(problem).toMatchObject({ code: 'confirmation-id-checksum', detail: 'Check group 1.' })
    const foreign = { ...right, vendorRoot: '00'.repeat(32) }
    expect((await ask('POST', `/keys/${partial}/confirm`, foreign)).status).toBe(422)
    const done = await ask('POST', `/keys/${partial}/confirm`, right)
    expect(await done.json()).toMatchObject({
      partialProductKey: partial,
      productGroups: [vendor.productGroup],
    })
    const [key] = await read<{ state: string }[]>('/keys')
    expect(key?.state).toBe('activated')
  })

  test('R5.1 the publish list is kept beside host.toml, and a bad one changes nothing', async () => {
    const set = (domains: unknown) => ask('PATCH', '/dns/publish-list', { domains })
    const entry = { domain: 'Branch.Example', priority: 10, weight: 5 }
    expect(await (await set([entry])).json()).toEqual([])
    const kept = { domains: [{ ...entry, domain: 'branch.example' }], from: 'settings' }
    expect(await read('/dns/publish-list')).toEqual(kept)
    for (const bad of [
      [{ ...entry, domain: 'a..b' }],
      [entry, entry],
      [{ ...entry, priority: 65_536 }],
      [{ ...entry, weight: -1 }],
      Array.from({ length: 65 }, (_, n) => ({ ...entry, domain: `d${n}.example` })),
    ])
      expect(await codeOf(await set(bad))).toBe('config-invalid')
    expect(await read('/dns/publish-list')).toEqual(kept)
    const { records } = await read<{ records: { name: string; data: string }[] }>('/dns')
    expect(records.some(({ name }) => name === '_muster._tcp.branch.example')).toBe(true)
    await set(null)
    expect(await read('/dns/publish-list')).toEqual({ domains: [], from: 'configuration' })
  })

  test('a backup is one archive of a whole host, and leaves nothing behind', async () => {
    await writeFile(join(path, 'a-file-of-somebody'), '')
    const response = await ask('GET', '/backup')
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="muster-host-.*\.tar"$/,
    )
    const archive = new Uint8Array(await response.arrayBuffer())
    expect(archive.length).toBe(Number(response.headers.get('content-length')))
    const target = join(path, 'unpacked')
    await mkdir(target)
    await writeFile(join(target, 'backup.tar'), archive)
    const names = execFileSync('tar', ['-tf', join(target, 'backup.tar')], { encoding: 'utf8' })
    const expected = ['access.json', 'dns-state.json', 'host.key', 'host.sqlite', 'host.toml']
    expect(names.trim().split('\n')).toEqual(expected)
    await expect.poll(copiesLeft).toEqual([])
  })

  test('a backup that is given up leaves nothing behind either', async () => {
    const response = await ask('GET', '/backup')
    await response.body?.cancel()
    await expect.poll(copiesLeft).toEqual([])
  })

  test('every call that changes something is in the audit log, with who and from where', async () => {
    const made = await ask('POST', '/tokens', { name: 'carla', role: 'viewer' })
    const { id } = (await made.json()) as { id: string }
    await ask('PATCH', '/settings', { retryMinutes: 15 })
    await ask('PATCH', '/dns', { publishing: false })
    await ask('DELETE', `/tokens/${id}`)
    await ask('DELETE', `/keys/${partial}`)
    const { items } = await read<{ items: { fields: Record<string, string> }[] }>(
      '/events?id=12405&limit=100',
    )
    for (const { fields } of items)
      expect(fields).toMatchObject({ who: 'first administrator (admin)', from: '127.0.0.1' })
    const audited = new Set(items.map(({ fields }) => fields.action))
    const { paths } = await read<{ paths: Record<string, Record<string, { operationId: string }>> }>(
      '/openapi.json',
    )
    const changing = Object.values(paths).flatMap((methods) =>
      Object.entries(methods).flatMap(([method, { operationId }]) => (method === 'get' ? [] : [operationId])),
    )
    // Signing in has no bearer; publishing and online activation need servers, and have their tests where those are.
    const elsewhere = ['signIn', 'signOut', 'publishDns', 'activateHostKey']
    expect(changing.filter((name) => !audited.has(name)).toSorted()).toEqual(elsewhere.toSorted())
    expect(audited).toContain('downloadBackup')
  })

  test('tokens that a command makes and removes are audited too', async () => {
    const { id } = await folder.accessTokens.issue({ name: 'dora', role: 'admin' })
    await folder.accessTokens.remove(id)
    const { items } = await read<{ items: { fields: Record<string, string> }[] }>('/events?id=12405&limit=2')
    expect(items.map(({ fields }) => [fields.action, fields.from, fields.detail])).toEqual([
      ['removeToken', 'command line', 'dora (admin)'],
      ['makeToken', 'command line', 'dora (admin)'],
    ])
    expect(items[0]?.fields.who).not.toBe('')
  })
})
