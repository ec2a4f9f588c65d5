/**
 * Numbered, forward-only changes of a database's tables. Every step is recorded in the database; a database that
 * records a step unknown here was written by newer software and is left alone.
 */

import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '@muster/core/errors'

/** One step; its file is `migrations/NNN-name.ts`. */
export interface Migration {
  /** 1, 2, 3 … without a gap. */
  readonly number: number
  readonly name: string
  /** Run in order, in the transaction that also records the step. */
  readonly statements: readonly string[]
}

const createTable = `CREATE TABLE IF NOT EXISTS migrations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL
) STRICT`

/**
 * Whether the database has every step, so that it need not be written to be opened.
 * Throws as {@link applyMigrations} does.
 */
export function isUpToDate(database: DatabaseSync, migrations: readonly Migration[]): boolean {
  const table = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'migrations'`).get()
  return table !== undefined && appliedNames(database, migrations).size === migrations.length
}

/**
 * Runs the steps that the database lacks. The caller holds a transaction.
 * Throws `store-newer` for a step that is unknown here, `store-damaged` for one of another kind of store.
 */
export function applyMigrations(database: DatabaseSync, migrations: readonly Migration[]): void {
  database.exec(createTable)
  const applied = appliedNames(database, migrations)
  const record = database.prepare('INSERT INTO migrations (number, name) VALUES (?, ?)')
  for (const migration of migrations) {
    if (applied.has(migration.number)) continue
    for (const statement of migration.statements) database.exec(statement)
    record.run(migration.number, migration.name)
  }
}

function appliedNames(database: DatabaseSync, migrations: readonly Migration[]): ReadonlyMap<number, string> {
  const rows = database.prepare('SELECT number, name FROM migrations ORDER BY number').all()
  const applied = new Map(rows.map((row) => [Number(row.number), String(row.name)]))
  for (const [number, name] of applied) checkKnown(number, name, migrations)
  return applied
}

function checkKnown(number: number, name: string, migrations: readonly Migration[]): void {
  const known = migrations.find((migration) => migration.number === number)
  if (known === undefined) throw new AppError('store-newer', `It has migration ${number}.`)
  if (known.name !== name) throw new AppError('store-damaged', 'It is the store of another service.')
}
