/**
 * Activates a host without any connection (R3.2): it shows an installation ID, somebody reads that out to the vendor
 * and types what is read back. The confirmation is the certificate; catalogue and issuer certificate come with the
 * vendor's media and hold no secret.
 */
import {
  encodeInstallationId,
  installationDigest,
  keyFingerprintOf,
  monthAt,
  withConfirmations,
} from '@muster/core/confirming'
import {
  acceptIssuerCertificate,
  checkValidity,
  encodeTelephoneCertificate,
  type IssuerCertificate,
  type Verified,
  verifyCatalogue,
  verifyHostCertificate,
  verifyIssuerCertificate,
} from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import { confirmationIdFromDigits, installationIdToDigits, parseProductKey } from '@muster/core/keys'
import type { Verifier } from '@muster/core/ports'
import { chooseInstallations, type WithSecret } from './choose-installations.ts'
import { type HostActivationOutcome, type KeepActivationContext, keepActivation } from './keep-activation.ts'

/** How long ago, in months, the installation ID may have been shown that a confirmation is typed for. */
export const confirmedMonthsMax = 12

/** What it needs. */
export interface TelephoneContext extends KeepActivationContext {
  readonly verifier: Verifier
  readonly hostPublicKey: Uint8Array
}

/** An installation ID as it is read out. */
export interface HostInstallationId {
  readonly partialProductKey: string
  /** 9 groups of 7 digits with hyphens between. */
  readonly installationId: string
}

/** What the vendor's media bring; all of it is public. */
export interface VendorMedia {
  readonly issuerCertificate: Uint8Array
  readonly catalogue: Uint8Array
  /** The vendor's root where the media hold it: then the issuer certificate must lead to it. */
  readonly root?: Uint8Array
}

/** The installation IDs of the host keys whose secret is held, or of one. Rejects with `host-key-missing`. */
export async function hostInstallationIds(
  context: TelephoneContext,
  partialProductKey?: string,
): Promise<readonly HostInstallationId[]> {
  const chosen = chooseInstallations(await context.store.installations(), partialProductKey)
  return chosen.map((installation) => ({
    partialProductKey: installation.partialProductKey,
    installationId: installationIdToDigits(installationIdOf(installation, presentMonth(context), context)),
  }))
}

/**
 * Activates the host key that a confirmation belongs to. Rejects with `host-key-missing`, the codes of the digits (the
 * wrong groups are named), `confirmation-mismatch`, `confirmation-key-missing`, `document-issuer-mismatch` (the
 * catalogue is of another issuer), and the codes of a document.
 */
export async function confirmHost(
  digits: string,
  media: VendorMedia,
  context: TelephoneContext,
  partialProductKey?: string,
): Promise<HostActivationOutcome> {
  const confirmation = confirmationIdFromDigits(digits)
  const chosen = chooseInstallations(await context.store.installations(), partialProductKey)
  const verifier = await withConfirmations(context.verifier)
  const issuer = issuerOf(media, verifier)
  const found = findConfirmed(confirmation, chosen, issuer, { ...context, verifier })
  if (found === undefined) throw new AppError('confirmation-mismatch')
  const { installation, hostCertificate } = found
  const certificate = verifyHostCertificate(hostCertificate, issuer, verifier)
  const nowSeconds = Math.floor(context.clock.nowMs() / 1_000)
  checkValidity(certificate, nowSeconds, 'The new host certificate, by the clock of this host.')
  const products = catalogueOf(media, issuer, verifier)
  const { issuerCertificate, catalogue } = media
  return keepActivation(
    installation,
    { hostCertificate, issuerCertificate, catalogue, certificate, products },
    context,
  )
}

function issuerOf({ issuerCertificate, root }: VendorMedia, verifier: Verifier): Verified<IssuerCertificate> {
  const issuer =
    root === undefined
      ? acceptIssuerCertificate(issuerCertificate)
      : verifyIssuerCertificate(issuerCertificate, [root], verifier)
  if (issuer.confirmationPublicKey === undefined) throw new AppError('confirmation-key-missing')
  return issuer
}

function catalogueOf({ catalogue }: VendorMedia, issuer: Verified<IssuerCertificate>, verifier: Verifier) {
  try {
    return verifyCatalogue(catalogue, issuer, verifier)
  } catch (error) {
    const isForeign = error instanceof AppError && error.code === 'document-signer-unknown'
    throw isForeign ? new AppError('document-issuer-mismatch', undefined, { cause: error }) : error
  }
}

/** The digits state neither key nor month: those that come into question are tried, the present month first. */
function findConfirmed(
  confirmation: Uint8Array,
  chosen: readonly WithSecret[],
  { confirmationPublicKey: publicKey = new Uint8Array() }: IssuerCertificate,
  context: TelephoneContext,
) {
  for (const month of monthsInQuestion(presentMonth(context)))
    for (const installation of chosen) {
      const { productGroup } = installation
      const installationId = installationIdOf(installation, month, context)
      const isOurs = context.verifier.confirms?.({ publicKey, productGroup, installationId, confirmation })
      if (isOurs !== true) continue
      const { hostPublicKey } = context
      const keyFingerprint = fingerprintOf(installation, context)
      const parts = { hostPublicKey, productGroup, keyFingerprint, month, confirmation }
      return { installation, hostCertificate: encodeTelephoneCertificate(parts) }
    }
  return undefined
}

function monthsInQuestion(present: number): readonly number[] {
  const earlier = Array.from({ length: confirmedMonthsMax }, (_, index) => present - 1 - index)
  return [present, present + 1, ...earlier].filter((month) => month >= 0)
}

function installationIdOf(installation: WithSecret, month: number, context: TelephoneContext): Uint8Array {
  const digest = installationDigest({ publicKey: context.hostPublicKey }, context.verifier)
  const keyFingerprint = fingerprintOf(installation, context)
  return encodeInstallationId({ kind: 'host', keyFingerprint, month, digest })
}

function fingerprintOf({ productKey }: WithSecret, { verifier }: TelephoneContext): Uint8Array {
  return keyFingerprintOf(parseProductKey(productKey).secret, verifier)
}

function presentMonth({ clock }: TelephoneContext): number {
  return monthAt(Math.floor(clock.nowMs() / 1_000))
}
