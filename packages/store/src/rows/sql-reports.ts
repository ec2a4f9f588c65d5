/** The questions of reports, put to a database that answers them in its own SQL. */
import type {
  ActivityBucket,
  ActivityHour,
  ChurningMachine,
  ChurnTotals,
  ExpirySpan,
  FingerprintSighting,
  MachineGroup,
  MachineKey,
  MachineRecord,
  Page,
  ReportStore,
} from '@muster/core/stores'
import { machineCursor, readMachineCursor } from '../page-cursor.ts'
import { type ColumnReader, optional } from './column-reader.ts'
import { readMachineRecord } from './host-records.ts'

/** The questions by name; each is one statement whose parameters are `:name`. */
export type ReportQuestion =
  | 'hours'
  | 'groups'
  | 'expiry'
  | 'next-to-expire'
  | 'irregular'
  | 'churning'
  | 'sightings'
  | 'events-stored'

/** Values by the names of parameters: numbers; UUIDs and fingerprints as text. */
export type ReportValues = Readonly<Record<string, number | string>>

/** A database, open for reports. */
export interface ReportDatabase {
  ask(question: ReportQuestion, values: ReportValues): Promise<readonly ColumnReader[]>
  activity(query: { readonly sinceMs: number; readonly spanMs: number }): Promise<readonly ActivityBucket[]>
  close(): Promise<void>
}

/** Reports of a database. */
export class SqlReports implements ReportStore {
  readonly #database: ReportDatabase

  constructor(database: ReportDatabase) {
    this.#database = database
  }

  activity(query: { readonly sinceMs: number; readonly spanMs: number }) {
    return this.#database.activity(query)
  }

  async activityHours(query: {
    readonly sinceMs: number
    readonly untilMs: number
  }): Promise<readonly ActivityHour[]> {
    return (await this.#database.ask('hours', { ...query })).map((reader) => ({
      startMs: reader.number('start_ms'),
      answered: reader.number('answered'),
      refused: reader.number('refused'),
      activations: reader.number('activations'),
    }))
  }

  async machineGroups(nowMs: number): Promise<readonly MachineGroup[]> {
    return (await this.#database.ask('groups', { nowMs })).map((reader) => ({
      applicationId: reader.uuid('application_id'),
      productId: reader.uuid('product_id'),
      licenceState: reader.number('licence_state'),
      virtual: reader.boolean('virtual'),
      machines: reader.number('machines'),
      counted: reader.number('counted'),
    }))
  }

  async expiry({ spanMs }: { readonly spanMs: number }): Promise<readonly ExpirySpan[]> {
    return (await this.#database.ask('expiry', { spanMs })).map((reader) => ({
      startMs: reader.number('start_ms'),
      licenceState: reader.number('licence_state'),
      machines: reader.number('machines'),
    }))
  }

  async nextToExpire(query: {
    readonly nowMs: number
    readonly afterMs: number
    readonly limit: number
  }): Promise<readonly MachineRecord[]> {
    return (await this.#database.ask('next-to-expire', { ...query })).map(readMachineRecord)
  }

  async irregularMachines(query: {
    readonly sinceMs: number
    readonly limit: number
    readonly after?: string
  }): Promise<Page<MachineKey>> {
    const { sinceMs, limit } = query
    const { cmid, productId } = query.after === undefined ? beforeAll : readMachineCursor(query.after)
    const values = { sinceMs, limit: limit + 1, cmid, productId }
    const found = (await this.#database.ask('irregular', values)).map(readKey)
    const items = found.slice(0, limit)
    const last = items.at(-1)
    const more = found.length > limit && last !== undefined
    return { items, next: more ? machineCursor({ ...last, lastSeenMs: 0 }) : undefined }
  }

  /** One pass serves both: finding these machines is what takes time. */
  async churningMachines(query: {
    readonly nowMs: number
    readonly sinceMs: number
    readonly limit: number
  }): Promise<{ readonly machines: readonly ChurningMachine[]; readonly totals: readonly ChurnTotals[] }> {
    const { nowMs, sinceMs, limit } = query
    const all = (await this.#database.ask('churning', { nowMs, sinceMs })).map(readChurning)
    return { machines: all.slice(0, limit), totals: totalsOf(all) }
  }

  async sightingsOf(query: {
    readonly applicationId: string
    readonly fingerprint: string
    readonly limit: number
  }): Promise<readonly FingerprintSighting[]> {
    return (await this.#database.ask('sightings', { ...query })).map((reader) => ({
      cmid: reader.uuid('cmid'),
      firstSeenMs: reader.number('first_seen_ms'),
      lastSeenMs: reader.number('last_seen_ms'),
    }))
  }

  async eventsStored(): Promise<number> {
    const [row] = await this.#database.ask('events-stored', {})
    return row?.number('stored') ?? 0
  }

  close(): Promise<void> {
    return this.#database.close()
  }
}

const beforeAll = {
  cmid: '00000000-0000-0000-0000-000000000000',
  productId: '00000000-0000-0000-0000-000000000000',
}

function totalsOf(machines: readonly ChurningMachine[]): readonly ChurnTotals[] {
  const totals = new Map<string, ChurnTotals>()
  for (const { applicationId, cmids, counted } of machines) {
    const total = totals.get(applicationId) ?? { applicationId, machines: 0, cmids: 0, counted: 0 }
    totals.set(applicationId, {
      applicationId,
      machines: total.machines + 1,
      cmids: total.cmids + cmids,
      counted: total.counted + counted,
    })
  }
  return [...totals].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, total]) => total)
}

function readKey(reader: ColumnReader): MachineKey {
  return {
    cmid: reader.uuid('cmid'),
    productId: reader.uuid('product_id'),
    applicationId: reader.uuid('application_id'),
  }
}

function readChurning(reader: ColumnReader): ChurningMachine {
  return {
    applicationId: reader.uuid('application_id'),
    fingerprint: reader.optionalHex('fingerprint') ?? '',
    ...optional('machineName', reader.optionalText('machine_name')),
    cmids: reader.number('cmids'),
    counted: reader.number('counted'),
    firstSeenMs: reader.number('first_seen_ms'),
    lastSeenMs: reader.number('last_seen_ms'),
  }
}
