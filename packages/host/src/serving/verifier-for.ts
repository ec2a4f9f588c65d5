/** The verifier that what is installed here needs: checking confirmations is loaded where a certificate is one. */
import { withConfirmations } from '@muster/core/confirming'
import { isTelephoneCertificate } from '@muster/core/documents'
import type { Verifier } from '@muster/core/ports'
import type { HostKeyInstallation } from '@muster/core/stores'

/** The same verifier, or one that can check confirmations. */
export async function verifierFor(
  installations: readonly HostKeyInstallation[],
  verifier: Verifier,
): Promise<Verifier> {
  const isByTelephone = ({ activation }: HostKeyInstallation) =>
    activation !== undefined && isTelephoneCertificate(activation.hostCertificate)
  return installations.some(isByTelephone) ? withConfirmations(verifier) : verifier
}
