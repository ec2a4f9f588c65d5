/** Real Ed25519 and SHA-256 for tests and vectors, with keys that follow from a name and are nobody's secret. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { Cryptography, Signer } from '../ports/index.ts'

const publicKeyPrefix = Buffer.from('302a300506032b6570032100', 'hex')
const privateKeyPrefix = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Cryptography of node:crypto on raw keys. */
export const testCryptography: Cryptography = {
  sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
  verify(publicKey, message, signature) {
    try {
      return verify(null, message, publicKeyObject(publicKey), signature)
    } catch {
      return false
    }
  },
  signer(privateKey) {
    const der = Buffer.concat([privateKeyPrefix, privateKey])
    const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
    return {
      publicKey: new Uint8Array(spki.subarray(publicKeyPrefix.length)),
      sign: async (message) => new Uint8Array(sign(null, message, key)),
    }
  },
}

const keyObjects = new Map<string, KeyObject>()

/** Importing takes longer than verifying, and tests verify with the same few keys thousands of times. */
function publicKeyObject(publicKey: Uint8Array): KeyObject {
  const der = Buffer.concat([publicKeyPrefix, publicKey])
  const name = der.toString('hex')
  const key = keyObjects.get(name) ?? createPublicKey({ key: der, format: 'der', type: 'spki' })
  keyObjects.set(name, key)
  return key
}

/** The private key of a name: SHA-256 of `muster test key: ` and the name. */
export function testSeed(name: string): Uint8Array {
  return testCryptography.sha256(new TextEncoder().encode(`muster test key: ${name}`))
}

/** The key pair of a name. */
export function testSigner(name: string): Signer {
  return testCryptography.signer(testSeed(name))
}
