/** What can be said of an object that lies in a directory, by its own words and by proof. */
import {
  type ActivationObject,
  acceptActivationObject,
  checkActivationObject,
  isTelephoneObject,
  readActivationObject,
  type Verified,
  verifyActivationObject,
} from '@muster/core/documents'
import { AppError, describeCode, type ErrorCode } from '@muster/core/errors'
import type { DirectoryObject, Verifier } from '@muster/core/ports'
import type { DirectoryPlace } from './place.ts'

/** An object as it says of itself; nothing of it is proven. */
export interface ObjectView {
  /** Common name of the entry. */
  readonly objectId: string
  readonly dn: string
  readonly vendorName: string
  readonly forestName: string
  readonly forestId: string
  readonly productGroups: readonly number[]
  /** ISO 8601. */
  readonly issued: string
  readonly expires: string
  readonly confirmedBy: 'signature' | 'telephone'
  readonly bytes: number
}

/** An entry of a list: what it says, or why it cannot be read. */
export type ListedObject =
  | (ObjectView & { readonly kind: 'object' })
  | { readonly kind: 'broken'; readonly objectId: string; readonly dn: string; readonly code: ErrorCode }

/** Whether one object activates, and why not. */
export interface ObjectVerdict {
  readonly objectId: string
  readonly dn: string
  readonly isValid: boolean
  readonly code?: ErrorCode
  readonly sentence?: string
  readonly remedy?: string
  /** Whether it was verified up to a root of its vendor, or only by the issuer that it carries. */
  readonly upTo: 'root' | 'issuer'
}

/** What an object is verified against. */
export interface VerdictExpectation {
  readonly roots: readonly Uint8Array[]
  /** Absent: whatever it covers. */
  readonly productGroup?: number
  readonly nowSeconds: number
}

/** Reads an object without proving anything. */
export function viewOf(object: DirectoryObject, verifier: Verifier): ListedObject {
  const { dn, name } = object
  try {
    return { kind: 'object', ...viewOfContent(object, readActivationObject(object.document, verifier)) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { kind: 'broken', objectId: name, dn, code: brokenCode(object, error) }
  }
}

/** Verifies an object as a member of the directory does; without roots only by the issuer that it carries. */
export function verdictOn(
  object: DirectoryObject,
  place: Pick<DirectoryPlace, 'forestId'>,
  expected: VerdictExpectation,
  verifier: Verifier,
): ObjectVerdict {
  const { roots, productGroup, nowSeconds } = expected
  const base = { objectId: object.name, dn: object.dn, upTo: roots.length > 0 ? 'root' : 'issuer' } as const
  try {
    const content: Verified<ActivationObject> =
      roots.length > 0
        ? verifyActivationObject(object.document, roots, verifier)
        : acceptActivationObject(object.document, verifier)
    const group = productGroup ?? content.productGroups[0]
    if (group === undefined) throw new AppError('document-product-not-covered')
    checkActivationObject(content, { forestId: place.forestId, productGroup: group, nowSeconds })
    return { ...base, isValid: true }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const code = brokenCode(object, error)
    const { sentence, remedy } = describeCode(code)
    return { ...base, isValid: false, code, sentence, remedy }
  }
}

/** An entry whose values make no whole has no bytes. */
function brokenCode({ document }: DirectoryObject, error: AppError): ErrorCode {
  return document.length === 0 ? 'directory-object-broken' : error.code
}

function viewOfContent({ dn, name, document }: DirectoryObject, object: ActivationObject): ObjectView {
  const time = (seconds: number) => new Date(Math.min(seconds, lastDateSeconds) * 1_000).toISOString()
  return {
    objectId: name,
    dn,
    vendorName: object.vendorName,
    forestName: object.forestName,
    forestId: object.forestId,
    productGroups: object.productGroups,
    issued: time(object.issuedAtSeconds),
    expires: time(object.expiresSeconds),
    confirmedBy: isTelephoneObject(document) ? 'telephone' : 'signature',
    bytes: document.length,
  }
}

/** The last second that a date can show. */
const lastDateSeconds = 8_640_000_000_000
