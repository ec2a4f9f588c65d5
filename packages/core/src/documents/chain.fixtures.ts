/** A vendor with one of each document, for tests and vectors; every part can be replaced. */
import { fromHex } from '../bytes/index.ts'
import { assert } from '../errors/index.ts'
import { type ActivationObject, signActivationObject } from './activation-object.ts'
import { type Answer, type Certificates, signAnswer } from './answer.ts'
import type { Catalogue } from './catalogue.ts'
import { cmidOf } from './cmid.ts'
import { testCryptography, testSigner } from './cryptography.fixtures.ts'
import { type HostCertificate, signHostCertificate } from './host-certificate.ts'
import { type IssuerCertificate, signIssuerCertificate } from './issuer-certificate.ts'
import type { ProductLicence } from './product-licence.ts'
import { defaultPolicy, type ProductTerms } from './product-terms.ts'
import type { LeaseExpectation } from './trust.ts'

/** 2027-01-15 08:00:00 UTC: the present of all samples. */
export const sampleNowSeconds = 1_800_000_000
export const daySeconds = 24 * 60 * 60
export const yearSeconds = 365 * daySeconds

/** The keys of the samples. */
export const sampleKeys = {
  root: testSigner('vendor root'),
  issuer: testSigner('vendor issuer'),
  host: testSigner('activation host'),
  client: testSigner('client machine'),
  otherRoot: testSigner('root of another vendor'),
  otherIssuer: testSigner('issuer of another vendor'),
  otherHost: testSigner('another activation host'),
  otherClient: testSigner('another client machine'),
} as const

/** Bytes of hexadecimal text that stands in a test. */
export function hex(text: string): Uint8Array {
  const bytes = fromHex(text)
  assert(bytes !== undefined, 'the text is hexadecimal')
  return bytes
}

/** Client family, threshold 25. */
export const sampleTerms: ProductTerms = {
  productId: '7a1c9f4e-52d3-4b8a-9e60-1f2d3c4b5a69',
  name: 'Atlas Office',
  edition: 'Professional',
  version: '4',
  applicationId: '0b5d8c72-91ea-4f36-8d47-a6c3e2f10b95',
  applicationName: 'Atlas',
  productGroup: 0x00_12_34,
  policy: defaultPolicy('client'),
}

/** Server family, threshold 5; the same application and another group. */
export const sampleServerTerms: ProductTerms = {
  ...sampleTerms,
  productId: 'c4e8d1b7-3f60-4a92-b5d8-6e7f80912a3b',
  name: 'Atlas Server',
  edition: 'Standard',
  productGroup: 0x00_12_35,
  policy: defaultPolicy('server'),
}

export const sampleIssuerCertificate: IssuerCertificate = {
  vendorName: 'Example Software',
  issuerName: 'Example Software issuer 1',
  serial: hex('0102030405060708'),
  issuedAtSeconds: sampleNowSeconds - 100 * daySeconds,
  notBeforeSeconds: sampleNowSeconds - 100 * daySeconds,
  expiresSeconds: sampleNowSeconds - 100 * daySeconds + 2 * yearSeconds,
  issuerPublicKey: sampleKeys.issuer.publicKey,
}

export const sampleHostCertificate: HostCertificate = {
  vendorName: 'Example Software',
  hostName: 'activation.corp.example',
  serial: hex('1112131415161718'),
  issuedAtSeconds: sampleNowSeconds - 10 * daySeconds,
  notBeforeSeconds: sampleNowSeconds - 10 * daySeconds,
  expiresSeconds: sampleNowSeconds - 10 * daySeconds + 3 * yearSeconds,
  hostPublicKey: sampleKeys.host.publicKey,
  productGroups: [sampleTerms.productGroup],
}

export const sampleCatalogue: Catalogue = {
  vendorName: 'Example Software',
  issuedAtSeconds: sampleNowSeconds - 20 * daySeconds,
  products: [sampleTerms, sampleServerTerms],
}

export const sampleCmid = cmidOf(sampleKeys.client.publicKey, testCryptography)

export const sampleAnswer: Answer = {
  nonce: hex('a0a1a2a3a4a5a6a7'),
  cmid: sampleCmid,
  productId: sampleTerms.productId,
  count: 25,
  retryMinutes: sampleTerms.policy.retryMinutes,
  renewalMinutes: sampleTerms.policy.renewalMinutes,
  validityMinutes: sampleTerms.policy.validityMinutes,
  port: 1688,
  hostTimeSeconds: sampleNowSeconds,
  leaseId: hex('b0b1b2b3b4b5b6b7'),
}

/** What the sample's client expects of an answer that just arrived. */
export const sampleExpectation: LeaseExpectation = {
  cmid: sampleCmid,
  productId: sampleTerms.productId,
  productGroup: sampleTerms.productGroup,
  nonce: sampleAnswer.nonce,
  nowSeconds: sampleNowSeconds,
}

/** The issuer certificate of the sample, signed by the vendor's root unless said otherwise. */
export function issuerCertificateBytes(
  changes: Partial<IssuerCertificate> = {},
  root = sampleKeys.root,
): Promise<Uint8Array> {
  return signIssuerCertificate({ ...sampleIssuerCertificate, ...changes }, root, testCryptography)
}

/** The host certificate of the sample. */
export function hostCertificateBytes(
  changes: Partial<HostCertificate> = {},
  issuer = sampleKeys.issuer,
): Promise<Uint8Array> {
  return signHostCertificate({ ...sampleHostCertificate, ...changes }, issuer, testCryptography)
}

/** Both certificates of the sample. */
export async function sampleCertificates(): Promise<Certificates> {
  return { hostCertificate: await hostCertificateBytes(), issuerCertificate: await issuerCertificateBytes() }
}

/** The product licence of the sample as a record. */
export async function sampleProductLicence(): Promise<ProductLicence> {
  return {
    vendorName: 'Example Software',
    issuedAtSeconds: sampleNowSeconds - 30 * daySeconds,
    terms: sampleTerms,
    issuerCertificate: await issuerCertificateBytes(),
  }
}

/** UUID of the directory of the samples. */
export const sampleForestId = '3f2b8c1d-6a47-4e90-8b5c-d1e2f3041526'

/** The activation object of the sample for the product group of {@link sampleTerms}. */
export async function activationObjectBytes(
  changes: Partial<ActivationObject> = {},
  issuer = sampleKeys.issuer,
): Promise<Uint8Array> {
  const object: ActivationObject = {
    vendorName: 'Example Software',
    forestName: 'corp.example',
    forestId: sampleForestId,
    objectId: '9d0c1b2a-3f4e-8d5c-ab6b-7a8998a7b6c5',
    serial: hex('2122232425262728'),
    issuedAtSeconds: sampleNowSeconds - 10 * daySeconds,
    notBeforeSeconds: sampleNowSeconds - 10 * daySeconds,
    expiresSeconds: sampleNowSeconds - 10 * daySeconds + 3 * yearSeconds,
    productGroups: [sampleTerms.productGroup],
    issuerCertificate: await issuerCertificateBytes(),
  }
  return signActivationObject({ ...object, ...changes }, issuer, testCryptography)
}

/** An answer packet of the sample. */
export function answerBytes(
  changes: Partial<Answer> = {},
  options: { readonly host?: typeof sampleKeys.host; readonly certificates?: Certificates } = {},
): Promise<Uint8Array> {
  const { host = sampleKeys.host, ...rest } = options
  return signAnswer({ ...sampleAnswer, ...changes }, host, { verifier: testCryptography, ...rest })
}

/** The code that a call gives, or undefined where it succeeds. */
export function codeThrownBy(call: () => unknown): unknown {
  try {
    call()
    return undefined
  } catch (error) {
    return (error as { code?: unknown }).code ?? error
  }
}
