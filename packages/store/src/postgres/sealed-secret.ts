/**
 * A host key's secret as the shared database holds it: sealed with a key that is derived from the host's own key pair,
 * so that neither the other hosts nor the database's backups, log and dead rows can give it away (R1.6).
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { AppError } from '@muster/core/errors'

const cipher = 'aes-256-gcm'
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const purpose = 'muster shared store: product key'

/** Seals and opens the secrets of one host. */
export class SecretSealer {
  readonly #key: Uint8Array

  /** `hostSecret`: bytes that only this host has, such as its private key. */
  constructor(hostSecret: Uint8Array) {
    this.#key = new Uint8Array(hkdfSync('sha256', hostSecret, new Uint8Array(), purpose, keyBytes))
  }

  /** Nonce, ciphertext, tag. `place` is authenticated: it opens nowhere else. */
  seal(secret: string, place: string): Uint8Array {
    const nonce = randomBytes(nonceBytes)
    const sealing = createCipheriv(cipher, this.#key, nonce)
    sealing.setAAD(Buffer.from(place))
    return Buffer.concat([nonce, sealing.update(secret, 'utf8'), sealing.final(), sealing.getAuthTag()])
  }

  /** Throws `store-damaged` where it was sealed by another host, at another place, or changed. */
  open(sealed: Uint8Array, place: string): string {
    try {
      const opening = createDecipheriv(cipher, this.#key, sealed.subarray(0, nonceBytes))
      opening.setAAD(Buffer.from(place))
      opening.setAuthTag(sealed.subarray(-tagBytes))
      const text = opening.update(sealed.subarray(nonceBytes, -tagBytes))
      return Buffer.concat([text, opening.final()]).toString('utf8')
    } catch (cause) {
      throw new AppError('store-damaged', 'A host key was sealed by another key pair.', { cause })
    }
  }
}
