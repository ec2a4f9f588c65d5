/** Values between rows of SQLite and records: identifiers are stored as their bytes, half as long as their text. */
import { fromHex, toHex, uuidFromText, uuidToText } from '@muster/core/bytes'
import { assert } from '@muster/core/errors'
import { ColumnReader } from '../rows/column-reader.ts'

export { optional, type Row } from '../rows/column-reader.ts'

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
export class RowReader extends ColumnReader {
  boolean(column: string): boolean {
    return this.number(column) === 1
  }

  uuid(column: string): string {
    return uuidToText(this.bytes(column))
  }

  optionalHex(column: string): string | undefined {
    const bytes = this.optionalBytes(column)
    return bytes === undefined ? undefined : toHex(bytes)
  }
}
