/**
 * Activating a forest without any connection (R8.4): digits that are read out to the vendor, and the object that the
 * digits that are read back make. Nothing has to be kept in between but the host key.
 */
import { keyFingerprintOf, monthAt, withConfirmations } from '@muster/core/confirming'
import { encodeTelephoneObject, forestInstallationId } from '@muster/core/documents'
import { AppError, codeOf } from '@muster/core/errors'
import { checkNewObject } from '@muster/core/issuing'
import { confirmationIdFromDigits, installationIdToDigits, parseProductKey } from '@muster/core/keys'
import type { Verifier } from '@muster/core/ports'
import type { DirectoryPlace } from './place.ts'

/** How long ago, in months, the digits may have been read out that a confirmation is typed for. */
export const confirmedMonthsMax = 12

/** What a confirmation is put together with. */
export interface TypedObject {
  /** The 140 digits. */
  readonly confirmationId: string
  readonly productKey: string
  /** From the vendor's media. */
  readonly issuerCertificate: Uint8Array
  readonly roots: readonly Uint8Array[]
}

/** The installation ID of a forest for a host key, in this month. Throws the codes of a product key. */
export function forestInstallationDigits(
  { forestId }: Pick<DirectoryPlace, 'forestId'>,
  productKey: string,
  nowSeconds: number,
  verifier: Verifier,
): string {
  const { keyFingerprint } = readHostKey(productKey, verifier)
  return installationIdToDigits(
    forestInstallationId({ forestId, keyFingerprint, month: monthAt(nowSeconds) }, verifier),
  )
}

/**
 * The object that a confirmation makes: the month in which the digits were read out is found by trying. Rejects with the
 * codes of the digits and of a product key, `confirmation-mismatch`, `confirmation-key-missing`, and the codes of a
 * document.
 */
export async function objectFromConfirmation(
  typed: TypedObject,
  { forestId }: Pick<DirectoryPlace, 'forestId'>,
  nowSeconds: number,
  verifier: Verifier,
) {
  const confirmation = confirmationIdFromDigits(typed.confirmationId)
  const { keyFingerprint, productGroup } = readHostKey(typed.productKey, verifier)
  const { issuerCertificate, roots } = typed
  const checking = await withConfirmations(verifier)
  const present = monthAt(nowSeconds)
  const expected = { forestId, productGroup, nowSeconds, ...(roots.length === 0 ? {} : { roots }) }
  for (let month = present + 1; month >= Math.max(0, present - confirmedMonthsMax); month--) {
    const about = { forestId, productGroup, keyFingerprint, month, confirmation, issuerCertificate }
    const document = encodeTelephoneObject(about)
    try {
      return { document, object: checkNewObject(document, expected, checking) }
    } catch (error) {
      if (codeOf(error) !== 'document-signature') throw error
    }
  }
  throw new AppError('confirmation-mismatch')
}

function readHostKey(productKey: string, verifier: Verifier) {
  const key = parseProductKey(productKey)
  if (key.kind !== 'host') throw new AppError('product-key-kind', 'A host key is needed.')
  return { keyFingerprint: keyFingerprintOf(key.secret, verifier), productGroup: key.productGroup }
}
