/** What a seed stands for: everything about its world is drawn here, at once, from the seed alone. */
import type { ActivationPolicy } from '@muster/core/documents'
import type { DatabaseConditions } from '../database/conditions.ts'
import type { DiskConditions } from '../disk/simulated-disk.ts'
import type { StoreConditions } from '../disk/simulated-store.ts'
import type { NetworkConditions } from '../network/conditions.ts'
import { SeededRandom } from '../time/seeded-random.ts'
import { type MakPlan, makPlanOf } from './mak-plan.ts'

/** A world and the weather in it. */
export interface SeedPlan {
  readonly threshold: number
  readonly policy: Partial<Omit<ActivationPolicy, 'family' | 'threshold'>>
  readonly machines: number
  readonly hosts: number
  /** Whether the hosts count together. */
  readonly sharedCount: boolean
  /** The share of machines that are told a host; the others ask DNS. */
  readonly pinnedShare: number
  readonly days: number
  /** How far apart faults are, at most. */
  readonly faultHoursMax: number
  readonly network: NetworkConditions
  readonly store: StoreConditions
  /** Of the database that the hosts share, where they do. */
  readonly database: DatabaseConditions
  readonly disk: DiskConditions
  readonly mak: MakPlan
}

/** The plan of a seed. */
export function planOf(seed: number): SeedPlan {
  const random = new SeededRandom(`plan ${seed}`)
  const threshold = random.between(2, 6)
  return {
    threshold,
    policy: {
      churn: random.chance(0.25) ? 'once' : 'each-cmid',
      onDuplicate: random.chance(0.5) ? 'rearm' : 'report',
    },
    machines: threshold + random.between(-1, 6),
    ...hostsOf(random),
    pinnedShare: random.pick([0, 0.5, 1]),
    days: random.between(34, 70),
    faultHoursMax: random.between(6, 72),
    network: networkOf(random),
    store: {
      commitMsMin: 0,
      commitMsMax: random.pick([1, 20, 400]),
      failureChance: random.pick([0, 0.01, 0.1]),
    },
    mak: makPlanOf(seed),
    database: databaseOf(new SeededRandom(`plan ${seed} database`)),
    disk: {
      writeMsMax: random.pick([1, 20, 200]),
      failureChance: random.pick([0, 0, 0.01]),
      tearChance: random.pick([0, 0, 0.2]),
    },
  }
}

/** A count that is shared is shared by several. */
function hostsOf(random: SeededRandom): Pick<SeedPlan, 'hosts' | 'sharedCount'> {
  const hosts = random.between(1, 3)
  const sharedCount = random.chance(0.5)
  return { hosts: sharedCount ? Math.max(2, hosts) : hosts, sharedCount }
}

function networkOf(random: SeededRandom): NetworkConditions {
  return {
    delayMsMin: 0,
    delayMsMax: random.pick([1, 50, 2_000]),
    lossChance: random.pick([0, 0.01, 0.1]),
    flipChance: random.pick([0, 0.01, 0.1]),
    splitChance: random.pick([0, 0.3]),
    duplicateChance: random.pick([0, 0.05, 0.3]),
  }
}

function databaseOf(random: SeededRandom): DatabaseConditions {
  return {
    statementMsMax: random.pick([1, 20, 400, 2_000]),
    commitMsMax: random.pick([1, 20, 400, 2_000]),
    serializationFailureChance: random.pick([0, 0.02, 0.2]),
    lossChance: random.pick([0, 0.01, 0.05]),
    stallChance: random.pick([0, 0.01, 0.05]),
    diskFullChance: random.pick([0, 0.01, 0.1]),
  }
}
