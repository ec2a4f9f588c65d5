/**
 * Numbered, forward-only changes of a database's tables. Every step is recorded in the database; a database that
 * records a step unknown here was written by newer software and is left alone.
 */

import type { DatabaseSync } from 'node:sqlite'
import { knownSteps, type Migration } from '../known-migrations.ts'

export type { Migration } from '../known-migrations.ts'

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
  return knownSteps(rows, migrations)
}
