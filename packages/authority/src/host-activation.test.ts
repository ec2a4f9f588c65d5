import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toHex } from '@muster/core/bytes'
import { parseProductKey } from '@muster/core/keys'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AuthorityUnderTest, codeIn, hostOf, passphrase, signed } from './authority.fixtures.ts'

let vendor: AuthorityUnderTest
let productKey: string
let keyId: string

beforeEach(async () => {
  vendor = await AuthorityUnderTest.start()
  ;({ productKey, keyId } = await vendor.issueHostKey())
})
afterEach(() => vendor[Symbol.asyncDispose]())

describe('activating hosts over HTTP', () => {
  test('R3.1 a host gets a certificate that verifies up to the root, with its catalogue', async () => {
    const { certificate, products, issuer } = await vendor.activate(hostOf(1), productKey)
    expect(certificate.productGroups).toEqual([1])
    expect(certificate.hostName).toBe('host.corp.test')
    expect(issuer.vendorName).toBe('Example Software')
    expect(products.products.map(({ name }) => name)).toEqual(['Writer'])
  })

  test('R3.3 the sixth host is activated, the seventh refused with the limit and the remedy', async () => {
    for (let n = 1; n <= 6; n++) expect(await vendor.outcome(hostOf(n), productKey)).toBe('activated')
    const response = await vendor.post(await signed(hostOf(7), productKey))
    expect(response.status).toBe(403)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({
      type: 'urn:muster:error:host-limit-reached',
      code: 'host-limit-reached',
      number: 1602,
      status: 403,
      title: expect.any(String),
      detail: expect.stringContaining('6 of 6'),
      remedy: expect.any(String),
    })
    expect(await vendor.outcome(hostOf(1), productKey)).toBe('activated')
  })

  test('R3.3 the ninth reactivation passes, the tenth is refused', async () => {
    for (let n = 0; n <= 9; n++) expect(await vendor.outcome(hostOf(1), productKey)).toBe('activated')
    expect(await vendor.outcome(hostOf(1), productKey)).toBe('reactivation-limit-reached')
    expect(await vendor.outcome(hostOf(2), productKey)).toBe('activated')
  })

  test('R3.3 100 hosts at once: exactly 6 are activated', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, n) => vendor.outcome(hostOf(n), productKey)),
    )
    expect(outcomes.filter((code) => code === 'activated')).toHaveLength(6)
    expect(outcomes.filter((code) => code === 'host-limit-reached')).toHaveLength(94)
    expect((await vendor.authority.key(keyId)).hostsActivated).toBe(6)
  })

  test('R3.3 one host 100 times at once: exactly 10 activations', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => vendor.outcome(hostOf(1), productKey)),
    )
    expect(outcomes.filter((code) => code === 'activated')).toHaveLength(10)
  })

  test('R3.3 raised limits hold from the next request on', async () => {
    for (let n = 1; n <= 6; n++) await vendor.outcome(hostOf(n), productKey)
    await vendor.authority.raiseKey(keyId, { hostsMax: 7, reason: 'second site' })
    expect(await vendor.outcome(hostOf(7), productKey)).toBe('activated')
    expect(await vendor.outcome(hostOf(8), productKey)).toBe('host-limit-reached')
    for (let n = 1; n <= 9; n++) await vendor.outcome(hostOf(1), productKey)
    await vendor.authority.raiseKey(keyId, { activationsPerHostMax: 11, reason: 'rebuilt often' })
    expect(await vendor.outcome(hostOf(1), productKey)).toBe('activated')
    expect(await vendor.outcome(hostOf(1), productKey)).toBe('reactivation-limit-reached')
    const { key } = await vendor.authority.key(keyId)
    expect(key.exceptions.map(({ who, reason, detail }) => ({ who, reason, detail }))).toEqual([
      { who: 'anna', reason: 'second site', detail: 'hosts 6 to 7' },
      { who: 'anna', reason: 'rebuilt often', detail: 'activations per host 10 to 11' },
    ])
  })

  test('R3.3 a blocked key activates nothing', async () => {
    await vendor.outcome(hostOf(1), productKey)
    await vendor.authority.blockKey(productKey, 'leaked')
    expect(await vendor.outcome(hostOf(1), productKey)).toBe('key-blocked')
    expect(await vendor.outcome(hostOf(2), productKey)).toBe('key-blocked')
  })

  test('R3.3 a request sent again is answered again, with the same certificate, and counts once', async () => {
    const body = await signed(hostOf(1), productKey)
    const answers = []
    for (let n = 0; n < 15; n++)
      answers.push(toHex(new Uint8Array(await (await vendor.post(body)).arrayBuffer())))
    expect(new Set(answers).size).toBe(1)
    const { activations, hostsActivated } = await vendor.authority.key(keyId)
    expect({ activations, hostsActivated }).toEqual({ activations: 1, hostsActivated: 1 })
  })

  test('R3.4 after a restart everything is there', async () => {
    for (let n = 1; n <= 6; n++) await vendor.outcome(hostOf(n), productKey)
    const before = [await vendor.authority.hosts({ limit: 10 }), await vendor.authority.audit({ limit: 50 })]
    await vendor.authority.close()
    await vendor.open()
    const after = [await vendor.authority.hosts({ limit: 10 }), await vendor.authority.audit({ limit: 50 })]
    expect(after).toEqual(before)
    expect(await vendor.outcome(hostOf(7), productKey)).toBe('host-limit-reached')
    expect(await vendor.outcome(hostOf(1), productKey)).toBe('activated')
  })

  test('R3.1 a service that runs goes on with an issuer that was renewed', async () => {
    const before = await vendor.activate(hostOf(1), productKey)
    await vendor.authority.renewIssuer({ passphrase, newKey: true })
    const after = await vendor.activate(hostOf(2), productKey)
    expect([before.issuer.issuerName, after.issuer.issuerName]).toEqual(['Issuer 1', 'Issuer 2'])
  })

  test('R1.5 a key covers the groups of its products, and the host learns of their products only', async () => {
    const shared = { edition: 'Enterprise', version: '1.0', family: 'server', policy: {} } as const
    await vendor.authority.addProduct({ ...shared, name: 'Painter' })
    await vendor.authority.addProduct({ ...shared, name: 'Player' })
    const key = await vendor.authority.issueKey({ kind: 'host', products: ['Writer', 'Player'], note: '' })
    const { certificate, products } = await vendor.activate(hostOf(1), key.productKey)
    expect(certificate.productGroups).toEqual([1, 3])
    expect(products.products.map(({ name }) => name)).toEqual(['Writer', 'Player'])
  })
})

describe('keys that activate no host', () => {
  test('R3.3 an unknown key', async () => {
    const unknown = '10000-00000-00000-00000-00000'
    expect(await vendor.outcome(hostOf(1), unknown)).toMatch(/^product-key-/)
    const other = await AuthorityUnderTest.start()
    const foreign = await other.issueHostKey()
    expect(await vendor.outcome(hostOf(1), foreign.productKey)).toBe('key-unknown')
    await other[Symbol.asyncDispose]()
  })

  test('R1.4 a setup key and a multiple activation key', async () => {
    const setup = await vendor.authority.setupKey('Writer')
    const mak = await vendor.authority.issueKey({
      kind: 'mak',
      products: ['Writer'],
      note: '',
      activationsMax: 5,
    })
    expect(await vendor.outcome(hostOf(1), setup.productKey)).toBe('product-key-kind')
    expect(await vendor.outcome(hostOf(1), mak.productKey)).toBe('product-key-kind')
  })

  test('R3.1 a request that another host signed', async () => {
    const body = await signed(hostOf(1), productKey, { hostPublicKey: hostOf(2).publicKey })
    expect(codeIn(await (await vendor.post(body)).json())).toBe('request-signature')
  })

  test('R2.7 a host whose clock is off by more than 4 hours', async () => {
    const nowSeconds = Math.floor(Date.now() / 1_000)
    const outcome = (hostTimeSeconds: number) => vendor.outcome(hostOf(1), productKey, { hostTimeSeconds })
    expect(await outcome(nowSeconds - 4 * 3_600 - 60)).toBe('clock-difference')
    expect(await outcome(nowSeconds + 4 * 3_600 + 60)).toBe('clock-difference')
    expect(await outcome(nowSeconds - 4 * 3_600 + 60)).toBe('activated')
  })

  test('R10 who keeps presenting wrong keys has to wait', async () => {
    const setup = await vendor.authority.setupKey('Writer')
    for (let n = 0; n < 10; n++)
      expect(await vendor.outcome(hostOf(1), setup.productKey)).toBe('product-key-kind')
    expect(await vendor.outcome(hostOf(1), productKey)).toBe('too-many-attempts')
  })
})

test('R1.6 no secret stands in the files, the audit log or the log', async () => {
  await vendor.outcome(hostOf(1), productKey)
  await vendor.outcome(hostOf(2), `${productKey.slice(0, -1)}0`)
  await vendor.authority.blockKey(keyId, 'test')
  await vendor.outcome(hostOf(3), productKey)
  const { text, secret } = parseProductKey(productKey)
  const secrets = [text, text.replaceAll('-', ''), text.slice(0, 11), toHex(secret), passphrase]
  const needles = [...secrets.map((value) => Buffer.from(value)), Buffer.from(secret)]
  const texts = [JSON.stringify(vendor.lines), JSON.stringify(await vendor.authority.audit({ limit: 100 }))]
  const files = (await readdir(vendor.path, { recursive: true, withFileTypes: true })).filter((f) =>
    f.isFile(),
  )
  const contents = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name))))
  expect(files.map(({ name }) => name)).toContain('authority.sqlite-wal')
  for (const content of [...contents, ...texts.map((value) => Buffer.from(value))])
    for (const needle of needles) expect(content.includes(needle)).toBe(false)
})
