/** Keeping a secret under a passphrase, handed in: it is slow on purpose and needs a cipher. */

/** Seals secrets under a passphrase. */
export interface Sealer {
  /** The sealed secret, as it may be stored anywhere. */
  seal(secret: Uint8Array, passphrase: string): Promise<Uint8Array>
  /** The secret. Rejects with `passphrase-wrong` when passphrase or bytes are not those of {@link seal}. */
  open(sealed: Uint8Array, passphrase: string): Promise<Uint8Array>
}
