/** The world of a scenario: what stands in the file, as hosts and machines that live. */
import type { PolicyChanges } from '@muster/core/issuing'
import type { Cryptography } from '@muster/core/ports'
import type { Checker } from '../checks/checker.ts'
import type { SimulatedDatabase } from '../database/simulated-database.ts'
import type { SimulatedDisk } from '../disk/simulated-disk.ts'
import { SeededRandom } from '../time/seeded-random.ts'
import type { LabProduct } from '../world/vendor.ts'
import { World } from '../world/world.ts'
import { scheduleInterventions } from './interventions.ts'
import { type Member, type ScenarioWorld, switchOn } from './members.ts'
import {
  machinesOf,
  type Scenario,
  type ScenarioGroup,
  type ScenarioHost,
  type ScenarioProduct,
  smallMachinesMax,
} from './scenario-shape.ts'

/** What nobody looks at again only makes a large world slower. */
const eventsOfLargeMax = 20_000
const minutesPerDay = 1_440
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const secondsPerDay = 86_400
const partsPerMillion = 1_000_000

/** Makes the world; everything in the file is scheduled. */
export async function createScenarioWorld(
  scenario: Scenario,
  cryptography: Cryptography,
  checkers: (world: World) => readonly Checker[],
): Promise<ScenarioWorld> {
  const seed = `scenario ${scenario.name} ${scenario.seed}`
  const isLarge = machinesOf(scenario) > smallMachinesMax
  const world = await World.create({
    seed,
    cryptography,
    checkers,
    ...(isLarge ? { eventsMax: eventsOfLargeMax } : {}),
  })
  const products = new Map<string, LabProduct>()
  for (const item of scenario.products) products.set(item.name, await addProduct(world, item))
  await addHosts(world, scenario, [...products.values()])
  const random = new SeededRandom(`people ${seed}`)
  const members = scenario.groups.flatMap((group) => addGroup(world, scenario, group, products, random))
  const made = { world, scenario, startMs: world.nowMs, products, members, random }
  for (const member of members) scheduleMember(made, member)
  scheduleInterventions(made)
  return made
}

function addProduct(world: World, item: ScenarioProduct): Promise<LabProduct> {
  const days = (field: 'validityMinutes' | 'renewalMinutes' | 'initialGraceMinutes', value?: number) =>
    value === undefined ? {} : { [field]: value * minutesPerDay }
  const policy: PolicyChanges = {
    ...days('validityMinutes', item.validity_days),
    ...days('renewalMinutes', item.renewal_days),
    ...days('initialGraceMinutes', item.grace_days),
    ...(item.retry_minutes === undefined ? {} : { retryMinutes: item.retry_minutes }),
    ...(item.rearm_limit === undefined ? {} : { rearmLimit: item.rearm_limit }),
    ...(item.on_duplicate === undefined ? {} : { onDuplicate: item.on_duplicate }),
    ...(item.churn === undefined ? {} : { churn: item.churn }),
  }
  const threshold = item.threshold === undefined ? {} : { threshold: item.threshold }
  return world.parts.vendor.product({
    name: item.name,
    applicationName: 'Example',
    family: item.family,
    policy,
    ...threshold,
  })
}

async function addHosts(world: World, scenario: Scenario, products: readonly LabProduct[]): Promise<void> {
  const shared = new Map<string, SimulatedDatabase>()
  for (const item of scenario.hosts) {
    const word = item.shares_count
    if (word !== undefined && !shared.has(word)) shared.set(word, world.addDatabase(word))
    const host = await world.addHost(item.name, products, word === undefined ? undefined : shared.get(word))
    host.clock.jump(item.clock_offset_minutes * minuteMs)
    scheduleOutages(world, item)
  }
  for (const { from_day, to_day } of scenario.dns_outages) {
    world.at(from_day * dayMs, 'DNS is gone', () => world.setDns(false))
    world.at(to_day * dayMs, 'DNS is back', () => world.setDns(true))
  }
}

function scheduleOutages(world: World, item: ScenarioHost): void {
  const host = world.hosts.get(item.name)
  if (host === undefined) return
  for (const { from_day, to_day } of item.outages) {
    world.at(from_day * dayMs, `outage of ${item.name}`, () => host.crash())
    world.startHost(host, to_day * dayMs)
  }
}

function addGroup(
  world: World,
  scenario: Scenario,
  group: ScenarioGroup,
  products: ReadonlyMap<string, LabProduct>,
  random: SeededRandom,
): readonly Member[] {
  const [first] = scenario.products
  const isLarge = machinesOf(scenario) > smallMachinesMax
  const product = products.get(group.product ?? first?.name ?? '')
  if (product === undefined) throw new Error('A scenario has a product.')
  const fromMs = group.arrive_from_day * dayMs
  const spanMs = Math.max(0, (group.arrive_to_day ?? group.arrive_from_day) * dayMs - fromMs)
  return Array.from({ length: group.machines }, (_, index) => {
    const name = `${group.name}-${index + 1}`
    const machine = world.addMachine({ name, virtual: group.virtual, product, sleeps: isLarge })
    machine.clock.jump(group.clock_offset_minutes * minuteMs)
    machine.clock.drift((group.clock_drift_seconds_per_day / secondsPerDay) * partsPerMillion)
    const arrivesMs = fromMs + Math.floor(spanMs * random.unit()) + random.between(1, hourMs)
    const host = group.hosts?.[index % group.hosts.length]
    return { machine, group, arrivesMs, host }
  })
}

function scheduleMember(made: ScenarioWorld, member: Member): void {
  const { world } = made
  const { machine, group, arrivesMs } = member
  world.at(arrivesMs, `arrives ${machine.name}`, async () => {
    if (group.image !== undefined) machine.reimage(await imageOf(made, member))
    await switchOn(member)
    if (group.refresh_hours !== undefined) refreshAgain(made, member)
  })
  if (group.leave_day !== undefined)
    world.at(group.leave_day * dayMs, `leaves ${machine.name}`, () => machine.stop())
}

const images = new WeakMap<World, Map<string, Promise<SimulatedDisk>>>()

/** The image of a group: made once, on a machine that nobody counts. */
function imageOf({ world }: ScenarioWorld, { machine, group, host }: Member): Promise<SimulatedDisk> {
  const made = images.get(world) ?? new Map<string, Promise<SimulatedDisk>>()
  images.set(world, made)
  const key = `${group.name} ${host}`
  const image = made.get(key) ?? makeImage(world, machine.product, group, host)
  made.set(key, image)
  return image
}

async function makeImage(
  world: World,
  product: LabProduct,
  group: ScenarioGroup,
  host: string | undefined,
): Promise<SimulatedDisk> {
  const template = world.addTemplate(`image-of-${group.name}`, product)
  await template.start()
  await template.install(host)
  await template.folder?.generalize({ skipRearm: group.image === 'skip-rearm' })
  await template.stop()
  return template.imageOfDisk()
}

/** In the night everything on the machine is forgotten, and it wakes from its image. */
function refreshAgain(made: ScenarioWorld, member: Member): void {
  const { world, random } = made
  const { machine, group } = member
  const delayMs = (group.refresh_hours ?? 0) * hourMs + random.between(0, minuteMs)
  world.at(delayMs, `refresh ${machine.name}`, async () => {
    if (!machine.isRunning) return
    await machine.stop()
    machine.reimage(await imageOf(made, member))
    await switchOn(member)
    refreshAgain(made, member)
  })
}
