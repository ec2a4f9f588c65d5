/** The world of a seed: its vendor, hosts and machines, and the checkers that watch it. */
import type { ProductTerms } from '@muster/core/documents'
import type { Cryptography } from '@muster/core/ports'
import { AuthorityChecker } from '../checks/authority-checker.ts'
import { EventChecker } from '../checks/event-checker.ts'
import { HostLedgers } from '../checks/host-ledger.ts'
import { LicenceChecker } from '../checks/licence-checker.ts'
import { SeededRandom } from '../time/seeded-random.ts'
import type { SimulatedMachine } from '../world/simulated-machine.ts'
import type { LabMak, LabProduct } from '../world/vendor.ts'
import { World } from '../world/world.ts'
import { MakPeople } from './mak-people.ts'
import type { SeedPlan } from './seed-plan.ts'

const arrivalMsMax = 3 * 86_400_000

/** A world with what its seed needs to go on. */
export interface SeedWorld {
  readonly world: World
  readonly plan: SeedPlan
  readonly random: SeededRandom
  readonly product: LabProduct
  readonly ledgers: HostLedgers
  /** The multiple activation key of this world, and who installs it. */
  readonly mak: LabMak
  readonly people: MakPeople
}

/** Makes the world; its hosts start and its machines arrive as time passes. */
export async function createSeedWorld(
  seed: number,
  plan: SeedPlan,
  cryptography: Cryptography,
): Promise<SeedWorld> {
  const products: ProductTerms[] = []
  let ledgers: HostLedgers | undefined
  const world = await World.create({
    seed: `seed ${seed}`,
    cryptography,
    checkers: (made) => {
      const machines = () => made.machines.values()
      ledgers = new HostLedgers(
        () => made.hosts.values(),
        () => products,
        { readsAnswers: true, nowAt: () => made.parts.time.events },
      )
      const { vendor, cryptography: verifier } = made.parts
      return [
        ledgers,
        new LicenceChecker(ledgers, machines, () => made.nowMs),
        new EventChecker(),
        new AuthorityChecker(vendor.data, verifier),
      ]
    },
  })
  if (ledgers === undefined) throw new Error('The checkers were not made.')
  const { threshold, policy } = plan
  const product = await world.parts.vendor.product({ name: 'Writer', family: 'custom', threshold, policy })
  products.push(product.terms)
  const random = new SeededRandom(`chaos ${seed}`)
  const mak = await world.parts.vendor.mak(product, plan.mak.activationsMax)
  const parts = { world, plan, random, product, ledgers, mak }
  const seeded: SeedWorld = { ...parts, people: new MakPeople(parts, new SeededRandom(`people ${seed}`)) }
  world.authority.conditions = plan.mak.store
  await addHosts(seeded)
  for (let number = 1; number <= plan.machines; number++) arrive(seeded)
  seeded.people.begin()
  return seeded
}

/** A machine that comes some day soon and is told one of the hosts, or finds them by DNS. */
export function arrive({ world, plan, random, product }: SeedWorld): SimulatedMachine {
  const name = `machine-${world.machines.size + 1}`
  const machine = world.addMachine({ name, virtual: random.chance(0.3), product })
  machine.diskConditions = plan.disk
  const host = random.chance(plan.pinnedShare) ? random.pick([...world.hosts.keys()]) : undefined
  world.at(random.between(0, arrivalMsMax), `arrives ${name}`, () => setUp(machine, host))
  return machine
}

/** Starts a machine and installs the product where it is missing; a disk that takes nothing is tried later. */
export async function setUp(machine: SimulatedMachine, host?: string): Promise<void> {
  try {
    await machine.start()
    if (machine.loaded?.stored.key === undefined) await machine.install(host)
  } catch {
    // Its disk failed; the settling at the end sets it up.
  }
}

async function addHosts({ world, plan, product }: SeedWorld): Promise<void> {
  const shared = plan.sharedCount ? world.addDatabase('shared') : undefined
  for (let number = 1; number <= plan.hosts; number++) {
    const host = await world.addHost(`host-${number}.lab`, [product], shared, plan.mak.hosts)
    host.conditions = plan.store
  }
  if (shared !== undefined) shared.conditions = plan.database
  world.parts.network.conditions = plan.network
}
