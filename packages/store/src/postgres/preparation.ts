/** Tables brought up to date where the role may, and checked where it may not. */
import { AppError } from '@muster/core/errors'
import { type Client, DatabaseError, escapeIdentifier } from 'pg'
import { readPostgresAddress } from './connection-string.ts'
import { Connections } from './connections.ts'
import type { SessionLimits } from './connector.ts'
import { applyMigrations, isUpToDate } from './migration.ts'
import { hostMigration } from './migrations/001-host.ts'
import { reportsMigration } from './migrations/002-reports.ts'
import { machineSearchMigration } from './migrations/003-machine-search.ts'
import { hostPresenceMigration } from './migrations/004-host-presence.ts'
import { applicationLookupMigration } from './migrations/005-application-lookup.ts'
import { activationsMigration } from './migrations/006-activations.ts'

const migrations = [
  hostMigration,
  reportsMigration,
  machineSearchMigration,
  hostPresenceMigration,
  applicationLookupMigration,
  activationsMigration,
]
const insufficientPrivilege = '42501'

/** Work on whole tables takes as long as they are large; so does waiting for another host that does it. */
export const patientLimits: SessionLimits = {
  statementTimeoutMs: 6 * 3_600_000,
  lockTimeoutMs: 6 * 3_600_000,
}

/** Makes or updates the tables where they are not up to date. Rejects as {@link preparePostgresStore}. */
export async function bringUpToDate(connections: Connections, connectionString: string): Promise<void> {
  const isReady = await connections.exclusively((client) => isUpToDate(client, migrations))
  if (!isReady) await preparePostgresStore(connectionString)
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
  const connections = new Connections(readPostgresAddress(connectionString), patientLimits)
  try {
    await connections.exclusively(async (client) => {
      if (!(await isUpToDate(client, migrations))) await migrate(client)
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
