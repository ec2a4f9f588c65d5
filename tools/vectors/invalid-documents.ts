/** The invalid documents among the vectors, each wrong in one thing, with the code that it gets. */
import { concatBytes, toHex } from '@muster/core/bytes'
import {
  type CborValue,
  clockDifferenceSecondsMax,
  type DocumentName,
  encodeCbor,
  hostValidityDaysMax,
} from '@muster/core/documents'
import type { ErrorCode } from '@muster/core/errors'
import { invalidActivationObjects } from './activation-object-cases.ts'
import type { DocumentVector } from './document-vector.ts'
import {
  answerBytes,
  hex,
  hostCertificateBytes,
  issuerCertificateBytes,
  sampleCertificates,
  sampleHostCertificate,
  sampleIssuerCertificate,
  sampleKeys,
  sampleNowSeconds,
  sampleServerTerms,
} from './samples.ts'
import { claimsOf, payloadOf, type RawDocument, signRaw } from './signing.ts'
import { heldByClient, vectorRoots } from './valid-documents.ts'
import type { VectorCase } from './vector-files.ts'

/** A vector with the code that it is refused with. */
export interface InvalidDocument extends VectorCase, DocumentVector {
  readonly code: ErrorCode
}

/** Every invalid document. */
export async function invalidDocuments(): Promise<readonly InvalidDocument[]> {
  return [
    ...(await badClaims()),
    ...(await badEnvelopes()),
    ...(await badSignatures()),
    ...(await badCertificates()),
    ...(await answersNotProven()),
    ...(await answersForOthers()),
    ...(await answersOutOfTime()),
    ...(await invalidActivationObjects()),
  ]
}

/** An issuer certificate that is refused. */
function refused(
  name: string,
  proves: string,
  bytes: Uint8Array,
  code: ErrorCode = 'document-malformed',
): InvalidDocument {
  return { name, proves, document: 'issuer-certificate', code, roots: vectorRoots, bytes: toHex(bytes) }
}

/** The sample's issuer certificate, rightly signed, with some parts replaced. */
async function resigned(changes: Partial<RawDocument>): Promise<Uint8Array> {
  const name: DocumentName = 'muster/issuer-certificate/1'
  const payload = payloadOf(await issuerCertificateBytes())
  return signRaw({ name, payload, signer: sampleKeys.root, ...changes })
}

async function badClaims(): Promise<readonly InvalidDocument[]> {
  const claims = claimsOf(await issuerCertificateBytes())
  const withClaim = (key: number, value: CborValue) =>
    resigned({ payload: encodeCbor(new Map([...claims, [key, value]])) })
  const inserting = (claim: string) => resigned({ payload: withRawClaim(claims, claim) })
  const reversed = concatBytes(mapHead(claims.size), ...[...claims].reverse().map(entry))
  const unsorted = await resigned({ payload: reversed })
  const longInteger = await inserting('18631801')
  const critical = await withClaim(-70_000, true)
  const long = await withClaim(99, new Uint8Array(1_024))
  return [
    refused('claims-unsorted', 'Claims stand in one order.', unsorted, 'document-not-canonical'),
    refused('integer-too-long', 'A number has its shortest form.', longInteger, 'document-not-canonical'),
    refused('text-not-utf-8', 'Text is UTF-8.', await inserting('186361ff'), 'document-not-canonical'),
    refused('claim-twice', 'A claim stands once.', await inserting(toHex(entry([1, claims.get(1) ?? ''])))),
    refused('number-as-float', 'There are no floating point numbers.', await inserting('1863f93c00')),
    refused('claim-key-is-text', 'Claim keys are integers.', await inserting('616101')),
    refused('nesting-too-deep', 'Nesting is bounded.', await inserting(`1863${'81'.repeat(16)}00`)),
    refused('critical-claim-unknown', 'An unknown claim with a negative key is refused.', critical),
    refused('serial-too-short', 'A serial has 8 bytes.', await withClaim(7, new Uint8Array(7))),
    refused('time-negative', 'Times are not negative.', await withClaim(4, -1)),
    refused('too-long', 'A kind has its longest length.', long, 'document-too-long'),
  ]
}

async function badEnvelopes(): Promise<readonly InvalidDocument[]> {
  const valid = await issuerCertificateBytes()
  const otherAlgorithm = await resigned({ protectedHeader: hex(`a2012604${keyIdHex(valid)}`) })
  const thirdHeader = await resigned({ protectedHeader: hex(`a3012704${keyIdHex(valid)}05f5`) })
  const unsignedHeader = await resigned({ unprotectedHeader: new Map([[99, 1]]) })
  return [
    refused('algorithm-es256', 'The algorithm is Ed25519.', otherAlgorithm),
    refused('signer-not-named', 'The signer is named.', await resigned({ protectedHeader: hex('a10127') })),
    refused('header-unknown', 'The protected header holds nothing else.', thirdHeader),
    refused('header-unsigned', 'The unprotected header is empty.', unsignedHeader),
    refused('untagged', 'The tag is there.', valid.subarray(1)),
    refused('truncated', 'The document is whole.', valid.subarray(0, -1)),
    refused('byte-after-the-end', 'Nothing follows.', concatBytes(valid, Uint8Array.of(0))),
  ]
}

async function badSignatures(): Promise<readonly InvalidDocument[]> {
  const valid = await hostCertificateBytes()
  const issuerCertificate = toHex(await issuerCertificateBytes())
  const of = (name: string, proves: string, bytes: Uint8Array, code: ErrorCode) => {
    return {
      name,
      proves,
      document: 'host-certificate',
      code,
      roots: vectorRoots,
      issuerCertificate,
      bytes: toHex(bytes),
    } as const
  }
  const changed = valid.slice()
  changed[valid.length - 1] = (changed[valid.length - 1] ?? 0) ^ 1
  const passedOff = {
    name: 'muster/catalogue/1',
    payload: payloadOf(valid),
    signer: sampleKeys.issuer,
  } as const
  return [
    of('signature-changed', 'The signature proves the bytes.', changed, 'document-signature'),
    of(
      'signed-under-another-name',
      'A document does not pass as another.',
      await signRaw(passedOff),
      'document-signature',
    ),
    of(
      'signed-by-another-key-under-this-key-id',
      'A key id proves nothing.',
      await signRaw({
        name: 'muster/host-certificate/1',
        payload: payloadOf(valid),
        signer: sampleKeys.otherIssuer,
        protectedHeader: hex(`a2012704${keyIdHex(valid)}`),
      }),
      'document-signature',
    ),
  ]
}

async function badCertificates(): Promise<readonly InvalidDocument[]> {
  const issuerCertificate = toHex(await issuerCertificateBytes())
  const host = { document: 'host-certificate', roots: vectorRoots, issuerCertificate } as const
  const { notBeforeSeconds, expiresSeconds } = sampleIssuerCertificate
  const longestExpirySeconds = sampleHostCertificate.issuedAtSeconds + hostValidityDaysMax * 24 * 60 * 60
  return [
    {
      name: 'issuer-of-another-vendor',
      proves: "Another vendor's root is not trusted.",
      document: 'issuer-certificate',
      roots: [toHex(sampleKeys.otherRoot.publicKey)],
      bytes: issuerCertificate,
      code: 'document-signer-unknown',
    },
    {
      ...host,
      name: 'host-certificate-of-another-issuer',
      proves: 'Only the issuer names hosts.',
      bytes: toHex(await hostCertificateBytes({}, sampleKeys.otherIssuer)),
      code: 'document-signer-unknown',
    },
    {
      ...host,
      name: 'host-certificate-issued-before-issuer',
      proves: 'A document was issued within the validity of its signer.',
      bytes: toHex(await hostCertificateBytes({ issuedAtSeconds: notBeforeSeconds - 1 })),
      code: 'document-not-yet-valid',
    },
    {
      ...host,
      name: 'host-certificate-issued-at-end-of-issuer',
      proves: 'The end of a validity does not belong to it.',
      bytes: toHex(await hostCertificateBytes({ issuedAtSeconds: expiresSeconds })),
      code: 'document-expired',
    },
    {
      ...host,
      name: 'host-certificate-that-lasts-too-long',
      proves: 'A host certificate lasts 1096 days from its issue, and not a second longer.',
      bytes: toHex(await hostCertificateBytes({ expiresSeconds: longestExpirySeconds + 1 })),
      code: 'document-validity-too-long',
    },
  ]
}

async function answersNotProven(): Promise<readonly InvalidDocument[]> {
  const held = { ...(await heldByClient()), document: 'answer' } as const
  const { issuerCertificate: _issuer, hostCertificate: _host, ...nothingHeld } = held
  const certificates = await sampleCertificates()
  const otherHost = await hostCertificateBytes({ hostPublicKey: sampleKeys.otherHost.publicKey })
  const misled = await answerBytes({}, { certificates: { ...certificates, hostCertificate: otherHost } })
  return [
    {
      ...nothingHeld,
      bytes: toHex(await answerBytes()),
      name: 'answer-without-certificates',
      proves: 'Somebody must hold the certificates.',
      code: 'document-certificates-missing',
    },
    {
      ...held,
      bytes: toHex(await answerBytes({}, { host: sampleKeys.otherHost })),
      name: 'answer-of-another-host',
      proves: 'The host that the certificate names must have signed.',
      code: 'document-signer-unknown',
    },
    {
      ...held,
      bytes: toHex(misled),
      name: 'answer-with-certificate-of-another-host',
      proves: 'Certificates that come are verified even where others are held.',
      code: 'document-signer-unknown',
    },
    {
      ...held,
      bytes: toHex(await answerBytes({ count: 0 })),
      name: 'answer-count-zero',
      proves: 'R2.2 The requester is counted first.',
      code: 'document-malformed',
    },
  ]
}

async function answersForOthers(): Promise<readonly InvalidDocument[]> {
  const held = { ...(await heldByClient()), document: 'answer' } as const
  const bytes = toHex(await answerBytes())
  const expecting = (changes: Partial<typeof held.expectation>) => ({
    ...held,
    bytes,
    expectation: { ...held.expectation, ...changes },
  })
  return [
    {
      ...expecting({ productGroup: sampleServerTerms.productGroup }),
      name: 'answer-product-not-covered',
      proves: 'R4.8 A host answers for its product groups only.',
      code: 'document-product-not-covered',
    },
    {
      ...expecting({ productId: sampleServerTerms.productId }),
      name: 'answer-for-another-product',
      proves: 'R4.8 An answer is for one product.',
      code: 'document-product-mismatch',
    },
    {
      ...expecting({ cmid: '00000000-0000-8000-8000-000000000000' }),
      name: 'answer-for-another-machine',
      proves: 'R4.8 An answer is for one machine.',
      code: 'document-other-machine',
    },
    {
      ...expecting({ nonce: '0000000000000000' }),
      name: 'answer-for-another-request',
      proves: 'R4.8 An answer is for one request.',
      code: 'document-nonce',
    },
  ]
}

async function answersOutOfTime(): Promise<readonly InvalidDocument[]> {
  const held = { ...(await heldByClient()), document: 'answer' } as const
  const { notBeforeSeconds, expiresSeconds } = sampleHostCertificate
  const stating = async (hostTimeSeconds: number, nowSeconds = hostTimeSeconds) => ({
    ...held,
    bytes: toHex(await answerBytes({ hostTimeSeconds })),
    expectation: { ...held.expectation, nowSeconds },
  })
  const late = sampleNowSeconds + clockDifferenceSecondsMax + 1
  const early = sampleNowSeconds - clockDifferenceSecondsMax - 1
  return [
    {
      ...(await stating(sampleNowSeconds, late)),
      name: 'answer-clock-more-than-4-hours-behind',
      proves: 'R2.7 More than 4 hours of difference do not pass.',
      code: 'clock-difference',
    },
    {
      ...(await stating(sampleNowSeconds, early)),
      name: 'answer-clock-more-than-4-hours-ahead',
      proves: 'R2.7 More than 4 hours of difference do not pass.',
      code: 'clock-difference',
    },
    {
      ...(await stating(notBeforeSeconds - 1)),
      name: 'answer-before-host-certificate',
      proves: 'A host answers within its certificate.',
      code: 'document-not-yet-valid',
    },
    {
      ...(await stating(expiresSeconds)),
      name: 'answer-at-end-of-host-certificate',
      proves: 'The end of a validity does not belong to it.',
      code: 'document-expired',
    },
  ]
}

/** The encoded key id of a document, which stands behind `a2 01 27 04` in its header. */
function keyIdHex(bytes: Uint8Array): string {
  const header = toHex(bytes.subarray(0, 20))
  const start = header.indexOf('a2012704') + 8
  return header.slice(start, start + 18)
}

function mapHead(size: number): Uint8Array {
  return Uint8Array.of(0xa0 + size)
}

/** The claims with one more, as its bytes, before the last: where an unknown positive key belongs. */
function withRawClaim(claims: ReadonlyMap<number, CborValue>, claim: string): Uint8Array {
  const encoded = [...claims].map(entry)
  return concatBytes(mapHead(claims.size + 1), ...encoded.slice(0, -1), hex(claim), ...encoded.slice(-1))
}

function entry([key, value]: readonly [number, CborValue]): Uint8Array {
  return concatBytes(encodeCbor(key), encodeCbor(value))
}
