/**
 * Makes activation objects for directories (R8.1, R8.4): asked for over HTTPS with the whole host key, or by the vendor's
 * own people for a forest without a connection. A directory counts as a host of the key. Decided and committed in one
 * transaction, and only then signed: the same request again gets the same object.
 */
import { fromHex, toHex } from '@muster/core/bytes'
import { installationDigest, keyFingerprintOf } from '@muster/core/confirming'
import { checkClockDifference, forestKeyOf, signActivationObject } from '@muster/core/documents'
import { AppError, type ErrorCode } from '@muster/core/errors'
import {
  activationObjectOf,
  checkForest,
  decideHostActivation,
  encodeObjectAnswer,
  type HostActivationRecord,
  keyIdOfHash,
  type ObjectRequest,
  readObjectRequest,
} from '@muster/core/issuing'
import { parseProductKey, productKeyHash } from '@muster/core/keys'
import { checkIssuer } from '../identity/issuer.ts'
import type { AuthorityPorts } from '../ports.ts'
import { findKey } from './find-key.ts'

const serialBytes = 8
const nonceBytes = 8

type Refused = { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail?: string }

/** What came of a request. */
export type ObjectOutcome =
  | { readonly kind: 'made'; readonly answer: Uint8Array; readonly made: MadeObject }
  | Refused

/** An object and what it was made for. */
export interface MadeObject {
  readonly document: Uint8Array
  readonly objectId: string
  readonly forestId: string
  readonly forestName: string
  readonly keyId: string
  /** Which activation of this directory with this key it is, from 1. */
  readonly ordinal: number
  readonly expiresSeconds: number
}

/** A forest as the vendor's people were told of it. */
export interface ForestRequest {
  /** Id or last group of a host key. */
  readonly keyReference: string
  readonly forestId: string
  readonly forestName: string
}

/**
 * Answers the body of `POST /v1/objects`. Throws for what is malformed or no host key (`request-malformed`,
 * `request-version`, `request-critical-claim`, `clock-difference`, the codes of a product key) and `issuer-expired`;
 * what the rules refuse is an outcome.
 */
export async function makeObject(
  body: Uint8Array,
  address: string,
  ports: AuthorityPorts,
): Promise<ObjectOutcome> {
  const request = readObjectRequest(body)
  checkClockDifference(request.timeSeconds, Math.floor(ports.clock.nowMs() / 1_000))
  const key = parseProductKey(request.productKey)
  if (key.kind !== 'host') return { kind: 'refused', code: 'product-key-kind' }
  const keyHash = toHex(productKeyHash(key, ports.cryptography))
  const keyFingerprint = keyFingerprintOf(key.secret, ports.cryptography)
  const outcome = await grant({ ...request, keyHash, keyFingerprint, address }, ports)
  if (outcome.kind === 'refused') return outcome
  const answer = encodeObjectAnswer({ nonce: request.nonce, object: outcome.document })
  return { kind: 'made', answer, made: outcome }
}

/**
 * Makes an object for a forest that is told by telephone or in a letter. Throws `key-not-found`, `request-malformed`,
 * `issuer-expired`, `not-available` (the key was issued before fingerprints were kept), and what the rules refuse.
 */
export async function createObject(
  forest: ForestRequest,
  who: string,
  ports: AuthorityPorts,
): Promise<MadeObject> {
  checkForest(forest)
  const { key } = await findKey(forest.keyReference, ports)
  const keyFingerprint = fromHex(key.fingerprint ?? '')
  if (key.fingerprint === undefined || keyFingerprint === undefined)
    throw new AppError(
      'not-available',
      'This key is too old: issue a new one, or publish with the whole key.',
    )
  const nonce = ports.random.bytes(nonceBytes)
  const request = { ...forest, nonce, keyHash: key.keyHash, keyFingerprint, address: who }
  const outcome = await grant(request, ports)
  if (outcome.kind === 'refused') throw new AppError(outcome.code, outcome.detail)
  return outcome
}

interface Grantable extends Pick<ObjectRequest, 'forestId' | 'forestName' | 'nonce'> {
  readonly keyHash: string
  readonly keyFingerprint: Uint8Array
  readonly address: string
}

async function grant(
  { forestId, forestName, nonce, keyHash, keyFingerprint, address }: Grantable,
  ports: AuthorityPorts,
): Promise<(MadeObject & { readonly kind: 'made' }) | Refused> {
  const { cryptography } = ports
  const nowMs = ports.clock.nowMs()
  checkIssuer(await ports.issuer(), Math.floor(nowMs / 1_000))
  const hostPublicKey = forestKeyOf(forestId, cryptography)
  const hostDigest = installationDigest({ publicKey: hostPublicKey }, cryptography)
  const attempt = { hostPublicKey, hostDigest, hostName: forestName, directory: { forestId }, nonce, address }
  const fresh = { nowMs, serial: ports.random.bytes(serialBytes) }
  const decision = await ports.store.decideForKey(
    { keyHash, hostPublicKey: toHex(hostPublicKey), hostDigest: toHex(hostDigest) },
    (state) => {
      const decided = decideHostActivation(state, attempt, fresh)
      return { changes: decided.changes, result: decided }
    },
  )
  if (decision.kind === 'refused') {
    const { code, detail } = decision
    return { kind: 'refused', code, ...(detail === undefined ? {} : { detail }) }
  }
  return { kind: 'made', ...(await sign(decision.activation, keyFingerprint, ports)) }
}

async function sign(
  activation: HostActivationRecord,
  keyFingerprint: Uint8Array,
  ports: AuthorityPorts,
): Promise<MadeObject> {
  const { store, cryptography } = ports
  const issuer = await ports.issuer()
  const made = { vendorName: issuer.vendorName, keyFingerprint, issuerCertificate: issuer.certificate }
  const object = activationObjectOf(activation, made, cryptography)
  const document = await signActivationObject(object, issuer.signer, cryptography)
  await store.archive({
    kind: 'activation-object',
    subject: activation.serial,
    issuedAtMs: activation.activatedAtMs,
    document,
  })
  const { objectId, forestId, forestName, expiresSeconds } = object
  const keyId = keyIdOfHash(activation.keyHash)
  return { document, objectId, forestId, forestName, keyId, ordinal: activation.ordinal, expiresSeconds }
}
