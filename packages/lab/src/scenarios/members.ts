/** A scenario that lives: its world, and its machines with what the file says of them. */
import type { SeededRandom } from '../time/seeded-random.ts'
import type { SimulatedMachine } from '../world/simulated-machine.ts'
import type { LabProduct } from '../world/vendor.ts'
import type { World } from '../world/world.ts'
import type { Scenario, ScenarioGroup } from './scenario-shape.ts'

/** A machine with the group it belongs to. */
export interface Member {
  readonly machine: SimulatedMachine
  readonly group: ScenarioGroup
  /** When it comes, in milliseconds since the start. */
  readonly arrivesMs: number
  /** Pinned host; undefined where DNS tells. */
  host: string | undefined
}

/** A world with what the scenario means by it. */
export interface ScenarioWorld {
  readonly world: World
  readonly scenario: Scenario
  readonly startMs: number
  readonly products: ReadonlyMap<string, LabProduct>
  readonly members: readonly Member[]
  readonly random: SeededRandom
}

/** Starts a machine and installs the product where the image did not bring it. */
export async function switchOn(member: Member): Promise<void> {
  const { machine, host } = member
  await machine.start()
  if (machine.loaded?.stored.key === undefined) await machine.install(host)
}
