/** Growing columns of numbers, all of one length. A row costs a fixed number of bytes, and no object. */

const rowsAtFirst = 1_024

/** Arrays that a column may be. */
export type NumberArray = Uint8Array | Uint16Array | Uint32Array

interface ArrayType<Column extends NumberArray> {
  new (length: number): Column
}

/** One column. */
export class GrowingColumn<Column extends NumberArray> {
  readonly #type: ArrayType<Column>
  #values: Column

  constructor(type: ArrayType<Column>) {
    this.#type = type
    this.#values = new type(rowsAtFirst)
  }

  /** Sets the value of a row, which is at most the next one. */
  set(row: number, value: number): void {
    if (row >= this.#values.length) {
      const larger = new this.#type(this.#values.length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[row] = value
  }

  /** The value of a row; 0 where none was set. */
  at(row: number): number {
    return this.#values[row] ?? 0
  }

  /** The rows in this order, as an array of their number. The column itself is emptied. */
  take(order: Uint32Array): Column {
    const taken = new this.#type(order.length)
    for (let row = 0; row < order.length; row++) taken[row] = this.#values[order[row] ?? 0] ?? 0
    this.#values = new this.#type(0)
    return taken
  }
}
