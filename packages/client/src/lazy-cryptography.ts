/**
 * Cryptography whose checking of confirmations is loaded when the first is met: short signatures are large, and most
 * machines never see one. Each verdict is remembered as long as the process lives, and nowhere else: a verdict in a
 * file that the machine itself writes would grant what only the vendor may.
 */
import { withConfirmations } from '@muster/core/confirming'
import { createVerificationMemory } from '@muster/core/documents'
import type { Cryptography, Signer, VerificationMemory, Verifier } from '@muster/core/ports'

/** Cryptography that may be asked to learn. */
export interface LazyCryptography extends Cryptography {
  /** Loads what checks confirmations. */
  learnConfirmations(): Promise<void>
}

/** The same cryptography; it checks confirmations once it has learnt to, and remembers the chains that it verified. */
export function lazyCryptography(base: Cryptography): LazyCryptography {
  return new LearningCryptography(base)
}

class LearningCryptography implements LazyCryptography {
  readonly memory: VerificationMemory
  readonly #base: Cryptography
  #able: Verifier

  constructor(base: Cryptography) {
    this.#base = base
    this.#able = base
    this.memory = base.memory ?? createVerificationMemory()
  }

  get confirms() {
    return this.#able.confirms
  }

  sha256(data: Uint8Array): Uint8Array {
    return this.#base.sha256(data)
  }

  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    return this.#base.verify(publicKey, message, signature)
  }

  signer(privateKey: Uint8Array): Signer {
    return this.#base.signer(privateKey)
  }

  async learnConfirmations(): Promise<void> {
    this.#able = await withConfirmations(this.#able)
  }
}
