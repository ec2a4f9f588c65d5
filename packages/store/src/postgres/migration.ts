/**
 * Numbered, forward-only changes of the tables, each recorded in the transaction that runs it. Of several hosts that
 * start at once one runs them; the others wait for it and find them done.
 */
import type { Client } from 'pg'
import { knownSteps, type Migration } from '../known-migrations.ts'

export type { Migration } from '../known-migrations.ts'

/** Names the right to change tables among all advisory locks of the database: the bytes of "MUST". */
const migrationLock = 0x4d_55_53_54

const createSchema = 'CREATE SCHEMA IF NOT EXISTS muster'
const createTable = `CREATE TABLE IF NOT EXISTS muster.migrations (
  number integer PRIMARY KEY,
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`

/**
 * Whether the database has every step, so that a role without the right to change tables can serve.
 * Throws as {@link applyMigrations} does.
 */
export async function isUpToDate(client: Client, migrations: readonly Migration[]): Promise<boolean> {
  const found = await client.query(`SELECT to_regclass('muster.migrations') IS NOT NULL AS found`)
  if (found.rows[0]?.found !== true) return false
  return (await appliedNames(client, migrations)).size === migrations.length
}

/**
 * Runs the steps that the database lacks, in one transaction.
 * Rejects with `store-newer` for a step that is unknown here, `store-damaged` for one of another kind of store.
 */
export async function applyMigrations(client: Client, migrations: readonly Migration[]): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query('SET LOCAL lock_timeout = 0')
    await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock])
    await client.query(createSchema)
    await client.query(createTable)
    const applied = await appliedNames(client, migrations)
    for (const { number, name, statements } of migrations) {
      if (applied.has(number)) continue
      for (const statement of statements) await client.query(statement)
      await client.query('INSERT INTO muster.migrations (number, name) VALUES ($1, $2)', [number, name])
    }
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

async function appliedNames(
  client: Client,
  migrations: readonly Migration[],
): Promise<ReadonlyMap<number, string>> {
  const { rows } = await client.query('SELECT number, name FROM muster.migrations ORDER BY number')
  return knownSteps(rows, migrations)
}
