/** Runs a scenario and reports. Small worlds use the cryptography that is handed in, large ones the simulated one. */
import type { ErrorCode } from '@muster/core/errors'
import type { Cryptography } from '@muster/core/ports'
import { HostLedgers } from '../checks/host-ledger.ts'
import { LicenceChecker } from '../checks/licence-checker.ts'
import { simulatedCryptography } from '../cryptography/simulated-cryptography.ts'
import type { SimulatedHost } from '../world/simulated-host.ts'
import { findingsOf, type Sharing } from './findings.ts'
import type { ScenarioWorld } from './members.ts'
import { countOf, type MachineHistory, Observations, requestsBy } from './observations.ts'
import type { GroupReport, HostReport, ScenarioReport } from './report-shape.ts'
import { machinesOf, type Scenario, type ScenarioGroup, smallMachinesMax } from './scenario-shape.ts'
import { createScenarioWorld } from './scenario-world.ts'

const samplesMax = 480
/** Looking at many machines takes long. */
const samplesOfLargeMax = 120
const sampleHoursMin = 2
const hoursPerDay = 24
const hourMs = 3_600_000
const dayMs = hoursPerDay * hourMs

/** How a scenario is run. */
export interface ScenarioRun {
  /** For small worlds; the simulated one unless given. */
  readonly cryptography?: Cryptography
  /** Called at each sample with the share that is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void
  /** The run ends with the sample at which this is aborted. */
  readonly signal?: AbortSignal
}

/** Runs a scenario. Rejects with a Violation where a rule was broken on the way. */
export async function runScenario(scenario: Scenario, run: ScenarioRun = {}): Promise<ScenarioReport> {
  const isSmall = machinesOf(scenario) <= smallMachinesMax
  const cryptography = (isSmall ? run.cryptography : undefined) ?? simulatedCryptography
  const watching: { observations?: Observations } = {}
  const made = await createScenarioWorld(scenario, cryptography, (world) => {
    const observations = new Observations(() => world.nowMs)
    watching.observations = observations
    if (!isSmall) return [observations]
    const terms = () => [...world.machines.values()].map(({ product }) => product.terms)
    const ledgers = new HostLedgers(() => world.hosts.values(), terms, {
      readsAnswers: true,
      nowAt: () => world.parts.time.events,
    })
    return [
      ledgers,
      new LicenceChecker(
        ledgers,
        () => world.machines.values(),
        () => world.nowMs,
      ),
      observations,
    ]
  })
  const { observations } = watching
  if (observations === undefined) throw new Error('The observations were not made.')
  await sampleOften(made, observations, run)
  made.world.finish()
  return report(made, observations)
}

async function sampleOften(made: ScenarioWorld, observations: Observations, run: ScenarioRun): Promise<void> {
  const { world, scenario, startMs } = made
  const most = machinesOf(scenario) <= smallMachinesMax ? samplesMax : samplesOfLargeMax
  const hours = Math.max(sampleHoursMin, Math.ceil((scenario.days * hoursPerDay) / most))
  const endMs = startMs + scenario.days * dayMs
  observations.sample(made)
  while (world.nowMs < endMs && run.signal?.aborted !== true) {
    await world.run(Math.min(hours * hourMs, endMs - world.nowMs))
    observations.sample(made)
    run.onProgress?.((world.nowMs - startMs) / (endMs - startMs))
  }
}

function report(made: ScenarioWorld, observations: Observations): ScenarioReport {
  const { world, scenario, members } = made
  const { samples } = observations
  const threshold = Math.max(...members.map(({ machine }) => machine.product.terms.policy.threshold))
  const hosts = [...world.hosts.values()].map((host, index) => hostReport(host, index, samples, threshold))
  const groups = scenario.groups.map((group) => groupReport(made, group, observations))
  const { name, summary, question, seed } = scenario
  return {
    scenario: name,
    summary,
    question,
    seed,
    days: (world.nowMs - made.startMs) / dayMs,
    machines: members.length,
    threshold,
    hosts,
    groups,
    samples,
    findings: findingsOf({ hosts, groups, samples, threshold, sharings: sharingsOf(scenario) }),
    virtualEvents: world.parts.time.events,
    traceHash: world.parts.trace.hash,
  }
}

/** Which hosts share one count, from when on. */
function sharingsOf({ hosts, interventions }: Scenario): readonly Sharing[] {
  const words = new Set(hosts.flatMap(({ shares_count }) => shares_count ?? []))
  const fromStart = [...words].map((word) => ({
    day: 0,
    hosts: hosts.filter(({ shares_count }) => shares_count === word).map(({ name }) => name),
  }))
  const later = interventions
    .filter(({ action }) => action === 'share-count')
    .map(({ day, hosts: some }) => ({ day, hosts: some ?? hosts.map(({ name }) => name) }))
  return [...fromStart, ...later]
}

function hostReport(
  host: SimulatedHost,
  index: number,
  samples: ScenarioReport['samples'],
  threshold: number,
): HostReport {
  const { counts } = host.data.counted
  const { total, failed } = requestsBy(host)
  const reached = samples.find((sample) => (sample.counts[index] ?? 0) >= threshold)
  return {
    name: host.name,
    highestCount: Math.max(0, ...samples.map((sample) => sample.counts[index] ?? 0)),
    finalCount: countOf(host),
    capacity: Math.max(0, ...[...counts.values()].map(({ capacity }) => capacity)),
    thresholdReachedDay: reached?.day ?? null,
    requests: total,
    refused: failed,
  }
}

function groupReport(
  { members, startMs }: ScenarioWorld,
  group: ScenarioGroup,
  observations: Observations,
): GroupReport {
  const own = members.filter((member) => member.group === group)
  const histories = own.map(({ machine }) => observations.historyOf(machine))
  const waits = own
    .map(({ arrivesMs }, index) => waitHours(histories[index], startMs + arrivesMs))
    .filter((wait) => wait !== undefined)
    .sort((left, right) => left - right)
  const lapses = histories.flatMap(({ lapsedMs }) => (lapsedMs === undefined ? [] : [lapsedMs]))
  const [shortest] = waits
  const reasons: Partial<Record<ErrorCode, number>> = {}
  for (const { machine } of own) {
    const code = machine.licenceState === 1 ? undefined : machine.loaded?.stored.lastError?.code
    if (code !== undefined) reasons[code] = (reasons[code] ?? 0) + 1
  }
  return {
    name: group.name,
    machines: own.length,
    threshold: own[0]?.machine.product.terms.policy.threshold ?? 0,
    everLicensed: waits.length,
    licensedAtEnd: own.filter(({ machine }) => machine.licenceState === 1).length,
    waitHours:
      shortest === undefined
        ? null
        : { shortest, middle: waits[waits.length >> 1] ?? shortest, longest: waits.at(-1) ?? shortest },
    firstLapseDay: lapses.length === 0 ? null : (Math.min(...lapses) - startMs) / dayMs,
    cmids: new Set(histories.flatMap(({ cmids }) => [...cmids])).size,
    reasons,
  }
}

function waitHours(history: MachineHistory | undefined, arrivedMs: number): number | undefined {
  return history?.firstLicensedMs === undefined ? undefined : (history.firstLicensedMs - arrivedMs) / hourMs
}
