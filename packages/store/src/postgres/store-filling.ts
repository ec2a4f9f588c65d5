/** A shared store that is being filled. A row says so until it is complete, and no host serves from it meanwhile. */
import { AppError } from '@muster/core/errors'
import type { StoredEvent } from '@muster/core/stores'
import type { Client } from 'pg'
import type {
  FillingPosition,
  MachineKey,
  MovedMachine,
  StoreContent,
  StoreFilling,
  StoreHead,
} from '../transfer/store-content.ts'
import { addActivity } from './activity-table.ts'
import {
  type ArrayColumn,
  arraysOf,
  expressionsOf,
  fromHexText,
  namesOf,
  unnestColumns,
} from './batch-statement.ts'
import { readPostgresAddress } from './connection-string.ts'
import { Connections, commit } from './connections.ts'
import { writeCounts } from './count-tables.ts'
import { eventColumns } from './event-row.ts'
import { putHostKey } from './host-key-table.ts'
import type { PostgresHostIdentity } from './host-store.ts'
import { addRevision, addToCounters, enterHost, writeSettings } from './host-tables.ts'
import { machineColumns } from './inventory-table.ts'
import { bringUpToDate, patientLimits } from './preparation.ts'
import { SecretSealer } from './sealed-secret.ts'
import { PostgresContent } from './store-content.ts'

/**
 * Begins to fill the database, or goes on with it. Rejects with `store-not-empty` where hosts count there already,
 * and with the codes of a store that is opened.
 */
export async function openPostgresFilling(
  connectionString: string,
  identity: PostgresHostIdentity,
): Promise<StoreFilling> {
  const connections = new Connections(readPostgresAddress(connectionString), patientLimits)
  try {
    await bringUpToDate(connections, connectionString)
    const hostNumber = await connections.write(async (client) => {
      await begin(client)
      const number = await enterHost(client, identity.hostId, identity.hostName ?? '')
      await commit(client, [])
      return number
    })
    return new PostgresFilling(connections, identity, hostNumber)
  } catch (error) {
    await connections.close()
    throw error
  }
}

class PostgresFilling implements StoreFilling {
  readonly #connections: Connections
  readonly #sealer: SecretSealer
  readonly #hostNumber: number
  /** Of hosts by their names. */
  readonly #numbers = new Map<string, number>()

  constructor(connections: Connections, identity: PostgresHostIdentity, hostNumber: number) {
    this.#connections = connections
    this.#sealer = new SecretSealer(identity.hostSecret)
    this.#hostNumber = hostNumber
    this.#numbers.set(identity.hostName ?? '', hostNumber)
  }

  position(): Promise<FillingPosition> {
    return this.#connections.exclusively(async (client) => {
      const machine = (await client.query(selectLastMachine)).rows[0]
      const last = (await client.query('SELECT max(sequence) AS sequence FROM muster.events')).rows[0]
      return { machine: machine as MachineKey | undefined, sequence: Number(last?.sequence ?? 0) }
    })
  }

  addMachines(machines: readonly MovedMachine[]): Promise<void> {
    return this.#add(async (client) => {
      const hosts = await this.#hostsOf(client, machines)
      return client.query(insertMachines, [hosts, ...arraysOf(movedColumns, machines)])
    })
  }

  addEvents(events: readonly StoredEvent[]): Promise<void> {
    return this.#add(async (client) => {
      const hosts = await this.#hostsOf(client, events)
      const sequences = events.map(({ sequence }) => sequence)
      const values = arraysOf(
        eventColumns,
        events.map(({ event }) => event),
      )
      return client.query(insertEvents, [sequences, hosts, ...values])
    })
  }

  addHead(head: StoreHead): Promise<void> {
    return this.#add(async (client) => {
      for (const statement of emptyHead) await client.query(statement)
      await Promise.all(writeCounts(client, { counts: new Map(), slots: new Map() }, head.counts))
      const counters = new Map(Object.entries(head.counters)) as Map<keyof StoreHead['counters'], number>
      await Promise.all(addActivity(client, head.activity))
      await Promise.all(addToCounters(client, this.#hostNumber, counters))
      for (const installation of head.installations)
        await putHostKey(client, this.#hostNumber, installation, this.#sealer)
      await writeSettings(client, this.#hostNumber, head.settings)
      await addRevision(client, this.#hostNumber)
      await client.query(setLog, [head.nextEventSequence])
    })
  }

  /** Nobody else writes: what is committed is one moment. */
  async content(): Promise<StoreContent> {
    const owner = { hostNumber: this.#hostNumber, sealer: this.#sealer }
    const read = <T>(work: (content: StoreContent) => Promise<T>) =>
      this.#connections.read((client) => work(new PostgresContent(client, owner)))
    return {
      head: () => read((content) => content.head()),
      totals: () => read((content) => content.totals()),
      machinesAfter: (key, limit) => read((content) => content.machinesAfter(key, limit)),
      eventsAfter: (sequence, limit) => read((content) => content.eventsAfter(sequence, limit)),
      close: async () => {},
    }
  }

  /** What was written in bulk is measured, so that the first reports find their indexes. */
  async finish(): Promise<void> {
    await this.#add((client) => client.query('DELETE FROM muster.move'))
    await this.#connections.exclusively((client) => client.query('ANALYZE muster.machines, muster.events'))
  }

  close(): Promise<void> {
    return this.#connections.close()
  }

  #add(work: (client: Client) => Promise<unknown>): Promise<void> {
    return this.#connections.write(async (client) => {
      await work(client)
      await commit(client, [])
    })
  }

  /** The hosts' numbers; one that is known by its name alone is entered under it. */
  async #hostsOf(
    client: Client,
    items: readonly { readonly hostName?: string }[],
  ): Promise<readonly (number | null)[]> {
    const numbers: (number | null)[] = []
    for (const { hostName } of items)
      numbers.push(hostName === undefined ? this.#hostNumber : await this.#numberOf(client, hostName))
    return numbers
  }

  async #numberOf(client: Client, hostName: string): Promise<number> {
    const known = this.#numbers.get(hostName)
    if (known !== undefined) return known
    const { rows } = await client.query(selectByName, [hostName])
    const number = rows[0]?.host_number ?? (await enterHost(client, `moved:${hostName}`, hostName))
    this.#numbers.set(hostName, number)
    return number
  }
}

/** Marks the database as being filled. */
async function begin(client: Client): Promise<void> {
  await client.query('LOCK TABLE muster.move IN EXCLUSIVE MODE')
  if (((await client.query('SELECT 1 FROM muster.move')).rowCount ?? 0) > 0) return
  const { rows } = await client.query(selectAny)
  if (rows[0]?.any === true)
    throw new AppError('store-not-empty', 'The database holds counts, machines or events.')
  await client.query('INSERT INTO muster.move (row) VALUES (1)')
}

const selectAny = `SELECT EXISTS (SELECT 1 FROM muster.applications WHERE capacity > 0)
    OR EXISTS (SELECT 1 FROM muster.machines) OR EXISTS (SELECT 1 FROM muster.events)
    OR EXISTS (SELECT 1 FROM muster.host_keys) AS any`

const selectLastMachine = `SELECT cmid, product_id AS "productId" FROM muster.machines
  ORDER BY cmid DESC, product_id DESC LIMIT 1`

const movedColumns: readonly ArrayColumn<MovedMachine>[] = [
  ...machineColumns,
  { name: 'lease_id', type: 'text', take: ({ leaseId }) => leaseId, expression: fromHexText },
  { name: 'irregular_at_ms', type: 'bigint', take: ({ irregularAtMs }) => irregularAtMs },
]

const insertMachines = `INSERT INTO muster.machines (host_number, ${namesOf(movedColumns)})
  SELECT r.host_number, ${expressionsOf(movedColumns)}
  FROM unnest($1::integer[], ${unnestColumns(movedColumns, 2).slice('unnest('.length)}
    AS r (host_number, ${namesOf(movedColumns)}) ON CONFLICT DO NOTHING`

const insertEvents = `INSERT INTO muster.events (sequence, host_number, ${namesOf(eventColumns)})
  SELECT r.sequence, r.host_number, ${expressionsOf(eventColumns)}
  FROM unnest($1::bigint[], $2::integer[], ${unnestColumns(eventColumns, 3).slice('unnest('.length)}
    AS r (sequence, host_number, ${namesOf(eventColumns)}) ON CONFLICT DO NOTHING`

const emptyHead = [
  'DELETE FROM muster.count_entries',
  'DELETE FROM muster.applications',
  'DELETE FROM muster.counters',
  'DELETE FROM muster.host_keys',
  'DELETE FROM muster.activity',
]

const setLog = `UPDATE muster.event_log
  SET next_sequence = $1, stored = (SELECT count(*) FROM muster.events)`

const selectByName = 'SELECT host_number FROM muster.hosts WHERE name = $1 ORDER BY host_number LIMIT 1'
