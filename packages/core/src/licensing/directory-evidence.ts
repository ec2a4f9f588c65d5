/**
 * Activation by the directory (R8.1), as it is kept and as it is proven: the object that the directory held, verified
 * anew whenever the state is loaded, and how long it activates from the machine's last look at it.
 */
import {
  checkActivationObject,
  clockDifferenceSecondsMax,
  type TrustedActivationObject,
  type TrustedProductLicence,
  type Verified,
  verifyActivationObject,
} from '../documents/index.ts'
import type { Verifier } from '../ports/index.ts'

const msPerSecond = 1_000
const msPerMinute = 60_000

/** The object that activates a product, and where and when it was last seen. */
export interface DirectoryEvidence {
  readonly document: Uint8Array
  /** Distinguished name of its entry. */
  readonly dn: string
  /** Common name of its entry. */
  readonly name: string
  /** UUID of the directory that held it. */
  readonly forestId: string
  /** The domain that the machine was in. */
  readonly domain: string
  /** By the machine's own clock, but never before a time that a verified document stated. */
  readonly checkedAtMs: number
}

/** A kept object whose signature, directory and product were verified, and its validity at the last look. */
export interface ProvenObject {
  readonly object: Verified<TrustedActivationObject>
  readonly evidence: DirectoryEvidence
}

/**
 * Verifies a kept object. Throws the codes of a document, `document-other-directory`, `document-product-not-covered`,
 * `document-not-yet-valid`, `document-expired`, `not-available` for one by telephone without what checks those.
 */
export function proveObject(
  evidence: DirectoryEvidence,
  licence: Verified<TrustedProductLicence>,
  roots: readonly Uint8Array[],
  verifier: Verifier,
): ProvenObject {
  const object = verifyActivationObject(evidence.document, roots, verifier)
  checkActivationObject(object, {
    forestId: evidence.forestId,
    productGroup: licence.terms.productGroup,
    nowSeconds: Math.floor(evidence.checkedAtMs / msPerSecond),
  })
  return { object, evidence }
}

/**
 * When the activation is over: the validity that the licence states after the last look, but never after the end that
 * the vendor signed. No directory states a time that the machine could trust more than its own clock.
 */
export function directoryUntilMs({ object, evidence }: ProvenObject, validityMinutes: number): number {
  const endMs = object.expiresSeconds * msPerSecond
  return Math.min(evidence.checkedAtMs + validityMinutes * msPerMinute, endMs)
}

/**
 * Whether the clock fits the last look. One that stands before it, by more than a host would let pass, was set back:
 * until the directory is looked at again the object does not count, so that nothing is gained (R4.9).
 */
export function isClockPlausible({ evidence }: ProvenObject, nowMs: number): boolean {
  return nowMs >= evidence.checkedAtMs - clockDifferenceSecondsMax * msPerSecond
}
