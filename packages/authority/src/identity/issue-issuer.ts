/** Making the issuer's key and having the root certify it: at set-up, and when the certificate is renewed. */
import { issuerValidityDays, signIssuerCertificate } from '@muster/core/documents'
import type { Clock, Cryptography, Random, Signer } from '@muster/core/ports'
import type { IssuerSecret } from './issuer.ts'

const secondsPerDay = 24 * 60 * 60
const privateKeyBytes = 32
const serialBytes = 8
const confirmationSeedBytes = 48

/** What issuing needs. */
export interface IssueIssuerContext {
  readonly vendorName: string
  readonly root: Signer
  readonly cryptography: Cryptography
  readonly random: Random
  readonly clock: Clock
}

/** The key that goes on, and since when its certificates count. */
export interface PresentIssuerKey {
  readonly keyNumber: number
  readonly privateKey: Uint8Array
  readonly notBeforeSeconds: number
  /** Absent where the issuer has none yet: then it gets one. */
  readonly confirmationSecretKey?: Uint8Array
}

/** A first or a further issuer key with its certificate. */
export function issueNewKey(keyNumber: number, context: IssueIssuerContext): Promise<IssuerSecret> {
  const privateKey = context.random.bytes(privateKeyBytes)
  return certify({ keyNumber, privateKey, notBeforeSeconds: nowSecondsOf(context) }, context)
}

/**
 * A new certificate for the same key. Its validity begins where that of the first one did, so that everything that
 * the key signed since verifies with the newest certificate.
 */
export async function certify(key: PresentIssuerKey, context: IssueIssuerContext): Promise<IssuerSecret> {
  const { vendorName, root, cryptography, random } = context
  const confirmations = await confirmationKeysOf(key, context)
  const { keyNumber, privateKey, notBeforeSeconds } = key
  const issuedAtSeconds = nowSecondsOf(context)
  const content = {
    vendorName,
    issuerName: `Issuer ${keyNumber}`,
    serial: random.bytes(serialBytes),
    issuedAtSeconds,
    notBeforeSeconds,
    expiresSeconds: issuedAtSeconds + issuerValidityDays * secondsPerDay,
    issuerPublicKey: cryptography.signer(privateKey).publicKey,
    confirmationPublicKey: confirmations.publicKey,
  }
  const certificate = await signIssuerCertificate(content, root, cryptography)
  return { keyNumber, privateKey, confirmationSecretKey: confirmations.secretKey, certificate }
}

async function confirmationKeysOf(
  { confirmationSecretKey }: PresentIssuerKey,
  { random }: IssueIssuerContext,
) {
  const { confirmationKeyPairOf, confirmationPublicKeyOf } = await import('@muster/core/short-signatures')
  return confirmationSecretKey === undefined
    ? confirmationKeyPairOf(random.bytes(confirmationSeedBytes))
    : { secretKey: confirmationSecretKey, publicKey: confirmationPublicKeyOf(confirmationSecretKey) }
}

function nowSecondsOf({ clock }: IssueIssuerContext): number {
  return Math.floor(clock.nowMs() / 1_000)
}
