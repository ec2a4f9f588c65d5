/**
 * Cryptography for large worlds: it costs next to nothing, is the same on every run, and protects nothing. A signature
 * is a hash over public key and message, so a flipped byte is found and a forger is not.
 */
import { concatBytes, equalBytes } from '@muster/core/bytes'
import type { Cryptography } from '@muster/core/ports'

const digestWords = 8
const signatureWords = 16

/** Hashes and signatures without secrets. */
export const simulatedCryptography: Cryptography = {
  sha256: (data) => expand(data, 0x53484132, digestWords),
  verify: (publicKey, message, signature) =>
    signature.length === 4 * signatureWords && equalBytes(signature, signatureOf(publicKey, message)),
  signer(privateKey) {
    const publicKey = expand(privateKey, 0x4b455950, digestWords)
    return { publicKey, sign: async (message) => signatureOf(publicKey, message) }
  },
}

function signatureOf(publicKey: Uint8Array, message: Uint8Array): Uint8Array {
  return expand(concatBytes(publicKey, message), 0x5349474e, signatureWords)
}

/** Two words of state over all bytes, spread to as many words as asked. */
function expand(data: Uint8Array, purpose: number, words: number): Uint8Array {
  let high = 0x9e3779b9 ^ purpose
  let low = 0x85ebca6b + data.length
  for (let at = 0; at < data.length; at++) {
    const byte = data[at] as number
    high = Math.imul(high ^ byte, 0x01000193)
    low = Math.imul(low + byte, 0xcc9e2d51) ^ (high >>> 11)
  }
  const view = new DataView(new ArrayBuffer(4 * words))
  for (let word = 0; word < words; word++) {
    high = Math.imul(high ^ (low >>> 13), 0x85ebca6b) + word
    low = Math.imul(low ^ (high >>> 16), 0xc2b2ae35) + 0x27d4eb2f
    view.setInt32(4 * word, high ^ low)
  }
  return new Uint8Array(view.buffer)
}
