/**
 * Secrets under a passphrase: scrypt (RFC 7914) makes the key, AES-256-GCM seals. The result is JSON that states its
 * parameters, so that a later version may choose higher ones and still open it.
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { AppError } from '@muster/core/errors'
import type { Sealer } from '@muster/core/ports'

/** The cost of one guess: 128 MiB of memory and about half a second. */
export const scryptCostDefault = 2 ** 17
/** What a file may ask of this machine at most: 1 GiB. */
const scryptCostMax = 2 ** 20
const blockSize = 8
const parallelization = 1
const format = 'muster-sealed-secret/1'
const cipher = 'aes-256-gcm'
const keyBytes = 32
const saltBytes = 16
const nonceBytes = 12
const tagBytes = 16
const sealedBytesMax = 4_096

interface Sealed {
  readonly cost: number
  readonly salt: Buffer
  readonly nonce: Buffer
  readonly ciphertext: Buffer
}

/** A sealer; `cost` is a power of two, lower than the default only where speed matters more than the secret. */
export function passphraseSealer(cost: number = scryptCostDefault): Sealer {
  return {
    async seal(secret, passphrase) {
      const salt = randomBytes(saltBytes)
      const nonce = randomBytes(nonceBytes)
      const sealing = createCipheriv(cipher, await deriveKey(passphrase, salt, cost), nonce)
      sealing.setAAD(Buffer.from(format))
      const ciphertext = Buffer.concat([sealing.update(secret), sealing.final(), sealing.getAuthTag()])
      return new TextEncoder().encode(encode({ cost, salt, nonce, ciphertext }))
    },
    async open(sealed, passphrase) {
      const { cost, salt, nonce, ciphertext } = decode(sealed)
      const key = await deriveKey(passphrase, salt, cost)
      try {
        const opening = createDecipheriv(cipher, key, nonce)
        opening.setAAD(Buffer.from(format))
        opening.setAuthTag(ciphertext.subarray(-tagBytes))
        return new Uint8Array(
          Buffer.concat([opening.update(ciphertext.subarray(0, -tagBytes)), opening.final()]),
        )
      } catch (cause) {
        throw new AppError('passphrase-wrong', undefined, { cause })
      }
    },
  }
}

function deriveKey(passphrase: string, salt: Uint8Array, cost: number): Promise<Buffer> {
  const options = { N: cost, r: blockSize, p: parallelization, maxmem: 256 * cost * blockSize }
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, keyBytes, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
}

function encode({ cost, salt, nonce, ciphertext }: Sealed): string {
  const fields = { format, kdf: 'scrypt', cost, blockSize, parallelization, cipher }
  const bytes = {
    salt: salt.toString('hex'),
    nonce: nonce.toString('hex'),
    ciphertext: ciphertext.toString('hex'),
  }
  return `${JSON.stringify({ ...fields, ...bytes }, undefined, 2)}\n`
}

/** Whatever is wrong with the file, the passphrase does not open it. */
function decode(sealed: Uint8Array): Sealed {
  try {
    if (sealed.length > sealedBytesMax) throw new RangeError('too long')
    const fields = JSON.parse(Buffer.from(sealed).toString('utf8')) as Readonly<Record<string, unknown>>
    const cost = Number(fields.cost)
    const isPowerOfTwo = Number.isInteger(cost) && cost > 1 && (cost & (cost - 1)) === 0
    if (fields.format !== format || !isPowerOfTwo || cost > scryptCostMax) throw new RangeError('parameters')
    if (fields.blockSize !== blockSize || fields.parallelization !== parallelization)
      throw new RangeError('parameters')
    const salt = hexField(fields.salt)
    const nonce = hexField(fields.nonce)
    const ciphertext = hexField(fields.ciphertext)
    if (nonce.length !== nonceBytes || ciphertext.length < tagBytes) throw new RangeError('lengths')
    return { cost, salt, nonce, ciphertext }
  } catch (cause) {
    throw new AppError('passphrase-wrong', 'The file is damaged or something else.', { cause })
  }
}

function hexField(value: unknown): Buffer {
  if (typeof value !== 'string' || !/^([0-9a-f]{2})+$/.test(value)) throw new RangeError('hexadecimal')
  return Buffer.from(value, 'hex')
}
