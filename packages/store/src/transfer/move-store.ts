/** Moves the store of a host between SQLite and PostgreSQL, or takes a host's keys into a store that others share. */
import { AppError } from '@muster/core/errors'
import type { HostStore } from '@muster/core/stores'
import { readPostgresAddress } from '../postgres/connection-string.ts'
import { Connections } from '../postgres/connections.ts'
import { openPostgresHostStore, type PostgresHostIdentity } from '../postgres/host-store.ts'
import { findHost } from '../postgres/host-tables.ts'
import { requireUsable } from '../postgres/preparation.ts'
import { SecretSealer } from '../postgres/sealed-secret.ts'
import { PostgresContent } from '../postgres/store-content.ts'
import { openPostgresFilling } from '../postgres/store-filling.ts'
import { openSqliteHostStore } from '../sqlite/host-store.ts'
import { openSqliteContent } from '../sqlite/store-content.ts'
import { openSqliteFilling } from '../sqlite/store-filling.ts'
import type { ContentDigest } from './content-digest.ts'
import { copyStore, type OnProgress } from './copy-store.ts'
import type { StoreContent, StoreFilling } from './store-content.ts'

/** Where a store is. */
export type StoreLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly connectionString: string }

/** Which store goes where, and whose it is. No host may serve from either meanwhile. */
export interface StoreMove {
  readonly from: StoreLocation
  readonly to: StoreLocation
  readonly host: PostgresHostIdentity
}

/**
 * Copies everything, compares it by counts and hashes, and puts the copy in service; the original stays. Interrupted,
 * it is called again and goes on. Rejects with `store-not-empty`, `store-copy-differs`, and codes of both stores.
 */
export function moveStore({ from, to, host }: StoreMove, onProgress?: OnProgress): Promise<ContentDigest> {
  return withContent(from, host, async (source) => {
    const target = await openFilling(to, host)
    try {
      return await copyStore(source, target, onProgress)
    } finally {
      await target.close()
    }
  })
}

/**
 * Takes the host's keys and settings into a store where other hosts count; its own counts, inventory and events stay
 * where they are, and its machines enter the shared count as they renew. Gives the number of host keys.
 */
export async function joinStore({ from, to, host }: StoreMove): Promise<number> {
  const source = await openStore(from, host)
  try {
    const target = await openStore(to, host)
    try {
      const installations = await source.installations()
      for (const installation of installations) await target.saveInstallation(installation)
      await target.saveSettings(await source.settings())
      return installations.length
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

async function withContent<T>(
  location: StoreLocation,
  host: PostgresHostIdentity,
  work: (content: StoreContent) => Promise<T>,
): Promise<T> {
  if (location.kind === 'postgres') return withPostgresContent(location.connectionString, host, work)
  const content = openSqliteContent(location.path, host.hostName)
  try {
    return await work(content)
  } finally {
    await content.close()
  }
}

async function withPostgresContent<T>(
  connectionString: string,
  host: PostgresHostIdentity,
  work: (content: StoreContent) => Promise<T>,
): Promise<T> {
  const connections = new Connections(readPostgresAddress(connectionString))
  try {
    return await connections.readSnapshot(async (client) => {
      await requireUsable(client)
      const hostNumber = await findHost(client, host.hostId)
      return work(new PostgresContent(client, { hostNumber, sealer: new SecretSealer(host.hostSecret) }))
    })
  } finally {
    await connections.close()
  }
}

function openFilling(location: StoreLocation, host: PostgresHostIdentity): Promise<StoreFilling> {
  return location.kind === 'postgres'
    ? openPostgresFilling(location.connectionString, host)
    : Promise.resolve().then(() => openSqliteFilling(location.path))
}

async function openStore(location: StoreLocation, host: PostgresHostIdentity): Promise<HostStore> {
  if (location.kind === 'postgres') return openPostgresHostStore(location.connectionString, host)
  if (location.path === '') throw new AppError('usage', 'A path is missing.')
  return openSqliteHostStore(location.path)
}
