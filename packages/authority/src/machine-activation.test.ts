import { withConfirmations } from '@muster/core/confirming'
import { verifyIssuerCertificate } from '@muster/core/documents'
import {
  encodeMachineBatchRequest,
  type MachineActivationAnswer,
  machineBatchMax,
  readMachineActivationAnswer,
  readMachineBatchAnswer,
} from '@muster/core/issuing'
import { confirmationIdFromDigits } from '@muster/core/keys'
import type { Signer } from '@muster/core/ports'
import { nodeCryptography } from '@muster/node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AuthorityUnderTest, codeIn, hostOf } from './authority.fixtures.ts'
import {
  digitsOf,
  forgetfulRequest,
  installationIdOf,
  machineRequest,
  presentMonth,
} from './installation.fixtures.ts'

const path = '/v1/activations'
let under: AuthorityUnderTest
let productId: string

beforeEach(async () => {
  under = await AuthorityUnderTest.start({ 'limits.failed_attempts': '1000' })
  productId = (await under.authority.product('Writer')).terms.productId
})
afterEach(async () => {
  await under[Symbol.asyncDispose]()
})

async function outcome(body: Uint8Array | Promise<Uint8Array>): Promise<string> {
  const response = await under.post(await body, path)
  return response.status === 200 ? 'activated' : codeIn(await response.json())
}

async function answerFor(machine: Signer, productKey: string): Promise<MachineActivationAnswer> {
  const response = await under.post(await machineRequest(machine, productKey, productId), path)
  const body = new Uint8Array(await response.arrayBuffer())
  return readMachineActivationAnswer(body, machine.publicKey.slice(0, 8))
}

async function used(reference: string): Promise<number> {
  return (await under.authority.key(reference)).activations
}

/** Whether a confirmation leads to the vendor's root. */
async function isConfirmed(answer: Omit<MachineActivationAnswer, 'nonce'>): Promise<boolean> {
  const { issuerCertificate, installationId, confirmation } = answer
  const issuer = verifyIssuerCertificate(issuerCertificate, [under.rootPublicKey], nodeCryptography)
  const verifier = await withConfirmations(nodeCryptography)
  const publicKey = issuer.confirmationPublicKey ?? new Uint8Array(96)
  return verifier.confirms?.({ publicKey, productGroup: 1, installationId, confirmation }) ?? false
}

describe('R6.2 a machine that activates online', () => {
  test('gets a confirmation that leads to the root, and counts once', async () => {
    const { productKey, keyId } = await under.issueMak(3)
    const answer = await answerFor(hostOf(1), productKey)
    expect(await isConfirmed(answer)).toBe(true)
    expect(answer.installationId).toEqual(installationIdOf(hostOf(1), productKey, { productId }))
    expect(await used(keyId)).toBe(1)
  })

  test('R6.1 gets its first confirmation again, also in another month, and does not count twice', async () => {
    const { productKey, keyId } = await under.issueMak(1)
    const first = await answerFor(hostOf(1), productKey)
    expect(await answerFor(hostOf(1), productKey)).toEqual(first)
    const month = presentMonth() + 1
    const installationId = installationIdOf(hostOf(1), productKey, { productId, month })
    const later = await under.post(
      await machineRequest(hostOf(1), productKey, productId, { installationId }),
      path,
    )
    const nonce = hostOf(1).publicKey.slice(0, 8)
    expect(readMachineActivationAnswer(new Uint8Array(await later.arrayBuffer()), nonce)).toEqual(first)
    expect(await used(keyId)).toBe(1)
  })

  test('R6.1 of 100 that ask at once exactly the number of the key are activated', async () => {
    const { productKey, keyId } = await under.issueMak(7)
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, n) => outcome(machineRequest(hostOf(n), productKey, productId))),
    )
    expect(outcomes.filter((code) => code === 'activated')).toHaveLength(7)
    expect(outcomes.filter((code) => code === 'activations-exhausted')).toHaveLength(93)
    expect(await used(keyId)).toBe(7)
  })

  test('R6.6 a key at its limit, blocked, unknown, of another kind or product has its own code', async () => {
    const { productKey, keyId } = await under.issueMak(1)
    expect(await outcome(machineRequest(hostOf(1), productKey, productId))).toBe('activated')
    expect(await outcome(machineRequest(hostOf(2), productKey, productId))).toBe('activations-exhausted')
    await under.authority.raiseKey(keyId, { activationsMax: 2, reason: 'two more' })
    expect(await outcome(machineRequest(hostOf(2), productKey, productId))).toBe('activated')
    await under.authority.blockKey(keyId, 'leaked')
    expect(await outcome(machineRequest(hostOf(1), productKey, productId))).toBe('key-blocked')
    const hostKey = await under.issueHostKey()
    expect(await outcome(machineRequest(hostOf(1), hostKey.productKey, productId))).toBe('product-key-kind')
    const another = '11111111-2222-4333-8444-555555555555'
    const mak = await under.issueMak(1)
    expect(await outcome(machineRequest(hostOf(1), mak.productKey, another))).toBe('key-not-for-product')
    expect(await used(mak.keyId)).toBe(0)
    const elsewhere = await AuthorityUnderTest.start()
    const foreign = await elsewhere.issueMak(1)
    await elsewhere[Symbol.asyncDispose]()
    expect(await outcome(machineRequest(hostOf(1), foreign.productKey, productId))).toBe('key-unknown')
  })

  test('R1.6 without its forgotten key gets only what it had', async () => {
    const { productKey } = await under.issueMak(5)
    expect(await outcome(forgetfulRequest(hostOf(1), productKey, productId))).toBe('key-secret-needed')
    expect(await outcome(machineRequest(hostOf(1), productKey, productId))).toBe('activated')
    expect(await outcome(forgetfulRequest(hostOf(1), productKey, productId))).toBe('activated')
  })

  test('is refused with an installation ID of another machine, product, key or month', async () => {
    const { productKey } = await under.issueMak(5)
    const { productKey: otherKey } = await under.issueMak(5)
    const asking = (installationId: Uint8Array) =>
      outcome(machineRequest(hostOf(1), productKey, productId, { installationId }))
    const invalid = [
      installationIdOf(hostOf(2), productKey, { productId }),
      installationIdOf(hostOf(1), productKey),
      installationIdOf(hostOf(1), otherKey, { productId }),
    ]
    for (const installationId of invalid) expect(await asking(installationId)).toBe('installation-id-invalid')
    for (const month of [presentMonth() - 2, presentMonth() + 2])
      expect(await asking(installationIdOf(hostOf(1), productKey, { productId, month }))).toBe(
        'installation-id-month',
      )
    const clock = { clientTimeSeconds: 1 }
    expect(await outcome(machineRequest(hostOf(1), productKey, productId, clock))).toBe('clock-difference')
  })
})

describe('R6.5 a proxy', () => {
  async function batch(productKey: string, installationIds: readonly Uint8Array[]) {
    const request = { productKey, nonce: new Uint8Array(8).fill(7), installationIds }
    const response = await under.post(encodeMachineBatchRequest(request), `${path}/batch`)
    if (response.status !== 200) return codeIn(await response.json())
    return readMachineBatchAnswer(new Uint8Array(await response.arrayBuffer()), request)
  }

  test('gets an outcome for each of many installation IDs, in order', async () => {
    const { productKey, keyId } = await under.issueMak(2)
    const id = (n: number) => installationIdOf(hostOf(n), productKey, { productId })
    const foreign = installationIdOf(hostOf(9), (await under.issueMak(1)).productKey, { productId })
    const answer = await batch(productKey, [id(1), foreign, id(2), id(1), id(3), new Uint8Array(22)])
    if (typeof answer === 'string') throw new Error(answer)
    expect(answer.items.map((item) => (item.kind === 'refused' ? item.code : 'confirmed'))).toEqual([
      'confirmed',
      'installation-id-invalid',
      'confirmed',
      'confirmed',
      'activations-exhausted',
      'installation-id-invalid',
    ])
    expect(await used(keyId)).toBe(2)
    const { issuerCertificate } = answer
    for (const item of answer.items)
      if (item.kind === 'confirmed') expect(await isConfirmed({ ...item, issuerCertificate })).toBe(true)
  })

  test('is bounded, and needs a key that was issued and is a multiple activation key', async () => {
    const { productKey } = await under.issueMak(1)
    const ids = (length: number) => Array.from({ length }, () => new Uint8Array(22))
    expect(typeof (await batch(productKey, ids(machineBatchMax)))).toBe('object')
    expect(await batch(productKey, ids(machineBatchMax + 1))).toBe('request-malformed')
    expect(await batch(productKey, ids(machineBatchMax + 100))).toBe('body-too-long')
    expect(await batch((await under.issueHostKey()).productKey, ids(1))).toBe('product-key-kind')
    expect(await batch('nonsense', ids(1))).toBe('product-key-length')
  })
})

describe('the telephone desk', () => {
  test('R6.3 confirms a machine by its digits, and names the groups that were mistyped', async () => {
    const { productKey, keyId } = await under.issueMak(2)
    const digits = digitsOf(hostOf(1), productKey, { productId })
    const typo = `${digits.slice(0, 8)}${(Number(digits[8]) + 1) % 10}${digits.slice(9)}`
    await expect(under.authority.telephone(typo)).rejects.toMatchObject({
      code: 'installation-id-checksum',
      detail: expect.stringContaining('group 2'),
    })
    const answer = await under.authority.telephone(digits)
    if (answer.kind === 'refused') throw new Error(answer.code)
    expect(answer).toMatchObject({ of: 'machine', keyId, isRepeated: false, use: '1 activation left' })
    expect(await under.authority.telephone(digits)).toEqual({ ...answer, isRepeated: true })
    const online = await answerFor(hostOf(1), productKey)
    expect(online.confirmation).toEqual(confirmationIdFromDigits(answer.confirmationId))
    expect(await used(keyId)).toBe(1)
  })

  test('R3.3 a host by telephone counts as one that activates online', async () => {
    const { productKey, keyId } = await under.issueHostKey()
    await under.activate(hostOf(1), productKey)
    expect(await under.authority.telephone(digitsOf(hostOf(1), productKey))).toMatchObject({
      of: 'host',
      use: '1 of 6 hosts',
    })
    for (let n = 2; n <= 6; n++) await under.authority.telephone(digitsOf(hostOf(n), productKey))
    expect(await under.authority.telephone(digitsOf(hostOf(7), productKey))).toEqual({
      kind: 'refused',
      code: 'host-limit-reached',
      detail: 'It has activated 6 of 6 hosts.',
    })
    expect(await under.outcome(hostOf(8), productKey)).toBe('host-limit-reached')
    expect(await under.outcome(hostOf(3), productKey)).toBe('activated')
    expect((await under.authority.key(keyId)).hostsActivated).toBe(6)
  })

  test('over HTTP is closed until it has a token, and open to nobody else', async () => {
    const { productKey } = await under.issueMak(2)
    const body = JSON.stringify({ installationId: digitsOf(hostOf(1), productKey, { productId }) })
    const call = async (token: string) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const response = await fetch(`${under.service.url}/v1/telephone`, { method: 'POST', headers, body })
      return response.status === 200 ? 'answered' : codeIn(await response.json())
    }
    expect(await call('anything')).toBe('not-found')
    const token = await under.authority.makeDeskToken()
    expect(await call('anything')).toBe('not-authorised')
    expect(await call(token)).toBe('answered')
    const another = await under.authority.makeDeskToken()
    expect([await call(token), await call(another)]).toEqual(['not-authorised', 'answered'])
  })

  test('R1.6 neither keys nor installation IDs nor tokens stand in log and audit', async () => {
    const { productKey } = await under.issueMak(1)
    const token = await under.authority.makeDeskToken()
    await outcome(machineRequest(hostOf(1), productKey, productId))
    await outcome(machineRequest(hostOf(2), productKey, productId))
    const digits = digitsOf(hostOf(3), productKey, { productId })
    await under.authority.telephone(digits)
    const said = JSON.stringify([under.lines, (await under.authority.audit({ limit: 100 })).items])
    const groups = [...productKey.split('-').slice(0, 4), ...digits.split('-'), token]
    for (const secret of groups) expect(said).not.toContain(secret)
    expect(said).not.toContain(
      Buffer.from(installationIdOf(hostOf(3), productKey, { productId })).toString('hex'),
    )
  })
})

describe('the media for customers without a connection', () => {
  test('hold nothing secret and everything that a host by telephone needs', async () => {
    const names = (await under.authority.exportMedia()).map(({ name }) => name)
    expect(names).toEqual([
      'issuer.certificate',
      'products.catalogue',
      'vendor-root.pub',
      `${productId}.licence`,
    ])
  })
})
