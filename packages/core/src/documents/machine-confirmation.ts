/**
 * What a multiple activation key leaves on a machine (R6.1, R6.4): the vendor's confirmation of this installation and
 * product, proven by public keys alone, and without an end.
 */
import { encodeInstallationId, installationDigest } from '../confirming/index.ts'
import { AppError } from '../errors/index.ts'
import type { Verifier } from '../ports/index.ts'
import { type IssuerCertificate, verifyIssuerCertificate } from './issuer-certificate.ts'
import { checkConfirmationIssuer } from './telephone-certificate.ts'
import { markVerified, type Verified } from './verified.ts'

/** A confirmation with what is needed to verify it again. */
export interface MachineConfirmation {
  /** 7 bytes. */
  readonly keyFingerprint: Uint8Array
  /** Months since January 2020, UTC: that of the installation ID that was confirmed. */
  readonly month: number
  /** 48 bytes. */
  readonly confirmation: Uint8Array
  readonly issuerCertificate: Uint8Array
}

/** Whom and what it must be about. */
export interface MachineExpectation {
  /** The installation's own key. */
  readonly publicKey: Uint8Array
  readonly productId: string
  readonly productGroup: number
  readonly roots: readonly Uint8Array[]
}

/** The 22 bytes of a machine's installation ID. */
export function machineInstallationId(
  about: Pick<MachineExpectation, 'publicKey' | 'productId'>,
  key: Pick<MachineConfirmation, 'keyFingerprint' | 'month'>,
  verifier: Verifier,
): Uint8Array {
  return encodeInstallationId({ kind: 'mak', ...key, digest: installationDigest(about, verifier) })
}

/**
 * Verifies a confirmation up to the vendor's root. Throws the codes of the issuer certificate and of its dates,
 * `confirmation-key-missing`, `confirmation-mismatch` (another machine, product, key or month), and `not-available`
 * where the verifier cannot check confirmations.
 */
export function verifyMachineConfirmation(
  kept: MachineConfirmation,
  expected: MachineExpectation,
  verifier: Verifier,
): Verified<MachineConfirmation> {
  const issuer = verifyIssuerCertificate(kept.issuerCertificate, expected.roots, verifier)
  const publicKey = confirmationKeyOf(issuer)
  if (verifier.confirms === undefined)
    throw new AppError('not-available', 'Confirmations cannot be checked here.')
  const installationId = machineInstallationId(expected, kept, verifier)
  const { productGroup } = expected
  const { confirmation } = kept
  if (!verifier.confirms({ publicKey, productGroup, installationId, confirmation }))
    throw new AppError('confirmation-mismatch')
  checkConfirmationIssuer(kept.month, issuer)
  return markVerified(kept)
}

function confirmationKeyOf({ confirmationPublicKey }: IssuerCertificate): Uint8Array {
  if (confirmationPublicKey === undefined) throw new AppError('confirmation-key-missing')
  return confirmationPublicKey
}
