/** Columns for `unnest`: many rows in one statement, each column one array parameter. */

/** A column of the rows that are written: its type, and its value of each row. */
export interface ArrayColumn<Item> {
  readonly name: string
  /** Type of an element. */
  readonly type: string
  readonly take: (item: Item) => unknown
  /** Where the parameter is text that stands for something else, such as `decode(?, 'hex')`. */
  readonly expression?: string
}

/** `unnest($1::type[], …)`, starting with parameter `first`. */
export function unnestColumns(columns: readonly ArrayColumn<never>[], first = 1): string {
  return `unnest(${columns.map(({ type }, index) => `$${index + first}::${type}[]`).join(', ')})`
}

/** The columns' names. */
export function namesOf(columns: readonly ArrayColumn<never>[]): string {
  return columns.map(({ name }) => name).join(', ')
}

/** What is selected from the rows that {@link unnestColumns} gives, under the alias `r`. */
export function expressionsOf(columns: readonly ArrayColumn<never>[]): string {
  return columns.map(({ name, expression }) => (expression ?? '?').replace('?', `r.${name}`)).join(', ')
}

/** The array parameters. */
export function arraysOf<Item>(columns: readonly ArrayColumn<Item>[], items: readonly Item[]): unknown[][] {
  return columns.map(({ take }) => items.map((item) => take(item) ?? null))
}

/** Reads hexadecimal text as bytes. */
export const fromHexText = `decode(?, 'hex')`
