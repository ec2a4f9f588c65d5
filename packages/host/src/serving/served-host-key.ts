/**
 * An activated host key, decoded once from what the store holds. The host knows no vendor root: it believes the
 * issuer certificate that came with its activation, and checks that everything else agrees with that. Clients
 * verify up to the vendor's root, so a host that was lied to activates nobody.
 */
import { equalBytes } from '@muster/core/bytes'
import type { ActivatedHostKey } from '@muster/core/counting'
import {
  acceptIssuerCertificate,
  type Certificates,
  type IssuerCertificate,
  type Verified,
  verifyCatalogue,
  verifyHostCertificate,
} from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import type { Verifier } from '@muster/core/ports'
import type { HostKeyInstallation } from '@muster/core/stores'

/** A host key that this host may answer with while its certificate is valid. */
export interface ServedHostKey extends ActivatedHostKey {
  readonly partialProductKey: string
  readonly productGroup: number
  readonly issuer: Verified<IssuerCertificate>
  /** As they travel with an answer. */
  readonly certificates: Certificates
}

/**
 * Decodes an installation; undefined where it is not activated.
 * Throws the codes of a document, and `document-other-machine` where the certificate names another key pair.
 */
export function readServedHostKey(
  installation: HostKeyInstallation,
  hostPublicKey: Uint8Array,
  verifier: Verifier,
): ServedHostKey | undefined {
  const { activation, partialProductKey, productGroup } = installation
  if (activation === undefined) return undefined
  const { hostCertificate, issuerCertificate } = activation
  const issuer = acceptIssuerCertificate(issuerCertificate)
  const certificate = verifyHostCertificate(hostCertificate, issuer, verifier)
  if (!equalBytes(certificate.hostPublicKey, hostPublicKey))
    throw new AppError('document-other-machine', 'The certificate names another host key pair.')
  const catalogue = verifyCatalogue(activation.catalogue, issuer, verifier)
  const certificates = { hostCertificate, issuerCertificate }
  return { partialProductKey, productGroup, issuer, certificate, catalogue, certificates }
}
