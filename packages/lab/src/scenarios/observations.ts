/** Watches a scenario's world: samples at regular times, and the first and last of what matters about each machine. */
import { liveCount } from '@muster/core/counting'
import type { Checker } from '../checks/checker.ts'
import type { RequestTally } from '../database/simulated-database.ts'
import type { SimulatedHost } from '../world/simulated-host.ts'
import type { SimulatedMachine } from '../world/simulated-machine.ts'
import type { ScenarioWorld } from './members.ts'
import type { Sample, StateCounts } from './report-shape.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** What was seen of one machine. */
export interface MachineHistory {
  firstLicensedMs: number | undefined
  lapsedMs: number | undefined
  readonly cmids: Set<string>
}

/** Keeps what was seen. */
export class Observations implements Checker {
  readonly samples: Sample[] = []
  readonly histories = new Map<SimulatedMachine, MachineHistory>()
  readonly #nowMs: () => number
  #requestsBefore = 0
  #sampledMs: number

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
    this.#sampledMs = nowMs()
  }

  machineChanged(machine: SimulatedMachine): void {
    const { state } = machine
    if (state === undefined) return
    const history = this.historyOf(machine)
    history.cmids.add(state.cmid)
    if (machine.licenceState === 1) history.firstLicensedMs ??= this.#nowMs()
  }

  historyOf(machine: SimulatedMachine): MachineHistory {
    const known = this.histories.get(machine)
    if (known !== undefined) return known
    const history: MachineHistory = { firstLicensedMs: undefined, lapsedMs: undefined, cmids: new Set() }
    this.histories.set(machine, history)
    return history
  }

  /** Looks at everything now. */
  sample({ world, startMs, members }: ScenarioWorld): void {
    const nowMs = this.#nowMs()
    const requests = requestsOf(world.hosts.values())
    const hours = Math.max(1, (nowMs - this.#sampledMs) / hourMs)
    this.samples.push({
      day: (nowMs - startMs) / dayMs,
      counts: [...world.hosts.values()].map((host) => (host.isRunning ? countOf(host) : null)),
      states: this.#statesOf(members.map(({ machine }) => machine)),
      requestsPerHour: (requests - this.#requestsBefore) / hours,
    })
    this.#requestsBefore = requests
    this.#sampledMs = nowMs
  }

  #statesOf(machines: readonly SimulatedMachine[]): StateCounts {
    const counts: [number, number, number, number, number, number, number] = [0, 0, 0, 0, 0, 0, 0]
    for (const machine of machines) {
      if (!machine.isRunning) continue
      const { licenceState } = machine
      counts[licenceState] += 1
      const history = this.historyOf(machine)
      if (licenceState !== 1 && history.firstLicensedMs !== undefined) history.lapsedMs ??= this.#nowMs()
    }
    return counts
  }
}

/** The live count of a host, for the application that most ask for. */
export function countOf({ data, clock }: SimulatedHost): number {
  const counts = [...data.counted.counts.values()].map((count) => liveCount(count, clock.nowMs()))
  return Math.max(0, ...counts)
}

/** Requests that hosts have answered or refused, before they shared a count and since; what they share counts once. */
export function requestsOf(hosts: Iterable<SimulatedHost>): number {
  const written = new Set([...hosts].flatMap(({ data }) => [data.own, data.counted]))
  return [...written].reduce((sum, data) => sum + (data.counters.get('total') ?? 0), 0)
}

/** The requests of one host among those that it shares a count with, and those that it answered before. */
export function requestsBy({ name, data }: SimulatedHost): RequestTally {
  const [total, failed] = ['total' as const, 'failed' as const].map(
    (counter) => data.own.counters.get(counter) ?? 0,
  )
  const shared = data.database?.requestsByHost.get(name)
  return { total: (total ?? 0) + (shared?.total ?? 0), failed: (failed ?? 0) + (shared?.failed ?? 0) }
}
