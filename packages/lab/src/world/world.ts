/** A world: a vendor, hosts and machines in virtual time, watched by checkers, all drawn from one seed. */
import { createVerificationMemory } from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import type { Cryptography } from '@muster/core/ports'
import { SimulatedAuthority } from '../authority/simulated-authority.ts'
import type { Checker } from '../checks/checker.ts'
import { labCryptography } from '../cryptography/confirmations.ts'
import { SimulatedDatabase } from '../database/simulated-database.ts'
import { SimulatedNetwork } from '../network/simulated-network.ts'
import { simulatedResolver } from '../network/simulated-resolver.ts'
import { SimulatedWeb } from '../network/simulated-web.ts'
import { SeededRandom } from '../time/seeded-random.ts'
import { Trace } from '../time/trace.ts'
import { VirtualTime } from '../time/virtual-time.ts'
import { silentLog } from './silent-log.ts'
import { type ActivationWay, type HostSetup, SimulatedHost } from './simulated-host.ts'
import { type MachineSetup, SimulatedMachine } from './simulated-machine.ts'
import { createVendor, type LabProduct } from './vendor.ts'
import type { WorldParts } from './world-parts.ts'

/** Monday, 4 January 2027, 08:00 UTC: when every world begins. */
export const worldStartMs = 1_799_049_600_000
export const hostPort = 1_688
const restartMs = 60_000
const templateAddress = '192.0.2.99'

/** How a world is made. */
export interface WorldOptions {
  readonly seed: string
  readonly cryptography: Cryptography
  readonly checkers: (world: World) => readonly Checker[]
  /** How many events each host keeps: a large world is slower with every one that it holds. */
  readonly eventsMax?: number
}

/** The world. */
export class World {
  readonly parts: WorldParts
  /** The vendor's service, which machines with a multiple activation key ask. */
  readonly authority: SimulatedAuthority
  readonly hosts = new Map<string, SimulatedHost>()
  readonly machines = new Map<string, SimulatedMachine>()
  readonly #changed = new Set<SimulatedMachine>()
  readonly #eventsMax: number | undefined
  #checkers: readonly Checker[] = []
  #failure: unknown
  #isDnsUp = true

  private constructor(parts: WorldParts, eventsMax: number | undefined) {
    this.parts = parts
    this.#eventsMax = eventsMax
    const { time, random, vendor, web } = parts
    this.authority = new SimulatedAuthority({
      time,
      random: random.fork('authority'),
      vendor,
      onAnswer: (exchange) => this.#tell((checker) => checker.authorityAnswered?.(exchange)),
    })
    this.authority.start()
    web.server = this.authority
  }

  /** Makes a world with a vendor and nothing else. */
  static async create({ seed, checkers, eventsMax, ...options }: WorldOptions): Promise<World> {
    const able = await labCryptography(options.cryptography)
    const cryptography = { ...able, memory: createVerificationMemory() }
    const random = new SeededRandom(seed)
    const trace = new Trace()
    const time = new VirtualTime(worldStartMs, trace)
    const observer = {
      dialled: (from: string, endpoint: { readonly name: string; readonly port: number }) => {
        const machine = world.machines.get(from)
        if (machine !== undefined) world.#tell((checker) => checker.dialled?.(machine, endpoint))
      },
      hostSent: (name: string, bytes: Uint8Array, askedAt: number | undefined) => {
        const host = world.hosts.get(name)
        if (host !== undefined) world.#tell((checker) => checker.hostSent?.(host, bytes, askedAt))
      },
    }
    const network = new SimulatedNetwork({ time, trace, random: random.fork('network'), observer })
    const web = new SimulatedWeb({ time, random: random.fork('web'), network })
    const vendor = await createVendor({ clock: time, random: random.fork('vendor'), cryptography })
    const parts = { time, trace, random, cryptography, network, web, vendor, log: silentLog }
    const world: World = new World(parts, eventsMax)
    world.#checkers = checkers(world)
    return world
  }

  get nowMs(): number {
    return this.parts.time.nowMs()
  }

  /** A host that is activated, and starts as soon as time passes. */
  async addHost(
    name: string,
    products: readonly LabProduct[],
    shared?: SimulatedDatabase,
    way: ActivationWay = 'online',
  ): Promise<SimulatedHost> {
    const setup: HostSetup = {
      name,
      port: hostPort,
      ...(shared === undefined ? {} : { shared }),
      ...(this.#eventsMax === undefined ? {} : { eventsMax: this.#eventsMax }),
    }
    const host = new SimulatedHost(setup, this.parts)
    this.hosts.set(name, host)
    await host.activate(products, way)
    this.startHost(host, 0)
    return host
  }

  /** A database that hosts may share. */
  addDatabase(name: string): SimulatedDatabase {
    const { time, random } = this.parts
    return new SimulatedDatabase({ time, random: random.fork(`database ${name}`) })
  }

  /** A machine for making an image: it is on no list, and its requests are nobody's. */
  addTemplate(name: string, product: LabProduct): SimulatedMachine {
    const nothing = () => undefined
    const setup = { name, product, virtual: true, address: templateAddress }
    return new SimulatedMachine(setup, this.#machineParts, { changed: nothing, wroteEvents: nothing })
  }

  /** Whether DNS answers. */
  setDns(isUp: boolean): void {
    this.#isDnsUp = isUp
  }

  /** Starts a host later; one whose disk takes nothing is started again until it runs, as a service manager does. */
  startHost(host: SimulatedHost, delayMs: number): void {
    this.at(delayMs, `start ${host.name}`, async () => {
      try {
        await host.start()
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        host.crash()
        this.startHost(host, restartMs)
      }
    })
  }

  /** A machine that is off. */
  addMachine(setup: Omit<MachineSetup, 'address'>): SimulatedMachine {
    const number = this.machines.size + 1
    const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`
    const machine = new SimulatedMachine({ ...setup, address }, this.#machineParts, {
      changed: (which) => this.#changed.add(which),
      wroteEvents: (which, content) => {
        this.parts.trace.bytes(content)
        if (this.#checkers.every(({ wroteEvents }) => wroteEvents === undefined)) return
        const lines = new TextDecoder().decode(content).split('\n')
        const events = lines.filter((line) => line !== '')
        this.#tell((checker) => checker.wroteEvents?.(which, events))
      },
    })
    this.machines.set(setup.name, machine)
    return machine
  }

  /** Lets something happen later. What it rejects with ends the run. */
  at(delayMs: number, label: string, work: () => unknown): void {
    this.parts.time.after(delayMs, label, () => {
      void (async () => work())().catch((error: unknown) => this.fail(error))
    })
  }

  /** Ends the run with an error. */
  fail(error: unknown): void {
    this.#failure ??= error
  }

  /** Runs for a while. Rejects with the first {@link fail}. */
  async run(durationMs: number): Promise<void> {
    await this.parts.time.runUntil(this.nowMs + durationMs, () => this.#afterEvent())
  }

  /** Asks the checkers what can only be judged at the end. */
  finish(): void {
    for (const checker of this.#checkers) checker.atEnd?.()
    if (this.#failure !== undefined) throw this.#failure
  }

  get #machineParts() {
    const records = () =>
      [...this.hosts.values()].map(({ name, port }) => ({ priority: 0, weight: 1, port, target: name }))
    return { ...this.parts, resolver: simulatedResolver(records, () => this.#isDnsUp) }
  }

  /** What a checker throws here would end in the code that it watches, which handles errors of its peers. */
  #tell(tell: (checker: Checker) => void): void {
    try {
      for (const checker of this.#checkers) tell(checker)
    } catch (error) {
      this.fail(error)
    }
  }

  #afterEvent(): void {
    if (this.#failure !== undefined) throw this.#failure
    for (const machine of this.#changed)
      for (const checker of this.#checkers) checker.machineChanged?.(machine)
    this.#changed.clear()
    for (const checker of this.#checkers) checker.afterEvent?.()
  }
}
