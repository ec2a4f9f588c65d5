/** The questions of reports over plain values. */
import { AppError } from '@muster/core/errors'
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
import { ActivityLog } from '../activity-log.ts'
import { machineCursor, readMachineCursor } from '../page-cursor.ts'
import type { KeptMachine, MemoryHostData } from './host-data.ts'
import { withCounted } from './host-lists.ts'

const msPerMinute = 60_000

/** Opens what reports read of the data of memory stores. */
export function openMemoryReports(data: MemoryHostData): ReportStore {
  return new MemoryReports(data)
}

class MemoryReports implements ReportStore {
  readonly #data: MemoryHostData
  #closed = false

  constructor(data: MemoryHostData) {
    this.#data = data
  }

  async activity(query: {
    readonly sinceMs: number
    readonly spanMs: number
  }): Promise<readonly ActivityBucket[]> {
    const spans = new ActivityLog()
    for (const bucket of this.#open().activity.buckets())
      if (bucket.startMs >= query.sinceMs)
        spans.add({ ...bucket, startMs: spanOf(bucket.startMs, query.spanMs) })
    return spans.buckets()
  }

  async activityHours(query: {
    readonly sinceMs: number
    readonly untilMs: number
  }): Promise<readonly ActivityHour[]> {
    const hours = new Map<number, ActivityHour>()
    for (const { startMs, code, requests, activations } of this.#open().activity.buckets()) {
      if (startMs < query.sinceMs || startMs >= query.untilMs) continue
      const hour = hours.get(startMs) ?? { startMs, answered: 0, refused: 0, activations: 0 }
      const isAnswered = code === 'success'
      hours.set(startMs, {
        startMs,
        answered: hour.answered + (isAnswered ? requests : 0),
        refused: hour.refused + (isAnswered ? 0 : requests),
        activations: hour.activations + activations,
      })
    }
    return [...hours.values()]
  }

  async machineGroups(nowMs: number): Promise<readonly MachineGroup[]> {
    const groups = new Map<string, MachineGroup>()
    for (const machine of this.#machines(nowMs)) {
      const { applicationId, productId, licenceState, virtual, counted } = machine
      const key = `${applicationId} ${productId} ${licenceState} ${virtual ? 1 : 0}`
      const known = groups.get(key) ?? {
        applicationId,
        productId,
        licenceState,
        virtual,
        machines: 0,
        counted: 0,
      }
      groups.set(key, {
        ...known,
        machines: known.machines + 1,
        counted: known.counted + (counted ? 1 : 0),
      })
    }
    return inOrder(groups)
  }

  async expiry({ spanMs }: { readonly spanMs: number }): Promise<readonly ExpirySpan[]> {
    const spans = new Map<string, ExpirySpan>()
    for (const machine of this.#open().machines.values()) {
      const { licenceState } = machine
      const startMs = spanOf(expiresAtMs(machine), spanMs)
      const known = spans.get(`${startMs} ${licenceState}`) ?? { startMs, licenceState, machines: 0 }
      spans.set(`${startMs} ${licenceState}`, { ...known, machines: known.machines + 1 })
    }
    return [...spans.values()].sort(
      (left, right) => left.startMs - right.startMs || left.licenceState - right.licenceState,
    )
  }

  async nextToExpire(query: {
    readonly nowMs: number
    readonly afterMs: number
    readonly limit: number
  }): Promise<readonly MachineRecord[]> {
    return this.#machines(query.nowMs)
      .filter((machine) => expiresAtMs(machine) > query.afterMs)
      .sort((left, right) => expiresAtMs(left) - expiresAtMs(right) || compare(keyOf(left), keyOf(right)))
      .slice(0, query.limit)
  }

  async irregularMachines(query: {
    readonly sinceMs: number
    readonly limit: number
    readonly after?: string
  }): Promise<Page<MachineKey>> {
    const after = query.after === undefined ? '' : keyOf(readMachineCursor(query.after))
    const found = [...this.#open().machines.values()]
      .filter(({ irregularAtMs }) => irregularAtMs !== undefined && irregularAtMs >= query.sinceMs)
      .filter((machine) => keyOf(machine) > after)
      .sort((left, right) => compare(keyOf(left), keyOf(right)))
      .map(({ cmid, productId, applicationId }) => ({ cmid, productId, applicationId }))
    const items = found.slice(0, query.limit)
    const last = items.at(-1)
    const more = found.length > query.limit && last !== undefined
    return { items, next: more ? machineCursor({ ...last, lastSeenMs: 0 }) : undefined }
  }

  async churningMachines(query: {
    readonly nowMs: number
    readonly sinceMs: number
    readonly limit: number
  }): Promise<{ readonly machines: readonly ChurningMachine[]; readonly totals: readonly ChurnTotals[] }> {
    const seen = this.#machines(query.nowMs).filter(({ seenAtMs }) => seenAtMs >= query.sinceMs)
    const byFingerprint = groupBy(
      seen.filter(({ fingerprint }) => fingerprint !== undefined),
      ({ applicationId, fingerprint }) => `${applicationId} ${fingerprint}`,
    )
    const machines = [...byFingerprint.values()].map(churnOf).filter(({ cmids }) => cmids > 1)
    const totals = new Map<string, ChurnTotals>()
    for (const { applicationId, cmids, counted } of machines) {
      const known = totals.get(applicationId) ?? { applicationId, machines: 0, cmids: 0, counted: 0 }
      totals.set(applicationId, {
        applicationId,
        machines: known.machines + 1,
        cmids: known.cmids + cmids,
        counted: known.counted + counted,
      })
    }
    return { machines: machines.sort(byChurn).slice(0, query.limit), totals: inOrder(totals) }
  }

  async sightingsOf(query: {
    readonly applicationId: string
    readonly fingerprint: string
    readonly limit: number
  }): Promise<readonly FingerprintSighting[]> {
    const matching = [...this.#open().machines.values()].filter(
      ({ applicationId, fingerprint }) =>
        applicationId === query.applicationId && fingerprint === query.fingerprint,
    )
    return [...groupBy(matching, ({ cmid }) => cmid)]
      .map(([cmid, machines]) => ({
        cmid,
        firstSeenMs: Math.min(...machines.map(({ firstSeenMs }) => firstSeenMs)),
        lastSeenMs: Math.max(...machines.map(({ seenAtMs }) => seenAtMs)),
      }))
      .sort((left, right) => left.firstSeenMs - right.firstSeenMs || compare(left.cmid, right.cmid))
      .slice(0, query.limit)
  }

  async eventsStored(): Promise<number> {
    return this.#open().events.length
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  #open(): MemoryHostData {
    if (this.#closed) throw new AppError('store-failed', 'The store is closed.')
    return this.#data
  }

  #machines(nowMs: number): MachineRecord[] {
    const data = this.#open()
    return [...data.machines.values()].map((machine) => withCounted(data, machine, nowMs))
  }
}

function churnOf(machines: readonly MachineRecord[]): ChurningMachine {
  const names = machines.flatMap(({ machineName }) => (machineName === undefined ? [] : [machineName])).sort()
  const machineName = names.at(-1)
  const cmidsOf = (some: readonly MachineRecord[]) => new Set(some.map(({ cmid }) => cmid)).size
  return {
    applicationId: machines[0]?.applicationId ?? '',
    fingerprint: machines[0]?.fingerprint ?? '',
    ...(machineName === undefined ? {} : { machineName }),
    cmids: cmidsOf(machines),
    counted: cmidsOf(machines.filter(({ counted }) => counted)),
    firstSeenMs: Math.min(...machines.map(({ firstSeenMs }) => firstSeenMs)),
    lastSeenMs: Math.max(...machines.map(({ seenAtMs }) => seenAtMs)),
  }
}

function byChurn(left: ChurningMachine, right: ChurningMachine): number {
  const key = ({ applicationId, fingerprint }: ChurningMachine) => `${applicationId} ${fingerprint}`
  return right.cmids - left.cmids || compare(key(left), key(right))
}

function expiresAtMs({ seenAtMs, minutesToStateExpiry }: KeptMachine | MachineRecord): number {
  return seenAtMs + minutesToStateExpiry * msPerMinute
}

function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}

function spanOf(timeMs: number, spanMs: number): number {
  return timeMs - (timeMs % spanMs)
}

function keyOf({ cmid, productId }: { readonly cmid: string; readonly productId: string }): string {
  return `${cmid} ${productId}`
}

function inOrder<Value>(values: ReadonlyMap<string, Value>): readonly Value[] {
  return [...values].sort(([left], [right]) => compare(left, right)).map(([, value]) => value)
}

function compare(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
