import { type ActivationObject, activationObjectBytesMax } from '@muster/core/documents'
import { codeOf } from '@muster/core/errors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  changeableAttributes,
  documentOf,
  layOut,
  objectFilter,
  pieceCharactersMax,
} from './object-layout.ts'

const object: ActivationObject = {
  vendorName: 'Example Software',
  forestName: 'corp.example',
  forestId: '3f2b8c1d-6a47-4e90-8b5c-d1e2f3041526',
  objectId: '9d0c1b2a-3f4e-8d5c-ab6b-7a8998a7b6c5',
  serial: new Uint8Array(8),
  issuedAtSeconds: 1_800_000_000,
  notBeforeSeconds: 1_800_000_000,
  expiresSeconds: 1_894_608_000,
  productGroups: [7, 9, 7],
  issuerCertificate: new Uint8Array(0),
}
const entryWith = (values: readonly string[]) => ({
  dn: 'cn=x',
  values: new Map([['servicebindinginformation', values.map((value) => new TextEncoder().encode(value))]]),
})
const piecesFor = (document: Uint8Array) =>
  changeableAttributes(object, document).serviceBindingInformation ?? []
const outcome = (values: readonly string[]) => {
  try {
    return documentOf(entryWith(values)).length
  } catch (error) {
    return codeOf(error)
  }
}

describe('the layout of an object', () => {
  it('R8.1 names the entry by the object, with a keyword for each of its groups', () => {
    expect(layOut(object, new Uint8Array(3))).toMatchObject({
      objectClass: ['top', 'serviceConnectionPoint'],
      cn: [object.objectId],
      keywords: ['muster-activation-object', 'muster-product-group-7', 'muster-product-group-9'],
      serviceBindingInformation: ['1/1 AAAA'],
      description: [expect.stringContaining('Example Software')],
    })
    expect(objectFilter(7)).toContain('(keywords=muster-product-group-7)')
  })

  it('comes back whole whatever its length is and in whatever order its pieces come', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: activationObjectBytesMax }),
        fc.nat(9),
        (bytes, turn) => {
          const pieces = piecesFor(bytes)
          const turned = pieces.map((_, index) => pieces[(index + turn) % pieces.length] ?? '').reverse()
          expect(Buffer.from(documentOf(entryWith(turned))).equals(bytes)).toBe(true)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('has pieces of at most 1024 characters, and four of them at most', () => {
    const full = (pieceCharactersMax / 4) * 3
    expect(
      [full, full + 1, activationObjectBytesMax].map((length) => piecesFor(new Uint8Array(length)).length),
    ).toEqual([1, 2, 4])
  })

  it.each([
    ['no piece', []],
    ['a piece that is missing', ['1/2 AAAA']],
    ['a piece that stands twice', ['1/2 AAAA', '1/2 AAAA']],
    ['a piece beyond the last', ['1/2 AAAA', '3/2 AAAA']],
    ['a piece of place 0', ['0/1 AAAA']],
    ['pieces that disagree', ['1/2 AAAA', '2/3 AAAA']],
    ['a value of something else', ['1/1 AAAA', 'ldap://x']],
    ['characters that are none of base64url', ['1/1 AA+/']],
    ['more pieces than an object has', Array.from({ length: 9 }, (_, index) => `${index + 1}/9 AAAA`)],
    ['more bytes than an object has', ['1/1 '.concat('A'.repeat(5_000))]],
  ])('R8.2 %s makes none', (_what, values) => {
    expect(outcome(values)).toBe('directory-object-broken')
  })
})
