/** What the memory store keeps: plain values that several stores may share, as processes share a file. */
import type { ApplicationCount, BatchOutcome, CounterName, MachineSighting } from '@muster/core/counting'
import type { HostKeyInstallation, HostSettings, MachineRecord, StoredEvent } from '@muster/core/stores'
import { ActivityLog, activityOf } from '../activity-log.ts'
import { groupChanges } from '../change-groups.ts'

/** A machine as it is kept; whether it is counted is found out when it is read. */
export interface KeptMachine extends Omit<MachineRecord, 'counted'> {
  readonly leaseId?: string
  /** When a request last did not continue the latest lease. */
  readonly irregularAtMs?: number
}

/** The data behind one or more memory stores. Each change is one synchronous step: it happens whole. */
export class MemoryHostData {
  counts: ReadonlyMap<string, ApplicationCount> = new Map()
  readonly counters = new Map<CounterName, number>()
  /** By CMID and product. */
  readonly machines = new Map<string, KeptMachine>()
  readonly activity = new ActivityLog()
  /** In order of sequence. */
  events: StoredEvent[] = []
  nextEventSequence = 1
  installations: readonly HostKeyInstallation[] = []
  settings: HostSettings = {}
  revision = 0
  /** What `backup` wrote, by path. */
  readonly backups = new Map<string, MemoryHostData>()
  #lastCommit: Promise<unknown> = Promise.resolve()

  /** Runs commits one after another, whichever store they come from. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const running = this.#lastCommit.then(work)
    this.#lastCommit = running.catch(() => undefined)
    return running
  }

  /** Takes over what a batch decided; `hostName` is written beside events and machines where several hosts share them. */
  apply(outcome: BatchOutcome<unknown>, hostName?: string): void {
    const beside = hostName === undefined ? {} : { hostName }
    const groups = groupChanges(outcome.changes)
    const counted = [...outcome.countsAfter].filter(([, count]) => count.capacity > 0)
    this.counts = new Map([...this.counts, ...counted])
    for (const machine of groups.machines) {
      const key = `${machine.cmid} ${machine.productId}`
      this.machines.set(key, { ...keep(machine, this.machines.get(key)), ...beside })
    }
    for (const bucket of activityOf(groups.events)) this.activity.add(bucket)
    for (const [name, amount] of groups.counters)
      this.counters.set(name, (this.counters.get(name) ?? 0) + amount)
    for (const event of groups.events)
      this.events.push({ sequence: this.nextEventSequence++, event, ...beside })
  }

  /** The same data at this moment, apart from what happens to this one. */
  copy(): MemoryHostData {
    const copy = new MemoryHostData()
    for (const [name, amount] of this.counters) copy.counters.set(name, amount)
    for (const [key, machine] of this.machines) copy.machines.set(key, machine)
    for (const bucket of this.activity.buckets()) copy.activity.add(bucket)
    const { counts, nextEventSequence, installations, settings, revision } = this
    return Object.assign(copy, {
      counts,
      events: [...this.events],
      nextEventSequence,
      installations,
      settings,
      revision,
    })
  }
}

function keep(sighting: MachineSighting, before: KeptMachine | undefined): KeptMachine {
  const { lease, ...machine } = sighting
  const isIrregular =
    lease !== undefined && before?.leaseId !== undefined && before.leaseId !== lease.previousLeaseId
  const irregularAtMs = isIrregular ? machine.seenAtMs : before?.irregularAtMs
  const leaseId = lease?.leaseId ?? before?.leaseId
  return {
    ...machine,
    firstSeenMs: Math.min(before?.firstSeenMs ?? machine.seenAtMs, machine.seenAtMs),
    ...(leaseId === undefined ? {} : { leaseId }),
    ...(irregularAtMs === undefined ? {} : { irregularAtMs }),
  }
}
