/**
 * Search filters from text (RFC 4515) to bytes (RFC 4511 §4.5.1.7). Values that come from outside go through
 * {@link filterValue}, so that no name can change what a filter means.
 */
import { AppError } from '@muster/core/errors'
import { boolean, element, text } from './ber.ts'

/** The longest filter. */
export const filterCharactersMax = 4_096
const depthMax = 16

const filterTags = {
  and: 0xa0,
  or: 0xa1,
  not: 0xa2,
  equals: 0xa3,
  substrings: 0xa4,
  atLeast: 0xa5,
  atMost: 0xa6,
  present: 0x87,
  extensible: 0xa9,
} as const
const partTags = { initial: 0x80, any: 0x81, final: 0x82 } as const
const ruleTags = { rule: 0x81, type: 0x82, value: 0x83, dnAttributes: 0x84 } as const

/** A value as it stands in a filter: what has a meaning there is escaped. */
export function filterValue(value: string): string {
  return value.replace(
    /[\\*()\0]/g,
    (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}

/** The bytes of a filter. Throws `usage` for text that is none. */
export function encodeFilter(filter: string): Uint8Array {
  if (filter.length > filterCharactersMax) throw malformed(filter)
  const parser = new FilterParser(filter)
  const bytes = parser.filter(0)
  parser.expectEnd()
  return bytes
}

class FilterParser {
  readonly #text: string
  #offset = 0

  constructor(filter: string) {
    this.#text = filter
  }

  filter(depth: number): Uint8Array {
    if (depth > depthMax) throw malformed(this.#text)
    this.#expect('(')
    const kind = this.#text[this.#offset]
    const bytes = kind === '&' || kind === '|' || kind === '!' ? this.#combined(kind, depth) : this.#item()
    this.#expect(')')
    return bytes
  }

  expectEnd(): void {
    if (this.#offset !== this.#text.length) throw malformed(this.#text)
  }

  #combined(kind: '&' | '|' | '!', depth: number): Uint8Array {
    this.#offset++
    if (kind === '!') return element(filterTags.not, this.filter(depth + 1))
    const parts: Uint8Array[] = []
    while (this.#text[this.#offset] === '(') parts.push(this.filter(depth + 1))
    return element(kind === '&' ? filterTags.and : filterTags.or, ...parts)
  }

  #item(): Uint8Array {
    const end = this.#text.indexOf(')', this.#offset)
    const item = this.#text.slice(this.#offset, end === -1 ? undefined : end)
    this.#offset += item.length
    const found = /^([A-Za-z0-9.;-]+)(:[A-Za-z0-9.:-]*:)?(=|>=|<=|~=)([^(]*)$/s.exec(item)
    const [, type = '', rule, operator, value = ''] = found ?? []
    if (found === null || operator === '~=') throw malformed(this.#text)
    if (rule !== undefined) return extensible(type, rule.slice(1, -1), this.#value(value))
    if (operator === '>=') return element(filterTags.atLeast, text(type), this.#octets(value))
    if (operator === '<=') return element(filterTags.atMost, text(type), this.#octets(value))
    if (value === '*') return text(type, filterTags.present)
    return value.includes('*')
      ? this.#substrings(type, value)
      : element(filterTags.equals, text(type), this.#octets(value))
  }

  #substrings(type: string, value: string): Uint8Array {
    const parts = value.split('*')
    const encoded = parts.flatMap((part, index) => {
      if (part === '') return []
      const tag = index === 0 ? partTags.initial : index === parts.length - 1 ? partTags.final : partTags.any
      return [element(tag, this.#value(part))]
    })
    if (encoded.length === 0) throw malformed(this.#text)
    return element(filterTags.substrings, text(type), element(0x30, ...encoded))
  }

  #octets(value: string): Uint8Array {
    return element(0x04, this.#value(value))
  }

  /** The bytes of a value, `\` and two hexadecimal digits being one of them. */
  #value(value: string): Uint8Array {
    const parts = value.split(/(\\[0-9A-Fa-f]{2})/)
    const bytes = parts.flatMap((part, index) => {
      if (index % 2 === 1) return [Number.parseInt(part.slice(1), 16)]
      if (part.includes('\\')) throw malformed(this.#text)
      return [...new TextEncoder().encode(part)]
    })
    return Uint8Array.from(bytes)
  }

  #expect(character: string): void {
    if (this.#text[this.#offset] !== character) throw malformed(this.#text)
    this.#offset++
  }
}

function extensible(type: string, rule: string, value: Uint8Array): Uint8Array {
  const ofDn = rule.startsWith('dn:')
  const name = ofDn ? rule.slice(3) : rule
  return element(
    filterTags.extensible,
    ...(name === '' ? [] : [text(name, ruleTags.rule)]),
    text(type, ruleTags.type),
    element(ruleTags.value, value),
    ...(ofDn ? [boolean(true, ruleTags.dnAttributes)] : []),
  )
}

function malformed(filter: string): AppError {
  return new AppError('usage', `This is no filter of LDAP: ${filter.slice(0, 100)}`)
}
