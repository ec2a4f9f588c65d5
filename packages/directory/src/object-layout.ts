/**
 * How an activation object is laid out in an entry: class serviceConnectionPoint, named by the object's id. Its bytes lie
 * in `serviceBindingInformation` as pieces of base64url, each with its number, since a directory keeps the values of an
 * attribute in no order. `keywords` say which product groups it covers, so that a server can pick it out by its index.
 */
import { type ActivationObject, activationObjectBytesMax } from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import { textsOf } from './entry-text.ts'
import type { DirectoryAttributes, DirectoryEntry } from './session.ts'

/** Characters of one value: well below what any directory's page or editor bounds. */
export const pieceCharactersMax = 1_024
const piecesMax = Math.ceil((activationObjectBytesMax * 4) / 3 / pieceCharactersMax)
const marker = 'muster-activation-object'
const objectClass = 'serviceConnectionPoint'
const piecePattern = /^(\d{1,2})\/(\d{1,2}) ([A-Za-z0-9_-]+)$/

/** The attributes that are asked for. */
export const objectAttributes: readonly string[] = ['cn', 'keywords', 'serviceBindingInformation']

/** Finds the entries of objects: all of them, or those that say they cover a group. */
export function objectFilter(productGroup?: number): string {
  const group = productGroup === undefined ? '' : `(keywords=${groupKeyword(productGroup)})`
  return `(&(objectClass=${objectClass})(keywords=${marker})${group})`
}

/** The attributes of an object's entry. */
export function layOut(object: ActivationObject, document: Uint8Array): DirectoryAttributes {
  return {
    objectClass: ['top', objectClass],
    cn: [object.objectId],
    ...changeableAttributes(object, document),
  }
}

/** The attributes that a renewed object replaces. */
export function changeableAttributes(object: ActivationObject, document: Uint8Array): DirectoryAttributes {
  return {
    keywords: [marker, ...new Set(object.productGroups.map(groupKeyword))],
    serviceBindingInformation: piecesOf(document),
    description: [describe(object)],
  }
}

/** The bytes of the object in an entry. Throws `directory-object-broken` where its pieces do not make a whole. */
export function documentOf(entry: DirectoryEntry): Uint8Array {
  const values = textsOf(entry, 'serviceBindingInformation')
  const pieces = values.map((value) => piecePattern.exec(value))
  const count = pieces.length
  if (count === 0 || count > piecesMax) throw new AppError('directory-object-broken')
  const ordered = new Array<string | undefined>(count).fill(undefined)
  for (const piece of pieces) {
    const [, place, of, text = ''] = piece ?? []
    if (piece === null || Number(of) !== count || Number(place) < 1 || Number(place) > count)
      throw new AppError('directory-object-broken')
    ordered[Number(place) - 1] = text
  }
  if (ordered.includes(undefined)) throw new AppError('directory-object-broken')
  const bytes = new Uint8Array(Buffer.from(ordered.join(''), 'base64url'))
  if (bytes.length > activationObjectBytesMax) throw new AppError('directory-object-broken')
  return bytes
}

function groupKeyword(productGroup: number): string {
  return `muster-product-group-${productGroup}`
}

function piecesOf(document: Uint8Array): readonly string[] {
  const text = Buffer.from(document).toString('base64url')
  const count = Math.ceil(text.length / pieceCharactersMax)
  return Array.from({ length: count }, (_, index) => {
    const start = index * pieceCharactersMax
    return `${index + 1}/${count} ${text.slice(start, start + pieceCharactersMax)}`
  })
}

/** For whoever looks at the entry with another tool. */
function describe(object: ActivationObject): string {
  const until = new Date(object.expiresSeconds * 1_000).toISOString().slice(0, 10)
  const groups = object.productGroups.length === 1 ? 'product group' : 'product groups'
  return `Activates software of ${object.vendorName} on members of this directory until ${until} (${groups} ${object.productGroups.join(', ')})`
}
