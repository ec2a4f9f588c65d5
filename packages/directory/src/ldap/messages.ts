/**
 * Messages of LDAP (RFC 4511): the requests that are sent and the responses that are understood. Pure; whatever is not
 * a response that was to be expected throws `directory-answer-malformed`.
 */
import { AppError } from '@muster/core/errors'
import type { DirectoryAttributes, DirectoryEntry, DirectorySearch } from '../session.ts'
import { BerReader, boolean, element, integer, tags, text } from './ber.ts'
import { encodeFilter } from './filter.ts'

/** Values of one entry. */
export const entryValuesMax = 10_000
const ldapVersion = 3
const startTlsOid = '1.3.6.1.4.1.1466.20037'
const pagedResultsOid = '1.2.840.113556.1.4.319'
const controlsTag = 0xa0
const scopes = { base: 0, one: 1, sub: 2 } as const
const neverDereference = 0
const replaceValues = 2

const requestTags = {
  bind: 0x60,
  unbind: 0x42,
  search: 0x63,
  modify: 0x66,
  add: 0x68,
  remove: 0x4a,
  extended: 0x77,
} as const
const simplePassword = 0x80
const extendedName = 0x80

/** What a final response is the response to. */
export const responseTags = {
  bind: 0x61,
  search: 0x65,
  modify: 0x67,
  add: 0x69,
  remove: 0x6b,
  extended: 0x78,
} as const
const searchEntryTag = 0x64
const searchReferenceTag = 0x73

/** A request without its envelope: the operation, and the tag of its final response. */
export interface Operation {
  readonly request: Uint8Array
  readonly response: number
  readonly controls?: Uint8Array
}

/** What came. References to other servers are not followed. */
export type LdapMessage = { readonly id: number } & (
  | { readonly kind: 'entry'; readonly entry: DirectoryEntry }
  | { readonly kind: 'reference' }
  | {
      readonly kind: 'result'
      readonly tag: number
      readonly resultCode: number
      /** What the server says; untrusted. */
      readonly diagnostic: string
      /** Where the next page begins; undefined or empty after the last. */
      readonly cookie: Uint8Array | undefined
    }
)

/** A request in its envelope. */
export function encodeMessage(id: number, { request, controls }: Operation): Uint8Array {
  return element(tags.sequence, integer(id), request, ...(controls === undefined ? [] : [controls]))
}

/** Simple bind; empty name and password make it anonymous. */
export function bindOperation(name: string, password: string): Operation {
  const request = element(requestTags.bind, integer(ldapVersion), text(name), text(password, simplePassword))
  return { request, response: responseTags.bind }
}

/** StartTLS (RFC 4511 §4.14). */
export function startTlsOperation(): Operation {
  return {
    request: element(requestTags.extended, text(startTlsOid, extendedName)),
    response: responseTags.extended,
  }
}

/** The goodbye; nothing answers it. */
export function unbindOperation(): Operation {
  return { request: element(requestTags.unbind), response: 0 }
}

/** One page of a search (RFC 2696). Throws `usage` for a filter that is none. */
export function searchOperation(
  search: DirectorySearch,
  page: { readonly entriesMax: number; readonly cookie: Uint8Array; readonly seconds: number },
): Operation {
  const request = element(
    requestTags.search,
    text(search.base),
    integer(scopes[search.scope], tags.enumerated),
    integer(neverDereference, tags.enumerated),
    integer(0),
    integer(page.seconds),
    boolean(false),
    encodeFilter(search.filter),
    element(tags.sequence, ...search.attributes.map((name) => text(name))),
  )
  const value = element(tags.sequence, integer(page.entriesMax), element(tags.octets, page.cookie))
  const control = element(tags.sequence, text(pagedResultsOid), element(tags.octets, value))
  const isOneEntry = search.scope === 'base'
  return {
    request,
    response: responseTags.search,
    ...(isOneEntry ? {} : { controls: element(controlsTag, control) }),
  }
}

/** A new entry. */
export function addOperation(dn: string, attributes: DirectoryAttributes): Operation {
  const request = element(requestTags.add, text(dn), element(tags.sequence, ...attributeList(attributes)))
  return { request, response: responseTags.add }
}

/** New values in place of all old ones of the attributes that are named. */
export function replaceOperation(dn: string, attributes: DirectoryAttributes): Operation {
  const changes = attributeList(attributes).map((attribute) =>
    element(tags.sequence, integer(replaceValues, tags.enumerated), attribute),
  )
  return {
    request: element(requestTags.modify, text(dn), element(tags.sequence, ...changes)),
    response: responseTags.modify,
  }
}

/** Takes an entry away. */
export function removeOperation(dn: string): Operation {
  return { request: text(dn, requestTags.remove), response: responseTags.remove }
}

/** Takes the content of one message apart. */
export function decodeMessage(content: Uint8Array): LdapMessage {
  const reader = new BerReader(content)
  const id = reader.integer()
  const { tag, content: body } = reader.any()
  if (tag === searchEntryTag) return { id, kind: 'entry', entry: readEntry(new BerReader(body)) }
  if (tag === searchReferenceTag) return { id, kind: 'reference' }
  if (!Object.values<number>(responseTags).includes(tag)) throw new AppError('directory-answer-malformed')
  const result = new BerReader(body)
  const resultCode = result.integer(tags.enumerated)
  result.text()
  const diagnostic = result.text()
  return { id, kind: 'result', tag, resultCode, diagnostic, cookie: readCookie(reader) }
}

function attributeList(attributes: DirectoryAttributes): readonly Uint8Array[] {
  return Object.entries(attributes).map(([name, values]) =>
    element(tags.sequence, text(name), element(tags.set, ...values.map((value) => text(value)))),
  )
}

function readEntry(reader: BerReader): DirectoryEntry {
  const dn = reader.text()
  const values = new Map<string, readonly Uint8Array[]>()
  let valuesLeft = entryValuesMax
  const list = reader.enter(tags.sequence)
  while (!list.isAtEnd) {
    const attribute = list.enter(tags.sequence)
    const name = attribute.text().toLowerCase()
    const items: Uint8Array[] = []
    const set = attribute.enter(tags.set)
    while (!set.isAtEnd) {
      if (valuesLeft-- === 0) throw new AppError('directory-answer-too-large')
      items.push(set.content(tags.octets).slice())
    }
    values.set(name, items)
  }
  return { dn, values }
}

/** The cookie of the paged results among the controls; servers may send others, which say nothing here. */
function readCookie(reader: BerReader): Uint8Array | undefined {
  if (reader.nextTag !== controlsTag) return undefined
  const controls = reader.enter(controlsTag)
  while (!controls.isAtEnd) {
    const control = controls.enter(tags.sequence)
    if (control.text() !== pagedResultsOid) continue
    if (control.nextTag === tags.boolean) control.any()
    if (control.isAtEnd) return undefined
    const value = new BerReader(control.content(tags.octets)).enter(tags.sequence)
    value.any()
    return value.content(tags.octets).slice()
  }
  return undefined
}
