/** What a verifier and its thread say to each other: many checks in one piece of memory that changes hands. */

/** One signature that is to be checked. */
export interface Check {
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

/** Checks on their way to the thread. */
export interface PackedChecks {
  /** Of each check: how long its public key, its message and its signature are. */
  readonly lengths: readonly number[]
  /** All of them, one behind the other. */
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** One for each check, in order: 1 where the signature is right. */
export type Verdicts = Uint8Array

const partsPerCheck = 3

/** Copies checks into memory of their own. */
export function packChecks(checks: readonly Check[]): PackedChecks {
  const parts = checks.flatMap(({ publicKey, message, signature }) => [publicKey, message, signature])
  const lengths = parts.map(({ length }) => length)
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let position = 0
  for (const part of parts) {
    bytes.set(part, position)
    position += part.length
  }
  return { lengths, bytes }
}

/** The checks, as views of what arrived. */
export function unpackChecks({ lengths, bytes }: PackedChecks): readonly Check[] {
  let position = 0
  const parts = lengths.map((length) => {
    const start = position
    position += length
    return bytes.subarray(start, position)
  })
  return Array.from({ length: parts.length / partsPerCheck }, (_, index) => {
    const [publicKey, message, signature] = parts.slice(index * partsPerCheck, (index + 1) * partsPerCheck)
    if (publicKey === undefined || message === undefined || signature === undefined)
      throw new Error('A check has three parts.')
    return { publicKey, message, signature }
  })
}
