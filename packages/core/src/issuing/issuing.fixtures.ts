/** Real Ed25519 and a small vendor for the tests of this folder. */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import {
  defaultPolicy,
  type HostCertificate,
  type IssuerCertificate,
  type ProductTerms,
  signCatalogue,
  signHostCertificate,
  signIssuerCertificate,
} from '../documents/index.ts'
import type { Signer, Verifier } from '../ports/index.ts'
import type { HostActivationAnswer } from './host-activation.ts'

const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')

/** SHA-256 and Ed25519 by node:crypto. */
export const verifier: Verifier = {
  sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
  verify: (publicKey, message, signature) =>
    verify(
      null,
      message,
      createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' }),
      signature,
    ),
}

/** A signer whose private key is 32 times this byte. */
export function signerOf(byte: number): Signer {
  const key = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, Buffer.alloc(32, byte)]),
    format: 'der',
    type: 'pkcs8',
  })
  const publicKey = new Uint8Array(
    createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(spkiPrefix.length),
  )
  return { publicKey, sign: async (message) => new Uint8Array(sign(null, message, key)) }
}

/** The vendor's root, its issuer and an activation host. */
export const root = signerOf(1)
export const issuer = signerOf(2)
export const host = signerOf(3)
/** The time of all tests here. */
export const nowSeconds = 1_780_000_000
export const nowMs = nowSeconds * 1_000
export const productGroup = 7

/** A product of group 7. */
export const terms: ProductTerms = {
  productId: '11111111-2222-4333-8444-555555555555',
  name: 'Example Writer',
  edition: 'Enterprise',
  version: '1.0',
  applicationId: '66666666-7777-4888-8999-aaaaaaaaaaaa',
  applicationName: 'Example',
  productGroup,
  policy: defaultPolicy('client'),
}

/** What the root says of the issuer. */
export const issuerContent: IssuerCertificate = {
  vendorName: 'Example Software',
  issuerName: 'Issuer 1',
  serial: new Uint8Array(8).fill(1),
  issuedAtSeconds: nowSeconds - 100,
  notBeforeSeconds: nowSeconds - 100,
  expiresSeconds: nowSeconds + 63_072_000,
  issuerPublicKey: issuer.publicKey,
}

/** What the issuer says of the host. */
export const hostContent: HostCertificate = {
  vendorName: 'Example Software',
  hostName: 'host.corp.test',
  serial: new Uint8Array(8).fill(2),
  issuedAtSeconds: nowSeconds,
  notBeforeSeconds: nowSeconds,
  expiresSeconds: nowSeconds + 94_608_000,
  hostPublicKey: host.publicKey,
  productGroups: [productGroup],
}

/** An answer for {@link host}, with what differs from the usual. */
export async function makeAnswer(
  changes: {
    readonly certificate?: Partial<HostCertificate>
    readonly root?: Signer
    readonly issuer?: Signer
  } = {},
): Promise<HostActivationAnswer> {
  const signer = changes.issuer ?? issuer
  const catalogue = { vendorName: 'Example Software', issuedAtSeconds: nowSeconds, products: [terms] }
  return {
    issuerCertificate: await signIssuerCertificate(issuerContent, changes.root ?? root, verifier),
    hostCertificate: await signHostCertificate({ ...hostContent, ...changes.certificate }, signer, verifier),
    catalogue: await signCatalogue(catalogue, issuer, verifier),
    nonce: new Uint8Array(8).fill(9),
  }
}
