/** Activation objects among the vectors of documents: valid ones at their edges, invalid ones wrong in one thing. */
import { toHex } from '@muster/core/bytes'
import {
  type ActivationObject,
  encodeCbor,
  hostValidityDays,
  hostValidityDaysMax,
  signActivationObject,
} from '@muster/core/documents'
import type { ErrorCode } from '@muster/core/errors'
import { nodeCryptography } from '@muster/node'
import type { DocumentVector } from './document-vector.ts'
import {
  hex,
  issuerCertificateBytes,
  sampleIssuerCertificate,
  sampleKeys,
  sampleNowSeconds,
  sampleServerTerms,
  sampleTerms,
} from './samples.ts'
import { claimsOf, payloadOf, signRaw } from './signing.ts'
import type { VectorCase } from './vector-files.ts'

const secondsPerDay = 24 * 60 * 60
const issuedAtSeconds = sampleNowSeconds - 10 * secondsPerDay
const expiresSeconds = issuedAtSeconds + hostValidityDays * secondsPerDay
const forestId = '3f2b8c1d-6a47-4e90-8b5c-d1e2f3041526'

const roots = [toHex(sampleKeys.root.publicKey)]
const directory = { forestId, productGroup: sampleTerms.productGroup, nowSeconds: sampleNowSeconds }
const about = { document: 'activation-object', roots, directory } as const

type Case = VectorCase & DocumentVector

/** The object of the samples, signed by the vendor's issuer unless said otherwise. */
export async function activationObjectBytes(
  changes: Partial<ActivationObject> = {},
  issuer = sampleKeys.issuer,
): Promise<Uint8Array> {
  const object: ActivationObject = {
    vendorName: 'Example Software',
    forestName: 'corp.example',
    forestId,
    objectId: '9d0c1b2a-3f4e-8d5c-ab6b-7a8998a7b6c5',
    serial: hex('2122232425262728'),
    issuedAtSeconds,
    notBeforeSeconds: issuedAtSeconds,
    expiresSeconds,
    productGroups: [sampleTerms.productGroup],
    issuerCertificate: await issuerCertificateBytes(),
  }
  return signActivationObject({ ...object, ...changes }, issuer, nodeCryptography)
}

/** Objects that a member of the directory accepts. */
export async function validActivationObjects(): Promise<readonly Case[]> {
  const bytes = toHex(await activationObjectBytes())
  const many = Array.from({ length: 64 }, (_, index) => 0xff_ffff - index)
  const at = (nowSeconds: number) => ({ ...about, bytes, directory: { ...directory, nowSeconds } })
  return [
    { ...about, name: 'activation-object', proves: 'R8.1 A directory activates its members.', bytes },
    {
      ...about,
      name: 'activation-object-of-64-groups',
      proves: 'An object covers up to 64 product groups.',
      directory: { ...directory, productGroup: 0xff_ffff },
      bytes: toHex(await activationObjectBytes({ productGroups: many })),
    },
    {
      ...about,
      name: 'activation-object-that-lasts-longest',
      proves: 'An object may last 1096 days from its issue.',
      bytes: toHex(
        await activationObjectBytes({
          expiresSeconds: issuedAtSeconds + hostValidityDaysMax * secondsPerDay,
        }),
      ),
    },
    { ...at(issuedAtSeconds), name: 'activation-object-in-first-second', proves: 'The start belongs to it.' },
    {
      ...at(expiresSeconds - 1),
      name: 'activation-object-in-last-second',
      proves: 'The second before the end belongs to it; the issuer may have ended long before.',
    },
  ]
}

/** Objects that are refused, each with its code. */
export async function invalidActivationObjects(): Promise<readonly (Case & { readonly code: ErrorCode })[]> {
  return [...(await notProven()), ...(await forOthers())]
}

async function notProven(): Promise<readonly (Case & { readonly code: ErrorCode })[]> {
  const valid = await activationObjectBytes()
  const changed = valid.slice()
  changed[valid.length - 1] = (changed[valid.length - 1] ?? 0) ^ 1
  const claims = claimsOf(valid)
  const critical = encodeCbor(new Map([...claims, [-70_000, true]]))
  const raw = { name: 'muster/activation-object/1', signer: sampleKeys.issuer } as const
  const refused = (name: string, proves: string, bytes: Uint8Array, code: ErrorCode) => {
    return { ...about, name: `activation-object-${name}`, proves, bytes: toHex(bytes), code }
  }
  const otherName = { ...raw, name: 'muster/host-certificate/1', payload: payloadOf(valid) } as const
  const tooEarly = { issuedAtSeconds: sampleIssuerCertificate.notBeforeSeconds - 1 }
  const tooLong = { expiresSeconds: issuedAtSeconds + hostValidityDaysMax * secondsPerDay + 1 }
  const byOther = await activationObjectBytes({}, sampleKeys.otherIssuer)
  return [
    refused('changed', 'The signature proves the bytes.', changed, 'document-signature'),
    refused('under-another-name', 'No document is another.', await signRaw(otherName), 'document-signature'),
    refused('of-another-issuer', 'The issuer inside has signed.', byOther, 'document-signer-unknown'),
    {
      ...refused(
        'of-another-vendor',
        "Another vendor's root is not trusted.",
        valid,
        'document-signer-unknown',
      ),
      roots: [toHex(sampleKeys.otherRoot.publicKey)],
    },
    refused(
      'with-critical-claim',
      'An unknown claim with a negative key is refused.',
      await signRaw({ ...raw, payload: critical }),
      'document-malformed',
    ),
    refused(
      'issued-before-issuer',
      'It was issued within the validity of its signer.',
      await activationObjectBytes(tooEarly),
      'document-not-yet-valid',
    ),
    refused(
      'that-lasts-too-long',
      'It lasts 1096 days from its issue, and not a second longer.',
      await activationObjectBytes(tooLong),
      'document-validity-too-long',
    ),
  ]
}

async function forOthers(): Promise<readonly (Case & { readonly code: ErrorCode })[]> {
  const bytes = toHex(await activationObjectBytes())
  const inDirectory = (changes: Partial<typeof directory>) => {
    return { ...about, bytes, directory: { ...directory, ...changes } }
  }
  return [
    {
      ...inDirectory({ forestId: '3f2b8c1d-6a47-4e90-8b5c-d1e2f3041527' }),
      name: 'activation-object-in-another-directory',
      proves: 'An object says nothing in a directory that it was copied into.',
      code: 'document-other-directory',
    },
    {
      ...inDirectory({ productGroup: sampleServerTerms.productGroup }),
      name: 'activation-object-for-another-product',
      proves: 'R8.2 An object activates its product groups only.',
      code: 'document-product-not-covered',
    },
    {
      ...inDirectory({ nowSeconds: issuedAtSeconds - 1 }),
      name: 'activation-object-before-its-start',
      proves: 'An object activates within its validity.',
      code: 'document-not-yet-valid',
    },
    {
      ...inDirectory({ nowSeconds: expiresSeconds }),
      name: 'activation-object-at-its-end',
      proves: 'The end of a validity does not belong to it.',
      code: 'document-expired',
    },
  ]
}
