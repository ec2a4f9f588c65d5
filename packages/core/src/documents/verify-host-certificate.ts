/** Whatever proves a host's right to answer: a signed certificate, or one that was confirmed by telephone. */
import type { Verifier } from '../ports/index.ts'
import { type HostCertificate, verifySignedHostCertificate } from './host-certificate.ts'
import type { IssuerCertificate } from './issuer-certificate.ts'
import { isTelephoneCertificate, verifyTelephoneCertificate } from './telephone-certificate.ts'
import type { Verified } from './verified.ts'

/**
 * Verifies a host certificate against its issuer. Its own dates are left to the caller, who knows the moment that
 * counts: now for a host that starts, the time of the answer for a client.
 * Throws the codes of a document, those of the issuer's dates, and for a certificate by telephone
 * `confirmation-key-missing` and `not-available` (the verifier has to be one of `withConfirmations`).
 */
export function verifyHostCertificate(
  bytes: Uint8Array,
  issuer: Verified<IssuerCertificate>,
  verifier: Verifier,
): Verified<HostCertificate> {
  return isTelephoneCertificate(bytes)
    ? verifyTelephoneCertificate(bytes, issuer, verifier)
    : verifySignedHostCertificate(bytes, issuer, verifier)
}
