/** Rows as the driver gives them, read column by column: what is not as it was written is `store-damaged`. */
import { AppError } from '@muster/core/errors'

/** A row of a result. */
export type Row = Readonly<Record<string, unknown>>

/** Reads the columns of one row. */
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

  boolean(column: string): boolean {
    const value = this.#row[column]
    return typeof value === 'boolean' ? value : this.#fail(column)
  }

  bytes(column: string): Uint8Array {
    return this.optionalBytes(column) ?? this.#fail(column)
  }

  optionalBytes(column: string): Uint8Array | undefined {
    const value = this.#row[column]
    if (value === null) return undefined
    return value instanceof Uint8Array ? new Uint8Array(value) : this.#fail(column)
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
