/**
 * The whole chain as one function: vendor root → issuer certificate → host certificate → lease, and then whether
 * the lease is this machine's and this product's (R4.8). Pure; no clock: the caller says what time it is.
 */
import { equalBytes } from '../bytes/index.ts'
import { AppError } from '../errors/index.ts'
import type { Verifier } from '../ports/index.ts'
import { type Answer, type Certificates, type ReceivedAnswer, verifyLease } from './answer.ts'
import type { HostCertificate } from './host-certificate.ts'
import { type IssuerCertificate, verifyIssuerCertificate } from './issuer-certificate.ts'
import { checkValidity } from './signed-document.ts'
import { markVerified, type Verified } from './verified.ts'
import { verifyHostCertificate } from './verify-host-certificate.ts'

/** How far the clocks of machine and host may differ (R2.7). */
export const clockDifferenceSecondsMax = 4 * 60 * 60

/** A host whose right to answer is proven. */
export interface TrustedHost {
  readonly issuer: Verified<IssuerCertificate>
  readonly certificate: Verified<HostCertificate>
}

/** What a lease must be about. */
export interface LeaseExpectation {
  readonly cmid: string
  readonly productId: string
  readonly productGroup: number
  /** The nonce of the request, for an answer that just arrived; absent for a lease that was kept. */
  readonly nonce?: Uint8Array
  /** The present time, for an answer that just arrived; absent for a lease that was kept. */
  readonly nowSeconds?: number
}

/**
 * Verifies the certificates of a host; those that the verifier's memory knows with these roots are verified already.
 * Throws the codes of a document and of dates.
 */
export function verifyHost(
  { hostCertificate, issuerCertificate }: Certificates,
  roots: readonly Uint8Array[],
  verifier: Verifier,
): Verified<TrustedHost> {
  const chain = [hostCertificate, issuerCertificate, ...roots]
  const known = verifier.memory?.recall(chain)
  if (known !== undefined) return known as Verified<TrustedHost>
  const issuer = verifyIssuerCertificate(issuerCertificate, roots, verifier)
  const certificate = verifyHostCertificate(hostCertificate, issuer, verifier)
  const host = markVerified({ issuer, certificate })
  verifier.memory?.keep(chain, host)
  return host
}

/**
 * Verifies a lease of a trusted host and that it is what was expected.
 * Throws the codes of a document; `document-product-not-covered`,
 * `document-expired`/`document-not-yet-valid` (the host certificate at the time of the answer),
 * `document-other-machine`, `document-product-mismatch`, `document-nonce`, `clock-difference`.
 */
export function verifyHostLease(
  lease: Uint8Array,
  host: Verified<TrustedHost>,
  expected: LeaseExpectation,
  verifier: Verifier,
): Verified<Answer> {
  const { certificate } = host
  const answer = verifyLease(lease, certificate, verifier)
  if (!certificate.productGroups.includes(expected.productGroup))
    throw new AppError('document-product-not-covered')
  checkValidity(certificate, answer.hostTimeSeconds, 'The host certificate at the time of the answer.')
  if (answer.cmid !== expected.cmid) throw new AppError('document-other-machine')
  if (answer.productId !== expected.productId) throw new AppError('document-product-mismatch')
  if (expected.nonce !== undefined && !equalBytes(answer.nonce, expected.nonce))
    throw new AppError('document-nonce')
  if (expected.nowSeconds !== undefined) checkClockDifference(answer.hostTimeSeconds, expected.nowSeconds)
  return answer
}

/** What a client holds and expects when an answer arrives. */
export interface AnswerContext {
  /** The vendor's roots. */
  readonly roots: readonly Uint8Array[]
  /** The certificates of the host that it asked, where it holds them. */
  readonly heldCertificates?: Certificates
  readonly expected: LeaseExpectation
}

/** An answer that proved itself: what a client acts on and what it keeps. */
export interface OpenedAnswer {
  readonly answer: Verified<Answer>
  /** The answer without its certificates. */
  readonly lease: Uint8Array
  /** Those that came, else those that were held. */
  readonly certificates: Certificates
  readonly host: Verified<TrustedHost>
}

/**
 * Verifies an answer the way a client must: everything that came, certificates included, up to the vendor's root.
 * Certificates that came take the place of those held; either must be about the key that signed the answer.
 * Throws `document-certificates-missing` where none came and none are held, else the codes of
 * {@link verifyHost} and {@link verifyHostLease}.
 */
export function openAnswer(
  received: ReceivedAnswer,
  context: AnswerContext,
  verifier: Verifier,
): OpenedAnswer {
  const certificates = received.certificates ?? context.heldCertificates
  if (certificates === undefined) throw new AppError('document-certificates-missing')
  const host = verifyHost(certificates, context.roots, verifier)
  const answer = verifyHostLease(received.lease, host, context.expected, verifier)
  return { answer, lease: received.lease, certificates, host }
}

/** Throws `clock-difference` when two clocks differ by more than 4 hours; exactly 4 hours pass. */
export function checkClockDifference(leftSeconds: number, rightSeconds: number): void {
  const differenceSeconds = Math.abs(leftSeconds - rightSeconds)
  if (differenceSeconds > clockDifferenceSecondsMax) {
    throw new AppError('clock-difference', `They differ by ${Math.round(differenceSeconds / 60)} minutes.`)
  }
}
