/** The shared store at one moment, in pages: what all hosts wrote, and the keys and settings of one of them. */
import { activityHourMs, type StoredEvent } from '@muster/core/stores'
import type { Client } from 'pg'
import { readLineage } from '../rows/host-records.ts'
import type { MachineKey, MovedMachine, StoreContent, StoreHead } from '../transfer/store-content.ts'
import { readActivity } from './activity-table.ts'
import { readCounts } from './count-tables.ts'
import { eventValues, readEvent } from './event-row.ts'
import { readHostKeys } from './host-key-table.ts'
import { readCounters, readSettings } from './host-tables.ts'
import { machineValues, readMachine } from './inventory-table.ts'
import { RowReader } from './row.ts'
import type { SecretSealer } from './sealed-secret.ts'

/** Whose keys and settings are read. */
export interface ContentOwner {
  readonly hostNumber: number | undefined
  readonly sealer: SecretSealer
}

/** Reads over a connection whose transaction sees one moment. Closing is up to who opened it. */
export class PostgresContent implements StoreContent {
  readonly #client: Client
  readonly #owner: ContentOwner

  constructor(client: Client, owner: ContentOwner) {
    this.#client = client
    this.#owner = owner
  }

  async head(): Promise<StoreHead> {
    const { hostNumber, sealer } = this.#owner
    const client = this.#client
    return {
      counts: await readCounts(client),
      counters: await readCounters(client),
      installations: hostNumber === undefined ? [] : await readHostKeys(client, hostNumber, sealer),
      settings: hostNumber === undefined ? {} : await readSettings(client, hostNumber),
      activity: await readActivity(client, everyHour),
      nextEventSequence: await this.#number('SELECT next_sequence AS number FROM muster.event_log'),
    }
  }

  async totals() {
    return {
      machines: await this.#number('SELECT count(*) AS number FROM muster.machines'),
      events: await this.#number('SELECT stored AS number FROM muster.event_log'),
    }
  }

  async machinesAfter(key: MachineKey | undefined, limit: number): Promise<readonly MovedMachine[]> {
    const { cmid, productId } = key ?? beforeAll
    const { rows } = await this.#client.query(selectMachines, [cmid, productId, limit])
    return rows.map((row) => {
      const { counted: _, ...machine } = readMachine({ ...row, counted: false })
      return { ...machine, ...readLineage(new RowReader(row)) }
    })
  }

  async eventsAfter(sequence: number, limit: number): Promise<readonly StoredEvent[]> {
    const { rows } = await this.#client.query(selectEvents, [sequence, limit])
    return rows.map(readEvent)
  }

  async close(): Promise<void> {}

  async #number(sql: string): Promise<number> {
    return Number((await this.#client.query(sql)).rows[0]?.number)
  }
}

const everyHour = { sinceMs: Number.MIN_SAFE_INTEGER, spanMs: activityHourMs }

const beforeAll: MachineKey = {
  cmid: '00000000-0000-0000-0000-000000000000',
  productId: '00000000-0000-0000-0000-000000000000',
}

const selectMachines = `SELECT ${machineValues}, encode(m.lease_id, 'hex') AS lease_id, m.irregular_at_ms
  FROM muster.machines m LEFT JOIN muster.hosts h USING (host_number)
  WHERE (m.cmid, m.product_id) > ($1::uuid, $2::uuid) ORDER BY m.cmid, m.product_id LIMIT $3`

const selectEvents = `SELECT ${eventValues} FROM muster.events e LEFT JOIN muster.hosts h USING (host_number)
  WHERE e.sequence > $1 ORDER BY e.sequence LIMIT $2`
