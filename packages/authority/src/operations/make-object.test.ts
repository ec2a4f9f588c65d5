import { keyFingerprintOf, monthAt, withConfirmations } from '@muster/core/confirming'
import { encodeTelephoneObject, forestInstallationId, verifyActivationObject } from '@muster/core/documents'
import { codeOf } from '@muster/core/errors'
import { encodeObjectRequest, type ObjectRequest, readObjectAnswer } from '@muster/core/issuing'
import { confirmationIdFromDigits, installationIdToDigits, parseProductKey } from '@muster/core/keys'
import { nodeCryptography } from '@muster/node'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AuthorityUnderTest, codeIn, hostOf } from '../authority.fixtures.ts'

const forestOf = (n: number) => `3f2b8c1d-6a47-4e90-8b5c-d1e2f30415${String(n).padStart(2, '0')}`
const nowSeconds = () => Math.floor(Date.now() / 1_000)

let authority: AuthorityUnderTest
let productKey: string
let productGroup: number
let keyId: string

beforeAll(async () => {
  authority = await AuthorityUnderTest.start()
})
afterAll(async () => {
  await authority?.[Symbol.asyncDispose]()
})
beforeEach(async () => {
  ;({ productKey, keyId } = await authority.issueHostKey())
  productGroup = parseProductKey(productKey).productGroup
})

function request(n: number, changes: Partial<ObjectRequest> = {}): ObjectRequest {
  const nonce = crypto.getRandomValues(new Uint8Array(8))
  return {
    productKey,
    forestId: forestOf(n),
    forestName: `forest${n}.test`,
    timeSeconds: nowSeconds(),
    nonce,
    ...changes,
  }
}

const post = (asked: ObjectRequest) => authority.post(encodeObjectRequest(asked), '/v1/objects')

async function outcome(n: number, changes: Partial<ObjectRequest> = {}): Promise<string> {
  const response = await post(request(n, changes))
  return response.status === 200 ? 'made' : codeIn(await response.json())
}

async function made(asked: ObjectRequest) {
  const bytes = new Uint8Array(await (await post(asked)).arrayBuffer())
  const expected = {
    forestId: asked.forestId,
    productGroup,
    nowSeconds: nowSeconds(),
    roots: [authority.rootPublicKey],
  }
  return readObjectAnswer(bytes, asked, expected, nodeCryptography)
}

describe('an activation object that is asked for online', () => {
  test('R8.1 is signed for the forest and the groups of the host key, for three years', async () => {
    const { object } = await made(request(1))
    expect(object).toMatchObject({
      forestId: forestOf(1),
      forestName: 'forest1.test',
      productGroups: [productGroup],
    })
    expect(object.expiresSeconds - object.issuedAtSeconds).toBe(3 * 365 * 86_400)
  })

  test('R8.1 the same request again gets the same object and counts once', async () => {
    const asked = request(1)
    expect((await made(asked)).document).toEqual((await made(asked)).document)
    expect(await authority.authority.key(keyId)).toMatchObject({ hostsActivated: 1, activations: 1 })
  })

  test('R8.1 a renewed object keeps its id and is another issue', async () => {
    const [first, second] = [await made(request(1)), await made(request(1))]
    expect(second.object.objectId).toBe(first.object.objectId)
    expect(second.object.serial).not.toEqual(first.object.serial)
  })

  test('R3.3 a forest counts as a host: with five hosts beside it the key is used up', async () => {
    expect(await outcome(1)).toBe('made')
    for (let n = 1; n <= 5; n++) expect(await authority.outcome(hostOf(n), productKey)).toBe('activated')
    expect(await outcome(2)).toBe('host-limit-reached')
    expect(await authority.outcome(hostOf(6), productKey)).toBe('host-limit-reached')
    expect(await outcome(1)).toBe('made')
  })

  test('R3.3 an object is renewed nine times and not once more, until the vendor raises the number', async () => {
    for (let n = 0; n < 10; n++) expect(await outcome(1)).toBe('made')
    expect(await outcome(1)).toBe('reactivation-limit-reached')
    await authority.authority.raiseKey(keyId, { activationsPerHostMax: 11, reason: 'rebuilt' })
    expect(await outcome(1)).toBe('made')
    expect(await outcome(1)).toBe('reactivation-limit-reached')
  })

  test('R8.2 a key that is blocked, unknown or of another kind makes none', async () => {
    await authority.authority.blockKey(keyId, 'leaked')
    expect(await outcome(1)).toBe('key-blocked')
    const { productKey: mak } = await authority.issueMak(3)
    expect(await outcome(1, { productKey: mak })).toBe('product-key-kind')
    expect(await outcome(1, { productKey: 'nonsense' })).toBe('product-key-length')
    expect(await outcome(1, { timeSeconds: nowSeconds() - 5 * 3_600 })).toBe('clock-difference')
    expect(await outcome(1, { forestName: '' })).toBe('request-malformed')
  })

  test('R3.3 what was done stands in the audit log and among the hosts, the secret nowhere', async () => {
    await made(request(1))
    const { items: hosts } = await authority.authority.hosts({ limit: 100 })
    expect(hosts.at(-1)?.latest).toMatchObject({
      hostName: 'forest1.test',
      directory: { forestId: forestOf(1) },
    })
    const { items: audit } = await authority.authority.audit({ limit: 1 })
    expect(audit[0]?.entry).toMatchObject({
      action: 'object-created',
      detail: expect.stringContaining('forest1.test'),
    })
    expect(JSON.stringify([hosts, audit, authority.lines])).not.toContain(productKey)
  })
})

describe('an activation object of an isolated forest', () => {
  test("R8.4 is made by the vendor's people for the id that they were told, and counts", async () => {
    const forest = { keyReference: keyId, forestId: forestOf(7), forestName: 'closed.test' }
    const object = await authority.authority.createObject(forest)
    const roots = [authority.rootPublicKey]
    expect(verifyActivationObject(object.document, roots, nodeCryptography).objectId).toBe(object.objectId)
    expect((await made(request(7))).object.objectId).toBe(object.objectId)
    expect(await authority.authority.key(keyId)).toMatchObject({ hostsActivated: 1, activations: 2 })
    const wrong = { ...forest, forestId: 'no id' }
    expect(await authority.authority.createObject(wrong).catch(codeOf)).toBe('request-malformed')
    const unknown = { ...forest, keyReference: 'AAAAA' }
    expect(await authority.authority.createObject(unknown).catch(codeOf)).toBe('key-not-found')
  })

  test('R8.4 is confirmed by telephone, once for the same digits, and counts as the same forest online', async () => {
    const keyFingerprint = keyFingerprintOf(parseProductKey(productKey).secret, nodeCryptography)
    const about = { forestId: forestOf(8), keyFingerprint, month: monthAt(nowSeconds()) }
    const digits = installationIdToDigits(forestInstallationId(about, nodeCryptography))
    const answers = [await authority.authority.telephone(digits), await authority.authority.telephone(digits)]
    expect(answers).toMatchObject([
      { kind: 'confirmed', of: 'directory', isRepeated: false },
      { kind: 'confirmed', of: 'directory', isRepeated: true },
    ])
    expect(await outcome(8)).toBe('made')
    expect(await authority.authority.key(keyId)).toMatchObject({ hostsActivated: 1, activations: 2 })
    const [answer] = answers
    if (answer?.kind !== 'confirmed') throw new Error('it was confirmed')
    const document = encodeTelephoneObject({
      ...about,
      productGroup,
      confirmation: confirmationIdFromDigits(answer.confirmationId),
      issuerCertificate: await authority.authority.issuerCertificate(),
    })
    const verifier = await withConfirmations(nodeCryptography)
    const object = verifyActivationObject(document, [authority.rootPublicKey], verifier)
    const online = await made(request(8))
    expect(object).toMatchObject({ forestId: forestOf(8), objectId: online.object.objectId })
  })
})
