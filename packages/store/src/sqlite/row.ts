/** Values between rows and records: identifiers are stored as their bytes, half as long as their text. */

import type { SQLOutputValue } from 'node:sqlite'
import { fromHex, toHex, uuidFromText, uuidToText } from '@muster/core/bytes'
import { AppError, assert } from '@muster/core/errors'

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, SQLOutputValue>>

/** The bytes of a UUID that was checked where it entered. */
export function uuidBytes(text: string): Uint8Array {
  const bytes = uuidFromText(text)
  assert(bytes !== undefined, 'identifiers are checked where they enter')
  return bytes
}

/** The bytes of hexadecimal text; null where there is none. */
export function hexBytes(text: string | undefined): Uint8Array | null {
  if (text === undefined) return null
  const bytes = fromHex(text)
  assert(bytes !== undefined, 'hexadecimal text is made by this software')
  return bytes
}

/** Reads the columns of one row; what is not as it was written throws `store-damaged`. */
export class RowReader {
  readonly #row: Row

  constructor(row: Row) {
    this.#row = row
  }

  number(column: string): number {
    return this.optionalNumber(column) ?? this.#fail(column)
  }

  optionalNumber(column: string): number | undefined {
    const value = this.#row[column]
    return value === null || typeof value === 'number' ? (value ?? undefined) : this.#fail(column)
  }

  text(column: string): string {
    return this.optionalText(column) ?? this.#fail(column)
  }

  optionalText(column: string): string | undefined {
    const value = this.#row[column]
    return value === null || typeof value === 'string' ? (value ?? undefined) : this.#fail(column)
  }

  bytes(column: string): Uint8Array {
    return this.optionalBytes(column) ?? this.#fail(column)
  }

  optionalBytes(column: string): Uint8Array | undefined {
    const value = this.#row[column]
    return value === null || value instanceof Uint8Array ? (value ?? undefined) : this.#fail(column)
  }

  uuid(column: string): string {
    return uuidToText(this.bytes(column))
  }

  optionalHex(column: string): string | undefined {
    const bytes = this.optionalBytes(column)
    return bytes === undefined ? undefined : toHex(bytes)
  }

  #fail(column: string): never {
    throw new AppError('store-damaged', `Column ${column}.`)
  }
}

/** A record with one optional property, left out where it is undefined. */
export function optional<const Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]?: Value })
}
