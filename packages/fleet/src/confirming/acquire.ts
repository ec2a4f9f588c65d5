/** All confirmation IDs for a number of installation IDs, key by key, in as few requests as there can be. */
import { toHex } from '@muster/core/bytes'
import { decodeInstallationId, keyFingerprintOf } from '@muster/core/confirming'
import { AppError, codeOf, type ErrorCode } from '@muster/core/errors'
import { machineBatchMax } from '@muster/core/issuing'
import { parseProductKey } from '@muster/core/keys'
import type { Verifier } from '@muster/core/ports'
import { grouped } from '../grouped.ts'
import type { StoredConfirmation } from '../inventory/inventory.ts'
import type { ConfirmationSource } from './confirmation-source.ts'

/** What became of one installation ID. */
export type Acquisition = {
  /** The one that was asked for, 22 bytes. */
  readonly asked: Uint8Array
} & (
  | { readonly kind: 'confirmed'; readonly stored: StoredConfirmation }
  | { readonly kind: 'refused'; readonly error: AppError }
)

/** Failures that are about the way to the authority: they end the whole, and what was acquired before is kept. */
const ofTheWay: readonly ErrorCode[] = ['authority-unreachable', 'authority-answer', 'document-nonce']

/**
 * Asks for each; outcomes come batch by batch, so that each can be kept before the next is asked for. A key that is
 * not among `productKeys` refuses its installations with `fleet-key-needed`. Throws the codes of a product key,
 * `product-key-kind`, and what is about the way to the authority.
 */
export async function* acquire(
  installationIds: readonly Uint8Array[],
  productKeys: readonly string[],
  source: ConfirmationSource,
  verifier: Verifier,
): AsyncGenerator<readonly Acquisition[]> {
  const keyByFingerprint = new Map(productKeys.map((text) => fingerprinted(text, verifier)))
  for (const [fingerprint, ids] of byKey(installationIds)) {
    const productKey = keyByFingerprint.get(fingerprint)
    for (let start = 0; start < ids.length; start += machineBatchMax) {
      const batch = ids.slice(start, start + machineBatchMax)
      yield productKey === undefined
        ? refuseAll(batch, new AppError('fleet-key-needed'))
        : await askFor(batch, productKey, source)
    }
  }
}

async function askFor(
  batch: readonly Uint8Array[],
  productKey: string,
  source: ConfirmationSource,
): Promise<readonly Acquisition[]> {
  try {
    const items = await source.confirm(productKey, batch)
    return batch.map((asked, index): Acquisition => {
      const item = items[index]
      if (item?.kind !== 'confirmed')
        return { kind: 'refused', asked, error: new AppError(item?.code ?? 'authority-answer') }
      const { installationId, confirmation } = item
      if (!isSameInstallation(installationId, asked))
        return {
          kind: 'refused',
          asked,
          error: new AppError('authority-answer', 'It is for another machine.'),
        }
      return { kind: 'confirmed', asked, stored: { installationId, confirmation } }
    })
  } catch (error) {
    if (!(error instanceof AppError) || ofTheWay.includes(codeOf(error))) throw error
    return refuseAll(batch, error)
  }
}

function refuseAll(batch: readonly Uint8Array[], error: AppError): readonly Acquisition[] {
  return batch.map((asked) => ({ kind: 'refused', asked, error }))
}

function fingerprinted(text: string, verifier: Verifier): readonly [string, string] {
  const key = parseProductKey(text)
  if (key.kind !== 'mak') throw new AppError('product-key-kind', 'It is no multiple activation key.')
  return [toHex(keyFingerprintOf(key.secret, verifier)), key.text]
}

function byKey(installationIds: readonly Uint8Array[]): ReadonlyMap<string, readonly Uint8Array[]> {
  return grouped(installationIds, (id) => toHex(decodeInstallationId(id).keyFingerprint))
}

/** Whether two installation IDs are of one key and installation, whatever their months. */
export function isSameInstallation(left: Uint8Array, right: Uint8Array): boolean {
  return installationName(left) === installationName(right)
}

/** A name for key and installation of an installation ID. */
export function installationName(installationId: Uint8Array): string {
  const { keyFingerprint, digest } = decodeInstallationId(installationId)
  return toHex(keyFingerprint) + toHex(digest)
}
