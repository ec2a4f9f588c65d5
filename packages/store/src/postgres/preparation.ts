/** Tables brought up to date where the role may, and checked where it may not. */
import { AppError } from '@muster/core/errors'
import { type Client, DatabaseError, escapeIdentifier } from 'pg'
import { readPostgresAddress } from './connection-string.ts'
import { Connections } from './connections.ts'
import { applyMigrations, isUpToDate } from './migration.ts'
import { hostMigration } from './migrations/001-host.ts'
import { reportsMigration } from './migrations/002-reports.ts'

const migrations = [hostMigration, reportsMigration]
const insufficientPrivilege = '42501'

/** Makes or updates the tables and checks that they may be served from. Rejects as {@link requireUsable}. */
export async function bringUpToDate(client: Client): Promise<void> {
  await makeTables(client)
  await requireComplete(client)
}

/** Makes or updates the tables. Rejects with `store-outdated` where the role may not, `store-newer`. */
export async function makeTables(client: Client): Promise<void> {
  if (!(await isUpToDate(client, migrations))) await migrate(client)
}

/** Rejects with `store-outdated`, `store-newer`, and `store-incomplete` while a store is being moved into this one. */
export async function requireUsable(client: Client): Promise<void> {
  if (!(await isUpToDate(client, migrations))) throw new AppError('store-outdated')
  await requireComplete(client)
}

/**
 * Makes or updates the tables with the role of this connection string and gives the role that serves the rights it
 * needs: to read and write rows, and nothing else. Rejects with `store-outdated` where this role may not.
 */
export async function preparePostgresStore(connectionString: string, servingRole?: string): Promise<void> {
  const connections = new Connections(readPostgresAddress(connectionString))
  try {
    await connections.exclusively(async (client) => {
      await makeTables(client)
      if (servingRole !== undefined) for (const grant of grantsTo(servingRole)) await client.query(grant)
    })
  } finally {
    await connections.close()
  }
}

function grantsTo(role: string): readonly string[] {
  const name = escapeIdentifier(role)
  return [
    `GRANT USAGE ON SCHEMA muster TO ${name}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA muster TO ${name}`,
    `REVOKE INSERT, UPDATE, DELETE ON muster.migrations FROM ${name}`,
  ]
}

async function migrate(client: Client): Promise<void> {
  try {
    await applyMigrations(client, migrations)
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== insufficientPrivilege) throw error
    throw new AppError('store-outdated', 'This role may not change tables.', { cause: error })
  }
}

async function requireComplete(client: Client): Promise<void> {
  const { rows } = await client.query('SELECT 1 FROM muster.move')
  if (rows.length > 0) throw new AppError('store-incomplete')
}
