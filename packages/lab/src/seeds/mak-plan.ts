/** What a seed says of machines with a multiple activation key, of hosts by telephone, and of the vendor's authority. */
import { type StoreConditions, soundStore } from '../disk/simulated-store.ts'
import { SeededRandom } from '../time/seeded-random.ts'
import type { ActivationWay } from '../world/simulated-host.ts'

/** The part of a plan that the authority has to do with. */
export interface MakPlan {
  /** Machines with the key; 0 where the seed has none. */
  readonly machines: number
  /** What the key is issued with: too little for some worlds. */
  readonly activationsMax: number
  readonly hosts: ActivationWay
  /** Of the authority. */
  readonly store: StoreConditions
  readonly faultHoursMax: number
}

/** A world that the authority has nothing to do with after the first minute. */
export const noMak: MakPlan = {
  machines: 0,
  activationsMax: 1,
  hosts: 'online',
  store: soundStore,
  faultHoursMax: 24,
}

/** The part of a seed's plan; half of all worlds have such machines. */
export function makPlanOf(seed: number): MakPlan {
  const random = new SeededRandom(`plan ${seed} authority`)
  const hosts = random.chance(0.3) ? 'telephone' : 'online'
  if (random.chance(0.5)) return { ...noMak, hosts }
  const machines = random.between(1, 6)
  return {
    machines,
    activationsMax: Math.max(1, machines + random.between(-3, 2)),
    hosts,
    store: {
      commitMsMin: 0,
      commitMsMax: random.pick([1, 20, 2_000]),
      failureChance: random.pick([0, 0.05, 0.3]),
    },
    faultHoursMax: random.between(6, 72),
  }
}
