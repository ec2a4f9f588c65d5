/** Which installed host keys can be activated: those whose secret is still held. */
import { AppError } from '@muster/core/errors'
import type { HostKeyInstallation } from '@muster/core/stores'

/** A host key whose secret is held. */
export type WithSecret = HostKeyInstallation & { readonly productKey: string }

/** All of them, or the one with this partial product key. Throws `host-key-missing`. */
export function chooseInstallations(
  installations: readonly HostKeyInstallation[],
  partialProductKey: string | undefined,
): readonly WithSecret[] {
  const named = installations.filter(
    (installation) => partialProductKey === undefined || installation.partialProductKey === partialProductKey,
  )
  const chosen = named.filter(
    (installation): installation is WithSecret => installation.productKey !== undefined,
  )
  if (chosen.length > 0) return chosen
  const detail =
    named.length === 0
      ? undefined
      : 'It is activated and its secret was forgotten; install the key again to activate once more.'
  throw new AppError('host-key-missing', detail)
}
