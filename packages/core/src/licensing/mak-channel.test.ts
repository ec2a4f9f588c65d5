import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  decodeInstallationId,
  encodeInstallationId,
  monthAt,
  withConfirmations,
} from '../confirming/index.ts'
import { issuerCertificateBytes, sampleKeys, sampleTerms } from '../documents/chain.fixtures.ts'
import { testCryptography } from '../documents/cryptography.fixtures.ts'
import { signProductLicence } from '../documents/index.ts'
import type { Verifier } from '../ports/index.ts'
import { confirmationKeyPairOf, signConfirmation } from '../short-signatures/index.ts'
import { loadClientState, storedInstallation } from './client-state.ts'
import type { AuthorityRequest, ClientEvent } from './client-step.ts'
import { eventNeedsConfirmations, stateNeedsConfirmations } from './confirmation-needs.ts'
import { makMonthsMax, setupOf } from './installation-state.ts'
import { decodeInstallation, encodeInstallation } from './state-codec.ts'
import { confirmationFailuresMax, confirmationWindowMs, shownInstallationId } from './typed-confirmation.ts'
import {
  answering,
  dayMs,
  keyDigest,
  otherKeyDigest,
  productId,
  roots,
  setupKey,
  startMs,
  VirtualClient,
} from './virtual-client.fixtures.ts'

const keyPair = confirmationKeyPairOf(new Uint8Array(48).fill(6))
const mak = { keyFingerprint: new Uint8Array(7).fill(5), productKey: 'the whole key' }
const makKey = { kind: 'mak', partialProductKey: 'ABCDE' } as const
const authority = 'https://licences.vendor.test'
let verifier: Verifier
let issuerCertificate: Uint8Array

beforeAll(async () => {
  verifier = await withConfirmations(testCryptography)
  issuerCertificate = await issuerCertificateBytes({ confirmationPublicKey: keyPair.publicKey })
})

/** A client whose verifier can check confirmations. */
class MakClient extends VirtualClient {
  override context() {
    return { ...super.context(), verifier }
  }

  override reload(): void {
    this.state = loadClientState(storedInstallation(this.state), verifier)
  }

  /** What the authority was asked last. */
  get asked(): AuthorityRequest | undefined {
    const effect = this.effects.find(({ kind }) => kind === 'ask-authority')
    return effect?.kind === 'ask-authority' ? effect.request : undefined
  }

  get code(): string | undefined {
    return this.outcome?.kind === 'failed' ? this.outcome.code : this.outcome?.kind
  }

  /** The code that an event is refused with, or that its round ended with. */
  outcomeOf(event: ClientEvent): string | undefined {
    this.outcome = undefined
    return this.do(event).refused?.code ?? this.code
  }

  shown(): Uint8Array {
    this.do({ kind: 'installation-id-shown', productId })
    return shownInstallationId(this.state, this.product, verifier) ?? new Uint8Array()
  }

  type(confirmation: Uint8Array): string | undefined {
    return this.outcomeOf({ kind: 'confirmation-typed', productId, confirmation })
  }

  askOnline(): string | undefined {
    return this.outcomeOf({ kind: 'activation-requested', productId })
  }

  answerOnline(installationId: Uint8Array, changes: { readonly confirmation?: Uint8Array } = {}) {
    const answer = { installationId, confirmation: confirm(installationId), issuerCertificate, ...changes }
    return this.outcomeOf({ kind: 'authority-answered', productId, answer })
  }
}

function confirm(installationId: Uint8Array, productGroup = sampleTerms.productGroup): Uint8Array {
  return signConfirmation({ secretKey: keyPair.secretKey, productGroup, installationId })
}

async function makClient(): Promise<MakClient> {
  const client = new MakClient()
  const productLicence = await signProductLicence(
    {
      vendorName: 'Example Software',
      issuedAtSeconds: startMs / 1_000 - 100,
      terms: sampleTerms,
      issuerCertificate,
    },
    sampleKeys.issuer,
    testCryptography,
  )
  client.do({ kind: 'licence-installed', productLicence, roots })
  client.do({ kind: 'key-installed', productId, key: makKey, keyDigest, mak })
  client.start()
  return client
}

let client: MakClient
beforeEach(async () => {
  client = await makClient()
})

describe('R6.2 a multiple activation key online', () => {
  beforeEach(() => client.do({ kind: 'authority-chosen', url: authority }))

  it('asks the authority that is set with the key, and is licensed without an end', () => {
    client.askOnline()
    expect(client.asked).toMatchObject({ productKey: mak.productKey, productId })
    expect(client.answerOnline(client.asked?.installationId ?? new Uint8Array())).toBe('confirmed')
    expect(client.licenceState).toBe(1)
    expect(client.assessment.untilMs).toBeUndefined()
    client.nowMs += 4_000 * dayMs
    expect(client.licenceState).toBe(1)
    client.reload()
    expect(client.licenceState).toBe(1)
  })

  it('R1.6 forgets the key once activated, and does not ask by itself any more', () => {
    client.askOnline()
    client.answerOnline(client.asked?.installationId ?? new Uint8Array())
    const kept = encodeInstallation(storedInstallation(client.state))
    expect(Buffer.from(kept).includes(mak.productKey)).toBe(false)
    client.start()
    expect(client.product.stored.nextAttemptMs).toBeUndefined()
    client.do({ kind: 'timer-due', productId })
    expect(client.asked).toBeUndefined()
  })

  it('accepts what was confirmed in an earlier month, as the answer names it', () => {
    client.askOnline()
    const id = decodeInstallationId(client.asked?.installationId ?? new Uint8Array(22))
    expect(client.answerOnline(encodeInstallationId({ ...id, month: id.month - 1 }))).toBe('confirmed')
    expect(client.product.stored.mak?.months).toEqual([id.month - 1])
  })

  it.each([
    ['another machine', { digest: new Uint8Array(12) }, 'document-other-machine'],
    ['a host', { kind: 'host' as const }, 'document-other-machine'],
    ['another key', { keyFingerprint: new Uint8Array(7) }, 'confirmation-mismatch'],
  ])('refuses a confirmation for %s', (_whose, changes, code) => {
    client.askOnline()
    const id = decodeInstallationId(client.asked?.installationId ?? new Uint8Array(22))
    expect(client.answerOnline(encodeInstallationId({ ...id, ...changes }))).toBe(code)
    expect(client.licenceState).toBe(2)
  })

  it("refuses one that is not the vendor's, and tries again after the retry interval", () => {
    client.askOnline()
    const id = client.asked?.installationId ?? new Uint8Array(22)
    expect(client.answerOnline(id, { confirmation: confirm(id, 1) })).toBe('confirmation-mismatch')
    expect(client.product.stored.lastError?.code).toBe('confirmation-mismatch')
    expect(client.product.stored.nextAttemptMs).toBeGreaterThan(client.nowMs)
  })

  it('tells the code that the authority refused with', () => {
    client.askOnline()
    const failed = { kind: 'exchange-failed', productId, code: 'activations-exhausted' } as const
    expect(client.outcomeOf(failed)).toBe('activations-exhausted')
    expect(client.licenceState).toBe(2)
  })

  it('R4.12 falls to state 3 on other hardware, asks without the key, and is licensed again', () => {
    client.hardware = [{ name: 'board', value: 'one' }]
    client.start()
    client.askOnline()
    client.answerOnline(client.asked?.installationId ?? new Uint8Array(22))
    client.hardware = [{ name: 'board', value: 'another' }]
    client.start()
    expect(client.licenceState).toBe(3)
    client.reload()
    expect(client.licenceState).toBe(3)
    client.askOnline()
    expect(client.asked).toBeDefined()
    expect(client.asked?.productKey).toBeUndefined()
    client.answerOnline(client.asked?.installationId ?? new Uint8Array(22))
    expect(client.licenceState).toBe(1)
  })
})

describe('R6.4 a multiple activation key by telephone', () => {
  it('is licensed by the digits for the installation ID that it showed, also in a later month', () => {
    const shown = client.shown()
    client.nowMs += 62 * dayMs
    expect(client.type(confirm(shown))).toBe('confirmed')
    expect(client.licenceState).toBe(1)
  })

  it('takes a confirmation for the present month where none was shown here', () => {
    const id = decodeInstallationId(client.shown())
    client.reload()
    expect(client.type(confirm(encodeInstallationId({ ...id, month: id.month + 1 })))).toBe('confirmed')
  })

  it('remembers the months of what it showed, and no more than it must', () => {
    for (let n = 0; n < makMonthsMax + 3; n++) {
      client.shown()
      client.nowMs += 31 * dayMs
    }
    const months = client.product.stored.mak?.months ?? []
    expect(months).toHaveLength(makMonthsMax)
    expect(months.at(-1)).toBe(monthAt((client.nowMs - 31 * dayMs) / 1_000))
  })

  it('refuses what was given for another machine or product', async () => {
    const other = await makClient()
    other.do({ kind: 'rearm-requested' })
    expect(client.type(confirm(other.shown()))).toBe('confirmation-mismatch')
    expect(client.type(confirm(client.shown(), sampleTerms.productGroup + 1))).toBe('confirmation-mismatch')
    expect(client.licenceState).toBe(2)
  })

  it('looks at few wrong ones a minute, also after a restart', () => {
    const right = confirm(client.shown())
    for (let n = 0; n < confirmationFailuresMax; n++)
      expect(client.type(new Uint8Array(48).fill(n))).toBe('confirmation-mismatch')
    client.reload()
    client.nowMs += confirmationWindowMs - 1
    expect(client.type(right)).toBe('too-many-attempts')
    client.nowMs += 1
    expect(client.type(right)).toBe('confirmed')
  })

  it('needs a licence whose issuer offers confirmations', async () => {
    const bare = new MakClient()
    await bare.setUp()
    bare.do({ kind: 'key-installed', productId, key: makKey, keyDigest: otherKeyDigest, mak })
    expect(bare.type(new Uint8Array(48))).toBe('confirmation-key-missing')
  })
})

describe('the ways in and out of a multiple activation key', () => {
  it('R4.1 without an authority and with another kind of key the reason is told', async () => {
    expect(client.askOnline()).toBe('authority-not-set')
    const volume = await new MakClient().setUp()
    expect(volume.outcomeOf({ kind: 'installation-id-shown', productId })).toBe('product-key-kind')
    expect(volume.type(new Uint8Array(48))).toBe('product-key-kind')
    client.do({ kind: 'key-removed', productId })
    expect(client.type(new Uint8Array(48))).toBe('product-key-missing')
    expect(client.product.stored.mak).toBeUndefined()
  })

  it('R6.6 a machine goes from a host to the key and back', async () => {
    const machine = await makClient()
    machine.do({ kind: 'key-installed', productId, key: setupKey, keyDigest: otherKeyDigest })
    machine.do({ kind: 'host-chosen', host: { kind: 'tcp', name: 'host.test', port: 1688 } })
    expect((await machine.activate(answering(25)))?.kind).toBe('activated')
    machine.do({ kind: 'key-installed', productId, key: makKey, keyDigest, mak })
    expect(machine.licenceState).toBe(3)
    expect(machine.type(confirm(machine.shown()))).toBe('confirmed')
    expect(machine.product.lease).toBeUndefined()
    machine.do({ kind: 'key-installed', productId, key: setupKey, keyDigest: otherKeyDigest })
    expect([machine.licenceState, machine.product.stored.confirmation]).toEqual([3, undefined])
    expect((await machine.activate(answering(25)))?.kind).toBe('activated')
  })

  it('R6.1 each copy of an image is another installation and has the key', () => {
    const before = client.shown()
    client.do({ kind: 'generalize-requested', skipRearm: false })
    expect(client.type(confirm(before))).toBe('restart-needed')
    client.reload()
    client.start()
    expect(client.product.stored.mak).toEqual({ ...mak, months: [] })
    expect(client.shown()).not.toEqual(before)
    expect(client.type(confirm(before))).toBe('confirmation-mismatch')
    expect(client.type(confirm(client.shown()))).toBe('confirmed')
  })

  it('R1.6 learns the key again where it is installed again while not activated', () => {
    client.do({ kind: 'authority-chosen', url: authority })
    const install = { kind: 'key-installed', productId, key: makKey, keyDigest, mak } as const
    client.type(confirm(client.shown()))
    client.do(install)
    expect(client.product.stored.mak?.productKey).toBeUndefined()
    client.do({ kind: 'rearm-requested' })
    const { cmid } = client.state
    client.do(install)
    expect(client.product.stored.mak?.productKey).toBe(mak.productKey)
    expect(client.state.cmid).toBe(cmid)
  })

  it('R4.11 a confirmation in the kept state that does not verify licenses nothing', () => {
    client.type(confirm(client.shown()))
    const stored = storedInstallation(client.state)
    const forged = stored.products.map((product) => ({
      ...product,
      confirmation: product.confirmation && {
        ...product.confirmation,
        month: product.confirmation.month + 1,
      },
    }))
    const loaded = loadClientState({ ...stored, products: forged as typeof stored.products }, verifier)
    const product = loaded.products.get(productId)
    expect(product?.confirmation).toBeUndefined()
    expect(product?.stored.lastError?.code).toBe('confirmation-mismatch')
    const unable = loadClientState(stored, testCryptography).products.get(productId)
    expect(unable?.confirmation).toBeUndefined()
  })

  it('is kept with its encoding, and short signatures are known to be needed', () => {
    expect(stateNeedsConfirmations(storedInstallation(client.state))).toBe(false)
    client.do({ kind: 'authority-chosen', url: authority })
    client.type(new Uint8Array(48))
    const tried = storedInstallation(client.state)
    expect(decodeInstallation(encodeInstallation(tried))).toEqual(tried)
    client.type(confirm(client.shown()))
    const stored = storedInstallation(client.state)
    expect(decodeInstallation(encodeInstallation(stored))).toEqual(stored)
    expect(stateNeedsConfirmations(stored)).toBe(true)
    expect(stateNeedsConfirmations(setupOf(stored))).toBe(false)
    expect(eventNeedsConfirmations({ kind: 'timer-due', productId })).toBe(false)
    const packet = { kind: 'packet-received', productId, packet: new Uint8Array(3) } as const
    expect(eventNeedsConfirmations(packet)).toBe(false)
  })

  it('R1.6 the file that outlives damage does not hold the key', () => {
    const setup = encodeInstallation(setupOf(storedInstallation(client.state)))
    expect(Buffer.from(setup).includes(mak.productKey)).toBe(false)
  })
})
