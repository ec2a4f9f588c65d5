/**
 * Cryptography for large worlds: it costs next to nothing, is the same on every run, and protects nothing. A signature
 * is a hash over public key and message, so a flipped byte is found and a forger is not.
 */
import { equalBytes } from '@muster/core/bytes'
import type { LabCryptography } from './confirmations.ts'

const digestBytes = 32
const signatureBytes = 64
const confirmationBytes = 48
const confirmationKeyBytes = 96
const noBytes = new Uint8Array(0)

/** Hashes and signatures without secrets. */
export const simulatedCryptography: LabCryptography = {
  sha256: (data) => expand(0x53484132, digestBytes, data, noBytes),
  verify: (publicKey, message, signature) =>
    signature.length === signatureBytes && equalBytes(signature, signatureOf(publicKey, message)),
  signer(privateKey) {
    const publicKey = expand(0x4b455950, digestBytes, privateKey, noBytes)
    return { publicKey, sign: async (message) => signatureOf(publicKey, message) }
  },
  confirms: ({ publicKey, productGroup, installationId, confirmation }) =>
    equalBytes(confirmation, confirmationOf(publicKey, productGroup, installationId)),
  confirmer(seed) {
    const publicKey = expand(0x434b4559, confirmationKeyBytes, seed, noBytes)
    const confirm = async (productGroup: number, installationId: Uint8Array) =>
      confirmationOf(publicKey, productGroup, installationId)
    return { publicKey, confirm }
  },
}

function signatureOf(publicKey: Uint8Array, message: Uint8Array): Uint8Array {
  return expand(0x5349474e, signatureBytes, publicKey, message)
}

function confirmationOf(publicKey: Uint8Array, productGroup: number, installationId: Uint8Array): Uint8Array {
  return expand(0x434f4e46 ^ productGroup, confirmationBytes, publicKey, installationId)
}

/** Two words of state over all bytes of two parts, spread to as many bytes as asked. */
function expand(purpose: number, length: number, first: Uint8Array, second: Uint8Array): Uint8Array {
  const state = new Int32Array(2)
  state[0] = 0x9e3779b9 ^ purpose
  state[1] = 0x85ebca6b + first.length + Math.imul(second.length, 0x10001)
  absorb(state, first)
  absorb(state, second)
  let high = state[0]
  let low = state[1]
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += 4) {
    high = Math.imul(high ^ (low >>> 13), 0x85ebca6b) + at
    low = Math.imul(low ^ (high >>> 16), 0xc2b2ae35) + 0x27d4eb2f
    writeWord(bytes, at, high ^ low)
  }
  return bytes
}

/** Four bytes at a time: each word changes both words of the state, and no two words undo each other. */
function absorb(state: Int32Array, bytes: Uint8Array): void {
  let high = state[0] as number
  let low = state[1] as number
  let at = 0
  for (; at + 4 <= bytes.length; at += 4) {
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    high = Math.imul(high ^ word, 0x01000193) ^ (low >>> 15)
    low = Math.imul(low + word, 0xcc9e2d51) ^ (high >>> 11)
  }
  for (; at < bytes.length; at++) {
    const byte = bytes[at] as number
    high = Math.imul(high ^ byte, 0x01000193) ^ (low >>> 15)
    low = Math.imul(low + byte, 0xcc9e2d51) ^ (high >>> 11)
  }
  state[0] = high
  state[1] = low
}

function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word
  bytes[at + 1] = word >>> 8
  bytes[at + 2] = word >>> 16
  bytes[at + 3] = word >>> 24
}
