/**
 * Reading a map of claims into a typed record. Unknown claims with positive keys are ignored; unknown claims
 * with negative keys are critical and refused, so that a later version can add either kind.
 */
import { uuidBytesLength, uuidFromText, uuidToText } from '../bytes/index.ts'
import { AppError, assert, type ErrorCode } from '../errors/index.ts'
import type { CborMap, CborValue } from './cbor.ts'

/** Registered CWT claims (RFC 8392 §4, RFC 9711 for nonce). */
export const claimKeys = {
  issuer: 1,
  subject: 2,
  expires: 4,
  notBefore: 5,
  issuedAt: 6,
  id: 7,
  confirmation: 8,
  nonce: 10,
  /** Private claim (RFC 8392 §3.1.1 leaves keys below -65536 to private use): a map with what has no registered claim. */
  muster: -65537,
  /** Private claim of a refusal. */
  refusal: -65538,
} as const

/** The UUID's bytes, for text that this software itself made or checked. */
export function uuidClaim(text: string): Uint8Array {
  const bytes = uuidFromText(text)
  assert(bytes !== undefined, 'identifiers are checked where they enter')
  return bytes
}

/** A map from its entries, leaving out those that are undefined. Numbers must be whole: no document holds others. */
export function claimMap(entries: readonly (readonly [number, CborValue | undefined])[]): CborMap {
  const map = new Map<number, CborValue>()
  for (const [key, value] of entries) {
    if (value === undefined) continue
    assert(typeof value !== 'number' || Number.isSafeInteger(value), 'claims are whole numbers')
    map.set(key, value)
  }
  return map
}

/** Reads claims one by one; every failure throws the code it was made with. */
export class ClaimReader {
  readonly #claims: CborMap
  /** Critical claims that were read; the others may stay unread. */
  readonly #criticalSeen: number[] = []
  readonly #code: ErrorCode

  constructor(value: CborValue | undefined, code: ErrorCode = 'document-malformed') {
    this.#code = code
    if (!(value instanceof Map)) throw new AppError(code, 'A map of claims was expected.')
    this.#claims = value
  }

  has(key: number): boolean {
    return this.#claims.has(key)
  }

  /** The claim as it is, for a reader of its own. */
  raw(key: number): CborValue | undefined {
    return this.#take(key)
  }

  /** A whole number from 0 to `max`. */
  uint(key: number, max: number = Number.MAX_SAFE_INTEGER): number {
    const value = this.#take(key)
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > max) this.#fail(key)
    return value
  }

  /** A whole number from 1 to `max`. */
  positive(key: number, max: number): number {
    const value = this.uint(key, max)
    if (value === 0) this.#fail(key)
    return value
  }

  /** Text of at most `charactersMax` characters without control characters. */
  text(key: number, charactersMax: number): string {
    const value = this.#take(key)
    if (typeof value !== 'string' || value.length > charactersMax || hasControlCharacter(value))
      this.#fail(key)
    return value
  }

  /** A byte string of exactly `length` bytes. */
  bytes(key: number, length: number): Uint8Array {
    const value = this.bytesUpTo(key, length)
    if (value.length !== length) this.#fail(key)
    return value
  }

  /** A byte string of at most `lengthMax` bytes, copied out of the message. */
  bytesUpTo(key: number, lengthMax: number): Uint8Array {
    const value = this.#take(key)
    if (!(value instanceof Uint8Array) || value.length > lengthMax) this.#fail(key)
    return value.slice()
  }

  uuid(key: number): string {
    return uuidToText(this.bytes(key, uuidBytesLength))
  }

  boolean(key: number): boolean {
    const value = this.#take(key)
    if (typeof value !== 'boolean') this.#fail(key)
    return value
  }

  /** One of the names; the claim holds its index. */
  name<const Name extends string>(key: number, names: readonly Name[]): Name {
    const name = names[this.uint(key, names.length - 1)]
    if (name === undefined) this.#fail(key)
    return name
  }

  map(key: number): ClaimReader {
    return new ClaimReader(this.#take(key), this.#code)
  }

  array(key: number, itemsMax: number): readonly CborValue[] {
    const value = this.#take(key)
    if (!Array.isArray(value) || value.length > itemsMax) this.#fail(key)
    return value
  }

  /** `read` where the claim is present, else undefined. */
  optional<T>(key: number, read: (key: number) => T): T | undefined {
    return this.#claims.has(key) ? read(key) : undefined
  }

  /** Refuses critical claims that nobody read. */
  finish(criticalCode: ErrorCode = this.#code): void {
    for (const key of this.#claims.keys()) {
      if (key < 0 && !this.#criticalSeen.includes(key)) throw new AppError(criticalCode, `Claim ${key}.`)
    }
  }

  #take(key: number): CborValue | undefined {
    if (key < 0) this.#criticalSeen.push(key)
    return this.#claims.get(key)
  }

  #fail(key: number): never {
    throw new AppError(this.#code, `Claim ${key} is missing or out of range.`)
  }
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) return true
  }
  return false
}
