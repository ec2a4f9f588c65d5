/** The valid documents among the vectors, each at an edge of what is allowed. */
import { toHex } from '@muster/core/bytes'
import {
  type Answer,
  clockDifferenceSecondsMax,
  hostValidityDays,
  hostValidityDaysMax,
  signCatalogue,
  signDocument,
  signProductLicence,
} from '@muster/core/documents'
import { nodeCryptography } from '@muster/node'
import { validActivationObjects } from './activation-object-cases.ts'
import { type DocumentVector, verifyDocumentVector } from './document-vector.ts'
import {
  answerBytes,
  hostCertificateBytes,
  issuerCertificateBytes,
  sampleCatalogue,
  sampleCertificates,
  sampleExpectation,
  sampleHostCertificate,
  sampleIssuerCertificate,
  sampleKeys,
  sampleNowSeconds,
  sampleProductLicence,
  sampleTerms,
} from './samples.ts'
import { claimsOf } from './signing.ts'
import { toPlain, type VectorCase } from './vector-files.ts'

const secondsPerDay = 24 * 60 * 60

/** A vector with the content that it decodes to. */
export interface ValidDocument extends VectorCase, DocumentVector {
  readonly content: unknown
}

export const vectorRoots = [toHex(sampleKeys.root.publicKey)]

/** Every valid document. */
export async function validDocuments(): Promise<readonly ValidDocument[]> {
  const cases = [
    ...(await certificates()),
    ...(await productDocuments()),
    ...(await answers()),
    ...(await answersAtTheirEdges()),
    ...(await validActivationObjects()),
  ]
  return cases.map((vector) => ({ ...vector, content: toPlain(verifyDocumentVector(vector)) }))
}

/** What an answer of the samples is verified with, by a client that holds the certificates. */
export async function heldByClient() {
  const held = await sampleCertificates()
  return {
    roots: vectorRoots,
    issuerCertificate: toHex(held.issuerCertificate),
    hostCertificate: toHex(held.hostCertificate),
    expectation: { ...sampleExpectation, nonce: toHex(sampleExpectation.nonce ?? new Uint8Array()) },
  }
}

type Case = VectorCase & DocumentVector

async function certificates(): Promise<readonly Case[]> {
  const issuer = { document: 'issuer-certificate', roots: vectorRoots } as const
  const issuerCertificate = toHex(await issuerCertificateBytes())
  const host = { document: 'host-certificate', roots: vectorRoots, issuerCertificate } as const
  const { notBeforeSeconds, expiresSeconds } = sampleIssuerCertificate
  const longestExpirySeconds = sampleHostCertificate.issuedAtSeconds + hostValidityDaysMax * secondsPerDay
  const withKey = await issuerCertificateBytes({ confirmationPublicKey: new Uint8Array(96).fill(0xb1) })
  return [
    { ...issuer, name: 'issuer-certificate', proves: 'The root names its issuer.', bytes: issuerCertificate },
    {
      ...issuer,
      name: 'issuer-certificate-with-confirmation-key',
      proves: 'An issuer may have a key for confirmations.',
      bytes: toHex(withKey),
    },
    {
      ...issuer,
      name: 'issuer-certificate-second-root',
      proves: 'Any of several roots may have signed, so that a root can be replaced.',
      roots: [toHex(sampleKeys.otherRoot.publicKey), ...vectorRoots],
      bytes: issuerCertificate,
    },
    {
      ...issuer,
      name: 'issuer-certificate-unknown-claim',
      proves: 'An unknown claim with a positive key is ignored.',
      bytes: toHex(await withUnknownClaim()),
    },
    {
      ...host,
      name: 'host-certificate',
      proves: 'The issuer names a host.',
      bytes: toHex(await hostCertificateBytes()),
    },
    {
      ...host,
      name: 'host-certificate-issued-in-first-second-of-issuer',
      proves: "The start of the issuer's validity belongs to it.",
      bytes: toHex(await hostCertificateBytes(issuedAt(notBeforeSeconds))),
    },
    {
      ...host,
      name: 'host-certificate-issued-in-last-second-of-issuer',
      proves: "The second before the end of the issuer's validity belongs to it.",
      bytes: toHex(await hostCertificateBytes(issuedAt(expiresSeconds - 1))),
    },
    {
      ...host,
      name: 'host-certificate-that-lasts-longest',
      proves: 'A host certificate may last 1096 days from its issue.',
      bytes: toHex(await hostCertificateBytes({ expiresSeconds: longestExpirySeconds })),
    },
  ]
}

function issuedAt(seconds: number) {
  const expiresSeconds = seconds + hostValidityDays * secondsPerDay
  return { issuedAtSeconds: seconds, notBeforeSeconds: seconds, expiresSeconds }
}

async function withUnknownClaim(): Promise<Uint8Array> {
  const claims = new Map([...claimsOf(await issuerCertificateBytes()), [99, 'later'] as const])
  return signDocument({
    name: 'muster/issuer-certificate/1',
    claims,
    signer: sampleKeys.root,
    verifier: nodeCryptography,
  })
}

async function productDocuments(): Promise<readonly Case[]> {
  const licence = await signProductLicence(await sampleProductLicence(), sampleKeys.issuer, nodeCryptography)
  const catalogue = await signCatalogue(sampleCatalogue, sampleKeys.issuer, nodeCryptography)
  const rearming = {
    ...sampleTerms,
    policy: { ...sampleTerms.policy, onDuplicate: 'rearm', churn: 'once', channels: ['mak'] },
  } as const
  const other = { ...(await sampleProductLicence()), terms: rearming }
  return [
    {
      name: 'product-licence',
      proves: 'A licence carries the certificate of its issuer.',
      document: 'product-licence',
      roots: vectorRoots,
      bytes: toHex(licence),
    },
    {
      name: 'product-licence-other-policy',
      proves: 'Policies and channels are indexes into their lists.',
      document: 'product-licence',
      roots: vectorRoots,
      bytes: toHex(await signProductLicence(other, sampleKeys.issuer, nodeCryptography)),
    },
    {
      name: 'catalogue',
      proves: 'A catalogue names the products of the product groups.',
      document: 'catalogue',
      roots: vectorRoots,
      issuerCertificate: toHex(await issuerCertificateBytes()),
      bytes: toHex(catalogue),
    },
  ]
}

async function answers(): Promise<readonly Case[]> {
  const held = await heldByClient()
  const { issuerCertificate: _issuer, hostCertificate: _host, ...nothingHeld } = held
  const { nonce: _nonce, nowSeconds: _now, ...aboutLease } = held.expectation
  const answer = async (changes: Partial<Answer> = {}) => toHex(await answerBytes(changes))
  const document = 'answer'
  return [
    { ...held, document, name: 'answer', proves: 'A client accepts an answer.', bytes: await answer() },
    {
      ...nothingHeld,
      document,
      name: 'answer-with-certificates',
      proves: 'Certificates follow where the client holds none.',
      bytes: toHex(await answerBytes({}, { certificates: await sampleCertificates() })),
    },
    {
      ...held,
      document,
      name: 'answer-with-directive-rearm',
      proves: 'R9.3 An answer may ask for a rearm.',
      bytes: await answer({ directive: 'rearm' }),
    },
    {
      ...held,
      document,
      name: 'answer-with-largest-numbers',
      proves: 'The limits belong to what is allowed.',
      bytes: await answer({ count: 2_000, port: 65_535, validityMinutes: 5_256_000 }),
    },
    {
      ...held,
      document,
      name: 'lease',
      proves: 'A lease that was kept needs neither nonce nor the present time.',
      expectation: aboutLease,
      bytes: await answer(),
    },
  ]
}

async function answersAtTheirEdges(): Promise<readonly Case[]> {
  const held = await heldByClient()
  const { notBeforeSeconds, expiresSeconds } = sampleHostCertificate
  const at = (nowSeconds: number) => ({ ...held, expectation: { ...held.expectation, nowSeconds } })
  const answer = async (changes: Partial<Answer> = {}) => toHex(await answerBytes(changes))
  const document = 'answer'
  return [
    {
      ...at(sampleNowSeconds + clockDifferenceSecondsMax),
      document,
      name: 'answer-clock-4-hours-behind',
      proves: 'R2.7 Exactly 4 hours of difference pass.',
      bytes: await answer(),
    },
    {
      ...at(sampleNowSeconds - clockDifferenceSecondsMax),
      document,
      name: 'answer-clock-4-hours-ahead',
      proves: 'R2.7 Exactly 4 hours of difference pass.',
      bytes: await answer(),
    },
    {
      ...at(notBeforeSeconds),
      document,
      name: 'answer-in-first-second-of-host-certificate',
      proves: 'The start of a validity belongs to it.',
      bytes: await answer({ hostTimeSeconds: notBeforeSeconds }),
    },
    {
      ...at(expiresSeconds - 1),
      document,
      name: 'answer-in-last-second-of-host-certificate',
      proves: 'The second before the end belongs to it; the issuer may have ended long before.',
      bytes: await answer({ hostTimeSeconds: expiresSeconds - 1 }),
    },
  ]
}
