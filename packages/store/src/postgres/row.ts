/** Values of rows as PostgreSQL gives them: UUIDs are text, and statements give other bytes as hexadecimal text. */
import { ColumnReader } from '../rows/column-reader.ts'

export { optional, type Row } from '../rows/column-reader.ts'

/** Reads the columns of one row; what is not as it was written throws `store-damaged`. */
export class RowReader extends ColumnReader {
  boolean(column: string): boolean {
    const value = this.value(column)
    return typeof value === 'boolean' ? value : this.fail(column)
  }

  uuid(column: string): string {
    return this.text(column)
  }

  optionalHex(column: string): string | undefined {
    return this.optionalText(column)
  }

  /** Without what the driver's own kind of bytes can do. */
  override optionalBytes(column: string): Uint8Array | undefined {
    const bytes = super.optionalBytes(column)
    return bytes === undefined ? undefined : new Uint8Array(bytes)
  }
}
