/**
 * Short byte arrays cut from a common supply. An array of its own beyond what an engine keeps in its heap costs as much
 * as reading a request; documents and frames are many and short. Bytes are handed out once, and are zero before.
 */

/** What an engine keeps in its own heap anyway. */
const alwaysCheapBytes = 64
/** Longer ones are worth an array of their own. */
const cutBytesMax = 1_024
/** What is kept keeps its whole supply: so little that a state file costs no more than its neighbours. */
const supplyBytes = 4_096

let supply = new ArrayBuffer(supplyBytes)
let usedBytes = 0

/**
 * An array of zeros that shares its buffer with others: for whoever reads and writes it by index. Its buffer must not be
 * transferred, cloned or read without its offset.
 */
export function shortArray(length: number): Uint8Array {
  if (length <= alwaysCheapBytes || length > cutBytesMax) return new Uint8Array(length)
  if (usedBytes + length > supplyBytes) {
    supply = new ArrayBuffer(supplyBytes)
    usedBytes = 0
  }
  const array = new Uint8Array(supply, usedBytes, length)
  usedBytes += length
  return array
}
