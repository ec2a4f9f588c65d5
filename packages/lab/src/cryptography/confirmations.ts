/**
 * Confirmations of a world (R6.4): the short signatures of production where its cryptography is real, and cheap ones
 * where it is simulated. Nothing is loaded while time passes.
 */
import { withConfirmations } from '@muster/core/confirming'
import type { Cryptography } from '@muster/core/ports'
import { confirmationKeyPairOf, signConfirmation } from '@muster/core/short-signatures'

const seedBytes = 48

/** What an issuer confirms with. */
export interface Confirmer {
  /** 96 bytes, as it stands in the issuer's certificate. */
  readonly publicKey: Uint8Array
  readonly confirm: (productGroup: number, installationId: Uint8Array) => Promise<Uint8Array>
}

/** Cryptography that can confirm, and check confirmations at once. */
export interface LabCryptography extends Cryptography {
  confirmer(seed: Uint8Array): Confirmer
}

/** The same cryptography with confirmations. */
export async function labCryptography(base: Cryptography): Promise<LabCryptography> {
  if (isLabCryptography(base)) return base
  const { confirms } = await withConfirmations(base)
  return { ...base, confirms, confirmer: realConfirmer }
}

function realConfirmer(seed: Uint8Array): Confirmer {
  const { secretKey, publicKey } = confirmationKeyPairOf(seed.slice(0, seedBytes))
  return {
    publicKey,
    confirm: async (productGroup, installationId) =>
      signConfirmation({ secretKey, productGroup, installationId }),
  }
}

function isLabCryptography(base: Cryptography): base is LabCryptography {
  return 'confirmer' in base
}
