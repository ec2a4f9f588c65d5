/**
 * Cryptography whose checking of confirmations is loaded when the first is met: short signatures are large, and most
 * machines never see one. Each verdict is remembered as long as the process lives, and nowhere else: a verdict in a
 * file that the machine itself writes would grant what only the vendor may.
 */
import { withConfirmations } from '@muster/core/confirming'
import { createVerificationMemory } from '@muster/core/documents'
import type { Cryptography, Verifier } from '@muster/core/ports'

/** Cryptography that may be asked to learn. */
export interface LazyCryptography extends Cryptography {
  /** Loads what checks confirmations. */
  learnConfirmations(): Promise<void>
}

/** The same cryptography; it checks confirmations once it has learnt to, and remembers the chains that it verified. */
export function lazyCryptography(base: Cryptography): LazyCryptography {
  let able: Verifier = base
  return {
    memory: base.memory ?? createVerificationMemory(),
    sha256: (data) => base.sha256(data),
    verify: (publicKey, message, signature) => base.verify(publicKey, message, signature),
    signer: (privateKey) => base.signer(privateKey),
    get confirms() {
      return able.confirms
    },
    async learnConfirmations() {
      able = await withConfirmations(able)
    },
  }
}
