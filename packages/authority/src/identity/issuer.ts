/**
 * The issuer: the key that the service signs with, and the certificate in which the vendor's root names it. Both
 * are one file, so that renewing replaces them together or not at all.
 */
import { fromHex, toHex } from '@muster/core/bytes'
import { type IssuerCertificate, type Verified, verifyIssuerCertificate } from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import type { Cryptography, Files, Log, Signer } from '@muster/core/ports'
import * as v from 'valibot'
import type { Vendor } from './vendor.ts'

/** Name of the file in the authority's folder. */
export const issuerFile = 'issuer.json'
const privateKeyHexCharacters = 64
const msPerDay = 24 * 60 * 60 * 1_000
/** How long before its end a service that starts says so. */
const warnedDays = 60

/** An issuer that is ready to sign. */
export interface Issuer {
  readonly vendorName: string
  readonly signer: Signer
  readonly certificate: Uint8Array
  readonly content: Verified<IssuerCertificate>
  /** Which key of this vendor it is, from 1. */
  readonly keyNumber: number
  /**
   * Confirms an installation ID for a product group (R6.4): 48 bytes, always the same. Absent for an issuer that was
   * certified before confirmations were offered: `renew-issuer` gives it a key for them.
   */
  readonly confirm?: (productGroup: number, installationId: Uint8Array) => Promise<Uint8Array>
}

/** What the file keeps. */
export interface IssuerSecret {
  readonly keyNumber: number
  /** 32 bytes. */
  readonly privateKey: Uint8Array
  /** 32 bytes that confirmations are signed with. */
  readonly confirmationSecretKey?: Uint8Array
  readonly certificate: Uint8Array
}

const schema = v.object({
  format: v.literal('muster-issuer/1'),
  keyNumber: v.pipe(v.number(), v.integer(), v.minValue(1)),
  privateKey: v.pipe(v.string(), v.length(privateKeyHexCharacters), v.hexadecimal()),
  confirmationSecretKey: v.optional(v.pipe(v.string(), v.length(privateKeyHexCharacters), v.hexadecimal())),
  certificate: v.pipe(v.string(), v.hexadecimal()),
})

/** Reads what is kept. Rejects with `state-damaged`. */
export async function readIssuerSecret(files: Files): Promise<IssuerSecret> {
  const fields = parse((await files.read(issuerFile)) ?? new Uint8Array())
  const privateKey = fromHex(fields.privateKey)
  const certificate = fromHex(fields.certificate)
  if (privateKey === undefined || certificate === undefined) throw damaged()
  const confirmationSecretKey = fromHex(fields.confirmationSecretKey ?? '')
  const { keyNumber } = fields
  return fields.confirmationSecretKey === undefined || confirmationSecretKey === undefined
    ? { keyNumber, privateKey, certificate }
    : { keyNumber, privateKey, confirmationSecretKey, certificate }
}

/** The issuer of a folder, proven by the vendor's root. Rejects with `state-damaged`. */
export async function readIssuer(files: Files, vendor: Vendor, cryptography: Cryptography): Promise<Issuer> {
  const { keyNumber, privateKey, certificate, confirmationSecretKey } = await readIssuerSecret(files)
  const signer = cryptography.signer(privateKey)
  const content = verify(certificate, vendor, cryptography)
  if (toHex(content.issuerPublicKey) !== toHex(signer.publicKey)) throw damaged()
  const issuer = { vendorName: vendor.vendorName, signer, certificate, content, keyNumber }
  if (confirmationSecretKey === undefined || content.confirmationPublicKey === undefined) return issuer
  return { ...issuer, confirm: confirmerOf(confirmationSecretKey) }
}

/** Short signatures are loaded with the first confirmation: most commands sign none. */
function confirmerOf(secretKey: Uint8Array): NonNullable<Issuer['confirm']> {
  return async (productGroup, installationId) => {
    const { signConfirmation } = await import('@muster/core/short-signatures')
    return signConfirmation({ secretKey, productGroup, installationId })
  }
}

/** Replaces key and certificate in one step. */
export function writeIssuer(files: Files, secret: IssuerSecret): Promise<void> {
  const fields = {
    format: 'muster-issuer/1',
    keyNumber: secret.keyNumber,
    privateKey: toHex(secret.privateKey),
    ...(secret.confirmationSecretKey === undefined
      ? {}
      : { confirmationSecretKey: toHex(secret.confirmationSecretKey) }),
    certificate: toHex(secret.certificate),
  }
  return files.write(issuerFile, new TextEncoder().encode(`${JSON.stringify(fields, undefined, 2)}\n`))
}

/** Throws `issuer-expired` once the certificate reached its end: nothing is signed that nobody would accept. */
export function checkIssuer(issuer: Issuer, nowSeconds: number): void {
  if (nowSeconds >= issuer.content.expiresSeconds) throw new AppError('issuer-expired')
}

/** Warns while there is time to fetch the root key: from 60 days before the certificate ends. */
export function warnOfIssuerEnd(issuer: Issuer, nowMs: number, log: Log): void {
  const expiresMs = issuer.content.expiresSeconds * 1_000
  if (expiresMs - nowMs > warnedDays * msPerDay) return
  const issuerExpires = new Date(expiresMs).toISOString()
  log.write('warn', 'issuer-ends', { issuerExpires, remedy: 'muster authority renew-issuer' })
}

function parse(content: Uint8Array): v.InferOutput<typeof schema> {
  try {
    return v.parse(schema, JSON.parse(new TextDecoder().decode(content)))
  } catch (cause) {
    throw damaged(cause)
  }
}

function verify(certificate: Uint8Array, vendor: Vendor, cryptography: Cryptography) {
  try {
    return verifyIssuerCertificate(certificate, [vendor.rootPublicKey], cryptography)
  } catch (cause) {
    throw damaged(cause)
  }
}

/** The cause stays out of it where it could quote the file. */
function damaged(cause?: unknown): AppError {
  const proven = cause instanceof AppError ? { cause } : {}
  return new AppError('state-damaged', `${issuerFile}.`, proven)
}
