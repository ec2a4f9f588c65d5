/**
 * Rows as a driver gives them, read column by column: what is not as it was written is `store-damaged`. Records are
 * read from it alike, whichever database holds them; what the databases hold differently is up to their own readers.
 */
import { AppError } from '@muster/core/errors'

/** A row of a result. */
export type Row = Readonly<Record<string, unknown>>

/** Reads the columns of one row. */
export abstract class ColumnReader {
  readonly #row: Row

  constructor(row: Row) {
    this.#row = row
  }

  number(column: string): number {
    return this.optionalNumber(column) ?? this.fail(column)
  }

  optionalNumber(column: string): number | undefined {
    const value = this.value(column)
    return value === null || typeof value === 'number' ? (value ?? undefined) : this.fail(column)
  }

  text(column: string): string {
    return this.optionalText(column) ?? this.fail(column)
  }

  optionalText(column: string): string | undefined {
    const value = this.value(column)
    return value === null || typeof value === 'string' ? (value ?? undefined) : this.fail(column)
  }

  bytes(column: string): Uint8Array {
    return this.optionalBytes(column) ?? this.fail(column)
  }

  optionalBytes(column: string): Uint8Array | undefined {
    const value = this.value(column)
    return value === null || value instanceof Uint8Array ? (value ?? undefined) : this.fail(column)
  }

  abstract boolean(column: string): boolean

  /** As text. */
  abstract uuid(column: string): string

  /** Bytes, as hexadecimal text. */
  abstract optionalHex(column: string): string | undefined

  protected value(column: string): unknown {
    return this.#row[column]
  }

  protected fail(column: string): never {
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
