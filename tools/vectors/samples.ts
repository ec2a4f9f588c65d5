/** A vendor with one of each document, for the vectors; every part can be replaced. The keys follow from names. */
import { asciiBytes, fromHex } from '@muster/core/bytes'
import {
  type Answer,
  type Catalogue,
  type Certificates,
  cmidOf,
  defaultPolicy,
  type HostCertificate,
  type IssuerCertificate,
  keyIdOf,
  type LeaseExpectation,
  type ProductLicence,
  type ProductTerms,
  signAnswer,
  signHostCertificate,
  signIssuerCertificate,
} from '@muster/core/documents'
import { assert } from '@muster/core/errors'
import type { Signer } from '@muster/core/ports'
import type { ActivationRequest, Refusal } from '@muster/core/wire'
import { nodeCryptography } from '@muster/node'

/** 2027-01-15 08:00:00 UTC: the present of all samples. */
export const sampleNowSeconds = 1_800_000_000
const daySeconds = 24 * 60 * 60
const yearSeconds = 365 * daySeconds

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

/** The key pair of a name: its private key is SHA-256 of `muster test key: ` and the name. */
function testSigner(name: string): Signer {
  return nodeCryptography.signer(nodeCryptography.sha256(asciiBytes(`muster test key: ${name}`)))
}

/** Bytes of hexadecimal text. */
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

export const sampleCmid = cmidOf(sampleKeys.client.publicKey, nodeCryptography)

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
  return signIssuerCertificate({ ...sampleIssuerCertificate, ...changes }, root, nodeCryptography)
}

/** The host certificate of the sample. */
export function hostCertificateBytes(
  changes: Partial<HostCertificate> = {},
  issuer = sampleKeys.issuer,
): Promise<Uint8Array> {
  return signHostCertificate({ ...sampleHostCertificate, ...changes }, issuer, nodeCryptography)
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

/** An answer packet of the sample. */
export function answerBytes(
  changes: Partial<Answer> = {},
  options: { readonly host?: typeof sampleKeys.host; readonly certificates?: Certificates } = {},
): Promise<Uint8Array> {
  const { host = sampleKeys.host, ...rest } = options
  return signAnswer({ ...sampleAnswer, ...changes }, host, { verifier: nodeCryptography, ...rest })
}

/** A request as machines send it every week: all optional fields, a fully qualified name of 24 characters. */
export const sampleRequest: ActivationRequest = {
  applicationId: sampleTerms.applicationId,
  productId: sampleTerms.productId,
  clientPublicKey: sampleKeys.client.publicKey,
  machineName: 'pc-0417.sales.corp.local',
  clientTimeSeconds: sampleNowSeconds,
  licenceState: 1,
  minutesToStateExpiry: sampleTerms.policy.validityMinutes,
  minimumCount: sampleTerms.policy.threshold,
  virtual: true,
  nonce: hex('a0a1a2a3a4a5a6a7'),
  previousLeaseId: hex('b0b1b2b3b4b5b6b7'),
  fingerprint: hex('c0c1c2c3c4c5c6c7'),
  knownHostKeyId: keyIdOf(sampleKeys.host.publicKey, nodeCryptography),
}

/** The first request of a machine whose administrator wants the name left out. */
export const sampleFirstRequest: ActivationRequest = {
  applicationId: sampleTerms.applicationId,
  productId: sampleTerms.productId,
  clientPublicKey: sampleKeys.client.publicKey,
  clientTimeSeconds: sampleNowSeconds,
  licenceState: 2,
  minutesToStateExpiry: sampleTerms.policy.initialGraceMinutes,
  minimumCount: sampleTerms.policy.threshold,
  virtual: false,
  nonce: hex('a0a1a2a3a4a5a6a7'),
}

export const sampleRefusal: Refusal = {
  code: 'clock-difference',
  hostTimeSeconds: sampleNowSeconds,
  nonce: sampleRequest.nonce,
}
