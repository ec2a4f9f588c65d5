/**
 * The store of an activation host in a PostgreSQL database that hosts share (R2.13): one count cache, one event log,
 * one inventory; keys and settings are each host's own. A batch is one transaction that holds the rows of its
 * applications, so that batches of all hosts on one application happen one after another.
 */
import type { ApplicationCount, BatchOutcome } from '@muster/core/counting'
import { codeOf } from '@muster/core/errors'
import type {
  EventQuery,
  HostKeyInstallation,
  HostSettings,
  HostStore,
  MachineQuery,
  MachineSearch,
  RetentionOutcome,
  SharedHosts,
} from '@muster/core/stores'
import type { Client } from 'pg'
import { activityKeptMs } from '../activity-log.ts'
import { commitSharedBatch } from '../sharing/index.ts'
import { removeActivity } from './activity-table.ts'
import { backupToFile } from './backup.ts'
import { BatchTransaction } from './batch-transaction.ts'
import { readPostgresAddress } from './connection-string.ts'
import { Connections, commit } from './connections.ts'
import type { SessionLimits } from './connector.ts'
import { readCounts } from './count-tables.ts'
import { type RemovalBounds, readEvents, removeOldEvents } from './event-table.ts'
import { putHostKey, readHostKeys, removeHostKey } from './host-key-table.ts'
import {
  addRevision,
  announceHost,
  enterHost,
  findHost,
  readCounters,
  readHosts,
  readRevision,
  readSettings,
  writeSettings,
} from './host-tables.ts'
import { readMachines, removeOldMachines } from './inventory-table.ts'
import { searchMachines } from './machine-search.ts'
import { bringUpToDate, requireUsable } from './preparation.ts'
import { SecretSealer } from './sealed-secret.ts'

/** Which host opens the store. */
export interface PostgresHostIdentity {
  /** Tells the hosts apart; it never changes, such as the id of the host's key pair. */
  readonly hostId: string
  /** What the other hosts show beside this one's events and machines. */
  readonly hostName?: string
  /** Bytes that only this host has; what it keeps secret is sealed with them. */
  readonly hostSecret: Uint8Array
}

/**
 * Opens the store of a host, making or updating its tables where the role may. On a standby, which a connection
 * string with target_session_attrs=any reaches, it can be read. `limits`: of batches, instead of the usual ones.
 * Rejects with `config-invalid`, `store-unreachable`, `store-read-only`, `store-outdated`, `store-newer`,
 * `store-incomplete` and others of the store.
 */
export async function openPostgresHostStore(
  connectionString: string,
  identity: PostgresHostIdentity,
  limits: Partial<SessionLimits> = {},
): Promise<HostStore> {
  const connections = new Connections(readPostgresAddress(connectionString), limits)
  try {
    const hostNumber = await prepare(connections, identity, connectionString)
    return new PostgresHostStore(connections, identity, hostNumber)
  } catch (error) {
    await connections.close()
    throw error
  }
}

/** The host's number; undefined on a standby of a database that this host never served from. */
async function prepare(
  connections: Connections,
  { hostId, hostName = '' }: PostgresHostIdentity,
  connectionString: string,
): Promise<number | undefined> {
  try {
    await bringUpToDate(connections, connectionString)
    return await connections.exclusively(async (client) => {
      await requireUsable(client)
      return enterHost(client, hostId, hostName)
    })
  } catch (error) {
    if (codeOf(error) !== 'store-read-only') throw error
  }
  return connections.read(async (client) => {
    await requireUsable(client)
    return findHost(client, hostId)
  })
}

class PostgresHostStore implements HostStore {
  readonly #connections: Connections
  readonly #identity: PostgresHostIdentity
  readonly #sealer: SecretSealer
  readonly sharing: SharedHosts
  #hostNumber: number | undefined
  #closing: Promise<void> | undefined

  constructor(connections: Connections, identity: PostgresHostIdentity, hostNumber: number | undefined) {
    this.#connections = connections
    this.#identity = identity
    this.#sealer = new SecretSealer(identity.hostSecret)
    this.#hostNumber = hostNumber
    this.sharing = {
      hosts: () => connections.read((client) => readHosts(client, identity.hostId)),
      announce: (nowMs) => this.#announce(nowMs),
    }
  }

  async commitBatch<Result>(
    applicationIds: readonly string[],
    decide: (counts: ReadonlyMap<string, ApplicationCount>) => BatchOutcome<Result>,
  ): Promise<Result> {
    const ended = await this.#connections.write(async (client) =>
      commitSharedBatch(new BatchTransaction(client, await this.#enter(client)), applicationIds, decide),
    )
    if ('thrown' in ended) throw ended.thrown
    return ended.outcome.result
  }

  counts() {
    return this.#connections.read(readCounts)
  }

  counters() {
    return this.#connections.read(readCounters)
  }

  machines(query: MachineQuery) {
    return this.#connections.read((client) => readMachines(client, query))
  }

  searchMachines(search: MachineSearch) {
    return this.#connections.read((client) => searchMachines(client, search))
  }

  events(query: EventQuery) {
    return this.#connections.read((client) => readEvents(client, query))
  }

  installations() {
    return this.#readOwn([], (client, hostNumber) => readHostKeys(client, hostNumber, this.#sealer))
  }

  saveInstallation(installation: HostKeyInstallation): Promise<void> {
    return this.#administer((client, hostNumber) =>
      putHostKey(client, hostNumber, installation, this.#sealer),
    )
  }

  removeInstallation(partialProductKey: string): Promise<void> {
    return this.#administer((client, hostNumber) => removeHostKey(client, hostNumber, partialProductKey))
  }

  settings() {
    return this.#readOwn<HostSettings>({}, readSettings)
  }

  saveSettings(settings: HostSettings): Promise<void> {
    return this.#administer((client, hostNumber) => writeSettings(client, hostNumber, settings))
  }

  /** One host at a time: two would remove twice what exceeds the number of events. */
  applyRetention(bounds: RemovalBounds): Promise<RetentionOutcome> {
    return this.#connections.write(async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [retentionLock])
      await removeActivity(client, bounds.beforeMs - activityKeptMs)
      const machinesRemoved = await removeOldMachines(client, bounds)
      const eventsRemoved = await removeOldEvents(client, bounds)
      await commit(client, [])
      return { eventsRemoved, machinesRemoved }
    })
  }

  revision() {
    return this.#readOwn(0, readRevision)
  }

  backup(path: string): Promise<void> {
    const owner = { hostNumber: this.#hostNumber, sealer: this.#sealer }
    return backupToFile(this.#connections, path, owner)
  }

  close(): Promise<void> {
    this.#closing ??= this.#connections.close()
    return this.#closing
  }

  #readOwn<T>(absent: T, work: (client: Client, hostNumber: number) => Promise<T>): Promise<T> {
    return this.#connections.read(async (client) => {
      this.#hostNumber ??= await findHost(client, this.#identity.hostId)
      return this.#hostNumber === undefined ? absent : work(client, this.#hostNumber)
    })
  }

  /** The revision goes first: its row keeps two changes of one host apart. */
  #administer(work: (client: Client, hostNumber: number) => Promise<void>): Promise<void> {
    return this.#connections.write(async (client) => {
      const hostNumber = await this.#enter(client)
      await addRevision(client, hostNumber)
      await work(client, hostNumber)
      await commit(client, [])
    })
  }

  #announce(nowMs: number): Promise<void> {
    return this.#connections.write(async (client) => {
      const hostNumber = await this.#enter(client)
      await commit(client, [announceHost(client, hostNumber, nowMs)])
    })
  }

  async #enter(client: Client): Promise<number> {
    const { hostId, hostName = '' } = this.#identity
    this.#hostNumber ??= await enterHost(client, hostId, hostName)
    return this.#hostNumber
  }
}

/** Names the right to shorten log and inventory among all advisory locks of the database: the bytes of "MURE". */
const retentionLock = 0x4d_55_52_45
