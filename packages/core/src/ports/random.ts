/** Randomness, handed in. */

/** A source of random bytes: cryptographically strong in production, seeded in the lab. */
export interface Random {
  bytes(length: number): Uint8Array
}
