/** Numbered, forward-only steps of a database's tables, and which of them a database records as done. */
import { AppError } from '@muster/core/errors'

/** One step; its file is `migrations/NNN-name.ts`. */
export interface Migration {
  /** 1, 2, 3 … without a gap. */
  readonly number: number
  readonly name: string
  /** Run in order, in the transaction that also records the step. */
  readonly statements: readonly string[]
}

/**
 * The names of the recorded steps, by their numbers.
 * Throws `store-newer` for a step that is unknown here, `store-damaged` for one of another kind of store.
 */
export function knownSteps(
  rows: readonly Readonly<Record<string, unknown>>[],
  migrations: readonly Migration[],
): ReadonlyMap<number, string> {
  const applied = new Map(rows.map((row) => [Number(row.number), String(row.name)]))
  for (const [number, name] of applied) checkKnown(number, name, migrations)
  return applied
}

function checkKnown(number: number, name: string, migrations: readonly Migration[]): void {
  const known = migrations.find((migration) => migration.number === number)
  if (known === undefined) throw new AppError('store-newer', `It has migration ${number}.`)
  if (known.name !== name) throw new AppError('store-damaged', 'It is the store of another service.')
}
