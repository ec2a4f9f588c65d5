/** What can befall a seed's world; each is drawn with its strength and its end. */
import { AppError } from '@muster/core/errors'
import { Violation } from '../checks/checker.ts'
import type { SeededRandom } from '../time/seeded-random.ts'
import type { SimulatedMachine } from '../world/simulated-machine.ts'
import { probeBoundary } from './boundary-probe.ts'
import { arrive, type SeedWorld, setUp } from './seed-world.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const machinesMax = 30

type Fault = (seeded: SeedWorld) => void

/** Each with its share among all. */
const faults: readonly (readonly [share: number, fault: Fault])[] = [
  [4, crashHost],
  [4, crashMachine],
  [3, cutOff],
  [2, setMachineClock],
  [2, setHostClock],
  [2, rearm],
  [1, copyMachine],
  [1, leave],
  [1, (seeded) => void (seeded.world.machines.size < machinesMax && arrive(seeded))],
  [3, forgetPinnedHost],
  [1, changeKey],
  [1, activateByHand],
  [1, loseDns],
  [6, probeBoundary],
  [2, stopDatabase],
  [3, rush],
]

/** Lets one thing go wrong, or happen. */
export function strike(seeded: SeedWorld): void {
  const total = faults.reduce((sum, [share]) => sum + share, 0)
  let drawn = seeded.random.between(1, total)
  for (const [share, fault] of faults) {
    drawn -= share
    if (drawn <= 0) {
      fault(seeded)
      return
    }
  }
}

function crashHost({ world, random }: SeedWorld): void {
  const host = random.pick([...world.hosts.values()])
  host.crash()
  world.startHost(host, spell(random))
}

/** The server of a shared count dies, and hosts that fail for it are started again as often as it takes. */
function stopDatabase({ world, random }: SeedWorld): void {
  const { database } = random.pick([...world.hosts.values()]).data
  if (database === undefined) return
  database.stop()
  world.at(spell(random), 'database is back', () => database.start())
}

function crashMachine({ world, random }: SeedWorld): void {
  const machine = anyRunning(world.machines.values(), random)
  if (machine === undefined) return
  machine.crash()
  const host = random.pick([...world.hosts.keys()])
  world.at(spell(random), `restarts ${machine.name}`, () => setUp(machine, host))
}

function cutOff({ world, random }: SeedWorld): void {
  const name = random.pick([...world.hosts.keys(), ...world.machines.keys()])
  world.parts.network.cut(name)
  world.at(spell(random), `mends ${name}`, () => world.parts.network.mend(name))
}

function setMachineClock({ world, random }: SeedWorld): void {
  const machine = anyRunning(world.machines.values(), random)
  if (machine === undefined) return
  const sign = random.chance(0.5) ? 1 : -1
  machine.clock.jump(sign * random.between(1, random.pick([hourMs, 5 * hourMs, 40 * dayMs])))
  machine.clock.drift(random.between(-200, 200))
  world.at(spell(random), `clock ${machine.name}`, () => machine.clock.set())
}

function setHostClock({ world, random }: SeedWorld): void {
  const host = random.pick([...world.hosts.values()])
  const sign = random.chance(0.5) ? 1 : -1
  host.clock.jump(sign * random.between(1, random.pick([hourMs, 5 * hourMs, 2 * dayMs])))
  world.at(spell(random), `clock ${host.name}`, () => host.clock.set())
}

function rearm({ world, random }: SeedWorld): void {
  const machine = anyRunning(world.machines.values(), random)
  if (machine?.folder === undefined || machine.loaded === undefined) return
  const before = machine.cmid
  const done = machine.folder.rearm().then(
    () => {
      if (machine.isRunning && machine.cmid === before)
        throw new Violation('R4.6', `${machine.name} keeps its CMID after a rearm`)
    },
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error
    },
  )
  done.catch((error: unknown) => world.fail(error))
}

/** An image is taken of a machine and wakes up as another, with or without a rearm. */
function copyMachine({ world, plan, random, product }: SeedWorld): void {
  const source = anyRunning(world.machines.values(), random)
  if (source === undefined || world.machines.size >= machinesMax) return
  const name = `copy-${world.machines.size + 1}`
  const copy = world.addMachine({ name, virtual: true, product, disk: source.imageOfDisk() })
  copy.diskConditions = plan.disk
  const host = random.pick([...world.hosts.keys()])
  world.at(random.between(0, dayMs), `wakes ${name}`, () => setUp(copy, host))
}

function leave({ world, random, plan }: SeedWorld): void {
  const running = [...world.machines.values()].filter((machine) => machine.isRunning)
  if (running.length <= plan.threshold) return
  const machine = random.pick(running)
  machine.crash()
  machine.hasLeft = true
}

/** From then on the host that answered last is all it knows. */
function forgetPinnedHost({ world, random }: SeedWorld): void {
  const machine = anyRunning(world.machines.values(), random)
  if (machine?.folder === undefined || machine.loaded?.stored.cachedHost === undefined) return
  machine.folder.clearHost().catch(() => undefined)
  machine.folder.clearHost({ productId: machine.product.terms.productId }).catch(() => undefined)
}

function loseDns({ world, random }: SeedWorld): void {
  world.setDns(false)
  world.at(spell(random), 'DNS is back', () => world.setDns(true))
}

function changeKey({ world, random }: SeedWorld): void {
  const machine = anyRunning(world.machines.values(), random)
  machine?.changeKey(random.between(1, 255)).catch(() => undefined)
}

function activateByHand({ world, random }: SeedWorld): void {
  const machine = anyRunning(world.machines.values(), random)
  machine?.folder?.activate().catch(() => undefined)
}

/** As on a morning after a power cut: every machine asks at the same moment. */
function rush({ world }: SeedWorld): void {
  for (const machine of world.machines.values())
    if (machine.isRunning) machine.folder?.activate().catch(() => undefined)
}

function anyRunning(
  machines: Iterable<SimulatedMachine>,
  random: SeededRandom,
): SimulatedMachine | undefined {
  const running = [...machines].filter((machine) => machine.isRunning)
  return running.length === 0 ? undefined : random.pick(running)
}

/** How long something stays wrong. */
export function spell(random: SeededRandom): number {
  return random.between(1, random.pick([minuteMs, hourMs, dayMs, 5 * dayMs]))
}
