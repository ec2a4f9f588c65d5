/** Activation objects in a real OpenLDAP: published, read, protected by its rights, and paged through. */
import { createServer } from 'node:net'
import { readActivationObject } from '@muster/core/documents'
import { codeOf, type ErrorCode } from '@muster/core/errors'
import {
  createActivationObjectReader,
  Directory,
  type DirectoryAccess,
  type DirectoryPorts,
  type DirectorySession,
  findPlace,
  openDirectory,
  readAllObjects,
  readObjectsFor,
  removeObject,
  writeObject,
} from '@muster/directory'
import { keptConnection, nodeCryptography, systemClock, systemRandom } from '@muster/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { selfSignedIdentity } from './certificates.ts'
import { accessTo, noDiscovery, nowSeconds, objectFor, sampleGroup, vendorOf } from './directory-objects.ts'
import { describeSlapd, type Slapd, slapdMember, slapdSuffix, slapdWriter, startSlapd } from './slapd.ts'

const manyObjects = 3_000
const writer = { kind: 'password', ...slapdWriter } as const
const ports: DirectoryPorts = {
  ...noDiscovery,
  post: keptConnection(),
  random: systemRandom,
  clock: systemClock,
  cryptography: nodeCryptography,
}

let slapd: Slapd

async function withSession<Result>(
  access: DirectoryAccess,
  work: (session: DirectorySession) => Promise<Result>,
): Promise<Result> {
  const session = await openDirectory(access, noDiscovery)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

const publish = (document: Uint8Array, server = slapd) =>
  withSession(accessTo(server, { account: writer }), async (session) =>
    writeObject(
      session,
      await findPlace(session),
      readActivationObject(document, nodeCryptography),
      document,
    ),
  )
const placeOf = (server: Slapd) => withSession(accessTo(server), (session) => findPlace(session))
const readAs = (changes: Partial<DirectoryAccess>, productGroup = sampleGroup) =>
  createActivationObjectReader(accessTo(slapd, changes), noDiscovery).read({ productGroup })
const failure = (changes: Partial<DirectoryAccess>): Promise<ErrorCode | undefined> =>
  readAs(changes).then(() => undefined, codeOf)

describeSlapd('activation objects in an OpenLDAP', () => {
  beforeAll(async () => {
    slapd = await startSlapd()
  })
  afterAll(async () => {
    await slapd?.[Symbol.asyncDispose]()
  })

  it('R8.1 is published with its containers, read by a member, replaced when renewed, and removed', async () => {
    const place = await placeOf(slapd)
    expect(place).toMatchObject({ kind: 'ldap', forestName: 'corp.test' })
    const document = await objectFor(place)
    const { dn, kind } = await publish(document)
    expect([kind, dn.toLowerCase()]).toEqual([
      'added',
      expect.stringContaining(`,cn=muster,cn=services,${slapdSuffix}`),
    ])
    const reading = await readAs({})
    expect(reading).toMatchObject({ forestId: place.forestId, server: `localhost:${slapd.tlsPort}` })
    expect(reading.objects.map((object) => object.document)).toEqual([document])
    const renewed = await objectFor(place, { expiresSeconds: nowSeconds + 1_000 })
    expect(await publish(renewed)).toMatchObject({ dn, kind: 'replaced' })
    expect((await readAs({ protection: 'starttls' })).objects.map((object) => object.document)).toEqual([
      renewed,
    ])
    const { objectId } = readActivationObject(document, nodeCryptography)
    await withSession(accessTo(slapd, { account: writer }), (session) =>
      removeObject(session, place, objectId),
    )
    expect((await readAs({})).objects).toEqual([])
    const again = withSession(accessTo(slapd, { account: writer }), (session) =>
      removeObject(session, place, objectId),
    )
    expect(await again.catch(codeOf)).toBe('directory-object-missing')
  })

  it('R8.1 objects of several keys and vendors lie side by side, and a member gets those of its group', async () => {
    const place = await placeOf(slapd)
    await publish(await objectFor(place, { key: 2 }))
    await publish(await objectFor(place, { key: 3, vendor: vendorOf(2) }))
    await publish(await objectFor(place, { key: 4, productGroups: [7, 8] }))
    expect((await readAs({})).objects).toHaveLength(2)
    expect((await readAs({}, 8)).objects).toHaveLength(1)
    expect((await readAs({}, 9)).objects).toEqual([])
  })

  it('R8.2 a member reads and cannot write, and nobody reads without an account', async () => {
    const place = await placeOf(slapd)
    const document = await objectFor(place, { key: 5 })
    const object = readActivationObject(document, nodeCryptography)
    const attempt = withSession(accessTo(slapd), (session) => writeObject(session, place, object, document))
    expect(await attempt.catch(codeOf)).toBe('directory-permission')
    expect((await readAs({}, 7)).objects).toHaveLength(1)
    const removal = withSession(accessTo(slapd), async (session) => {
      const [first] = await readObjectsFor(session, place, 7)
      return removeObject(session, place, first?.name ?? '')
    })
    expect(await removal.catch(codeOf)).toBe('directory-permission')
    expect(await failure({ account: { kind: 'anonymous' } })).toBe('directory-base-unknown')
  })

  it('R8.2 a password never leaves without TLS', async () => {
    let connections = 0
    const listener = createServer((socket) => {
      connections++
      socket.destroy()
    })
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    const address = listener.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const target = { kind: 'server', name: '127.0.0.1', port } as const
    expect(await failure({ target, protection: 'none' })).toBe('directory-password-unprotected')
    expect(connections).toBe(0)
    expect(await failure({ target, protection: 'starttls' })).toBe('directory-unreachable')
    expect(connections).toBe(1)
    await new Promise((resolve) => listener.close(resolve))
  })

  it('R8.2 the server is who its certificate says, by the CA that was given', async () => {
    const { certificate: otherCa } = await selfSignedIdentity()
    const byAddress = (port: number) => ({ target: { kind: 'server', name: '127.0.0.1', port } }) as const
    for (const protection of ['ldaps', 'starttls'] as const) {
      const port = protection === 'ldaps' ? slapd.tlsPort : slapd.port
      expect(await failure({ protection, caCertificates: otherCa })).toBe('directory-tls-failed')
      expect(await failure({ protection, ...byAddress(port) })).toBe('directory-tls-failed')
    }
  })

  it('says what is wrong: the account, the place, the server, the schema', async () => {
    const wrong = { kind: 'password', name: slapdMember.name, password: 'wrong' } as const
    expect(await failure({ account: wrong })).toBe('directory-credentials')
    expect(await failure({ account: { ...wrong, password: '' } })).toBe('directory-credentials')
    expect(await failure({ base: 'dc=other,dc=test' })).toBe('directory-base-unknown')
    await using bare = await startSlapd({ hasSchema: false })
    const place = await placeOf(bare)
    expect(await publish(await objectFor(place), bare).catch(codeOf)).toBe('directory-schema-missing')
    await bare.stop()
    expect(await placeOf(bare).catch(codeOf)).toBe('directory-unreachable')
  })

  describe('R8.2 what a member would refuse', () => {
    const expected = { roots: [vendorOf(1).root.publicKey], productGroup: sampleGroup }
    /** The verdict on an object after its entry was changed by somebody who may write. */
    async function verdictOn(document: Uint8Array, attributes?: Readonly<Record<string, readonly string[]>>) {
      const { dn } = await publish(document)
      const access = accessTo(slapd, { account: writer })
      if (attributes !== undefined) await withSession(access, (session) => session.replace(dn, attributes))
      await using directory = await Directory.open(access, ports)
      const { objectId } = readActivationObject(document, nodeCryptography)
      const [verdict] = await directory.verify(expected, objectId)
      return verdict?.code ?? 'valid'
    }
    const pieces = (bytes: Uint8Array) => [`1/1 ${Buffer.from(bytes).toString('base64url')}`]

    it('each gets its code', async () => {
      const place = await placeOf(slapd)
      const good = await objectFor(place, { key: 9 })
      const tampered = good.slice()
      tampered[300] = (tampered[300] ?? 0) ^ 1
      expect(await verdictOn(good)).toBe('valid')
      expect(await verdictOn(good, { serviceBindingInformation: pieces(tampered) })).toMatch(/^document-/)
      expect(await verdictOn(good, { serviceBindingInformation: ['1/2 AAAA'] })).toBe(
        'directory-object-broken',
      )
      expect(await verdictOn(good, { serviceBindingInformation: ['1/1 AAAA', 'x'] })).toBe(
        'directory-object-broken',
      )
      const past = await objectFor(place, { key: 9, expiresSeconds: nowSeconds - 1 })
      expect(await verdictOn(past)).toBe('document-expired')
      expect(await verdictOn(await objectFor(place, { key: 9, expiresSeconds: nowSeconds + 99 }))).toBe(
        'valid',
      )
      expect(await verdictOn(await objectFor(place, { key: 9, vendor: vendorOf(2) }))).toBe(
        'document-signer-unknown',
      )
      expect(await verdictOn(await objectFor(place, { key: 9, productGroups: [5] }))).toBe(
        'document-product-not-covered',
      )
      const elsewhere = { forestId: '3f2b8c1d-6a47-4e90-8b5c-d1e2f3041526', forestName: 'other.test' }
      const objectId = readActivationObject(good, nodeCryptography).objectId
      expect(await verdictOn(await objectFor(elsewhere, { objectId }))).toBe('document-other-directory')
    })

    it('is not published in the first place', async () => {
      await using directory = await Directory.open(accessTo(slapd, { account: writer }), ports)
      const { roots } = expected
      const codeFor = async (changes: Parameters<typeof objectFor>[1], place = directory.place) =>
        directory.publishDocument(await objectFor(place, changes), roots).then(() => 'published', codeOf)
      expect(await codeFor({ key: 11 })).toBe('published')
      expect(await codeFor({ key: 12, vendor: vendorOf(2) })).toBe('document-signer-unknown')
      expect(await codeFor({ key: 12, expiresSeconds: nowSeconds - 1 })).toBe('document-expired')
      const other = { ...directory.place, forestId: '3f2b8c1d-6a47-4e90-8b5c-d1e2f3041526' }
      expect(await codeFor({ key: 12 }, other)).toBe('document-other-directory')
    })
  })
})

describeSlapd('a large directory', () => {
  let large: Slapd

  beforeAll(async () => {
    large = await startSlapd({ entries: await entriesOf(manyObjects) })
  })
  afterAll(async () => {
    await large?.[Symbol.asyncDispose]()
  })

  it(`R8.4 ${manyObjects} objects are listed page by page, and a member gets its own at once`, async () => {
    const access = accessTo(large, { account: writer, timeoutMs: 20_000 })
    const all = await withSession(access, async (session) =>
      readAllObjects(session, await findPlace(session)),
    )
    expect(all).toHaveLength(manyObjects)
    expect(new Set(all.map(({ name }) => name)).size).toBe(manyObjects)
    const startedMs = performance.now()
    const { objects } = await createActivationObjectReader(accessTo(large), noDiscovery).read({
      productGroup: 77,
    })
    expect(objects).toHaveLength(1)
    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })

  it('R10 more objects for one product than a machine takes are refused', async () => {
    const reader = createActivationObjectReader(accessTo(large), noDiscovery)
    expect((await reader.read({ productGroup: 100_000 })).objects).toHaveLength(64)
    expect(await reader.read({ productGroup: 100_001 }).catch(codeOf)).toBe('directory-answer-too-large')
  })
})

/** LDIF of so many objects, each with a group of its own; 64 share one group and 65 another. */
async function entriesOf(count: number): Promise<string> {
  const services = `cn=Services,${slapdSuffix}`
  const container = (dn: string, cn: string) => `dn: ${dn}\nobjectClass: organizationalRole\ncn: ${cn}\n`
  const document = await objectFor({
    forestId: '3f2b8c1d-6a47-4e90-8b5c-d1e2f3041526',
    forestName: 'corp.test',
  })
  const text = Buffer.from(document).toString('base64url')
  const entries = Array.from({ length: count }, (_, n) => {
    const cn = `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`
    const groups = [n, ...(n < 64 ? [100_000] : n < 129 ? [100_001] : [])]
    return [
      `dn: cn=${cn},cn=Muster,${services}`,
      'objectClass: serviceConnectionPoint',
      `cn: ${cn}`,
      'keywords: muster-activation-object',
      ...groups.map((group) => `keywords: muster-product-group-${group}`),
      `serviceBindingInformation: 1/1 ${text}`,
      '',
    ].join('\n')
  })
  return [container(services, 'Services'), container(`cn=Muster,${services}`, 'Muster'), ...entries].join(
    '\n',
  )
}
