/**
 * A machine of a world: hardware, disk and clock that stay, and agents that come and go. Its agent is the client's own
 * engine with timers, as the real one is behind its sockets.
 */
import {
  authorityPoster,
  type Client,
  type ClientFolder,
  type ClientPorts,
  createClient,
  directFolder,
} from '@muster/client/engine'
import { AppError } from '@muster/core/errors'
import type { LoadedProduct } from '@muster/core/licensing'
import { assessProduct, type ClientState, effectiveNowMs, type LicenceState } from '@muster/core/licensing'
import type { HardwareFact, Resolver, Timers } from '@muster/core/ports'
import { type DiskConditions, SimulatedDisk, soundDisk } from '../disk/simulated-disk.ts'
import { Life, timersOf } from '../time/life.ts'
import { MachineClock } from '../time/machine-clock.ts'
import type { LabProduct } from './vendor.ts'
import type { WorldParts } from './world-parts.ts'

const eventFile = 'events.jsonl'
const longTimerMsMin = 3_600_000
const unkept: ReadonlySet<string> = new Set([eventFile])

/** How a machine is made. */
export interface MachineSetup {
  readonly name: string
  readonly address: string
  readonly virtual: boolean
  readonly product: LabProduct
  /** The disk of an image; an empty one unless given. */
  readonly disk?: SimulatedDisk
  /** Whether it sleeps through looks at its state at which nothing is due, which saves much in large worlds. */
  readonly sleeps?: boolean
}

/** What is heard of a machine. */
export interface MachineObserver {
  /** Its kept state is another. */
  changed(machine: SimulatedMachine): void
  /** It wrote these lines into its event log. */
  wroteEvents(machine: SimulatedMachine, lines: Uint8Array): void
}

/** What a machine shares with its world, and the DNS that it asks. */
export interface MachineParts extends WorldParts {
  readonly resolver: Resolver
}

/** One machine. */
export class SimulatedMachine {
  readonly name: string
  readonly address: string
  readonly product: LabProduct
  readonly clock: MachineClock
  readonly #virtual: boolean
  readonly #sleeps: boolean
  readonly #hardware: readonly HardwareFact[]
  readonly #world: MachineParts
  readonly #observer: MachineObserver
  #disk: SimulatedDisk
  #life: Life | undefined
  #client: Client | undefined
  #folder: ClientFolder | undefined
  #lives = 0
  /** The licence state that a lease gave when it was looked at last, and how long that holds while the agent knows nothing else. */
  #assessed:
    | {
        readonly of: ClientState
        readonly fromMs: number
        readonly untilMs: number
        readonly licenceState: LicenceState
      }
    | undefined
  /** Whether it was taken out of service for good. */
  hasLeft = false
  /** Steps whose event may be missing: of agents that ended, and of a disk that took nothing. */
  stepsLost = 0

  constructor(setup: MachineSetup, world: MachineParts, observer: MachineObserver) {
    this.name = setup.name
    this.address = setup.address
    this.product = setup.product
    this.#virtual = setup.virtual
    this.#sleeps = setup.sleeps ?? false
    this.#world = world
    this.#observer = observer
    this.clock = new MachineClock(world.time)
    this.#disk = setup.disk ?? new SimulatedDisk()
    this.#hardware = [
      { name: 'system', value: setup.name },
      { name: 'board', value: `board of ${setup.name}` },
    ]
  }

  get isRunning(): boolean {
    return this.#life !== undefined
  }

  /** What the agent knows; undefined where none runs or nothing is installed. */
  get state(): ClientState | undefined {
    return this.#client?.recall()
  }

  get cmid(): string | undefined {
    return this.state?.cmid
  }

  /** The installed product as the agent knows it. */
  get loaded(): LoadedProduct | undefined {
    return this.state?.products.get(this.product.terms.productId)
  }

  /** The licence state by the machine's own clock; 0 where there is none. */
  get licenceState(): LicenceState {
    const { state } = this
    if (state === undefined) return 0
    const nowMs = effectiveNowMs(state, this.clock.nowMs())
    const known = this.#assessed
    if (known?.of === state && known.fromMs <= nowMs && nowMs < known.untilMs) return known.licenceState
    const { loaded } = this
    if (loaded === undefined) return 0
    const { state: licenceState, untilMs = Number.POSITIVE_INFINITY } = assessProduct(loaded, nowMs)
    if (loaded.lease !== undefined) this.#assessed = { of: state, fromMs: nowMs, untilMs, licenceState }
    return licenceState
  }

  set diskConditions(conditions: DiskConditions) {
    this.#disk.conditions = conditions
  }

  /** Starts the agent; does nothing where it runs. */
  async start(): Promise<void> {
    if (this.#life !== undefined) return
    const life = new Life()
    this.#life = life
    this.#lives += 1
    const ports = this.#ports(life)
    const client = createClient({ background: true, sendsMachineName: true }, ports)
    this.#client = client
    this.#folder = directFolder(client, ports, true)
    await client.start()
  }

  /** Installs the product with its setup key; `host` pins one. */
  async install(host?: string): Promise<void> {
    const folder = this.#opened
    const { licence, setupKey } = this.product
    await folder.installLicence(licence, this.#world.vendor.roots)
    await folder.installKey(setupKey)
    if (host !== undefined) await folder.setHost(host)
  }

  /** Installs the product with a multiple activation key; without an authority it is activated by digits. */
  async installMak(productKey: string, authority?: string): Promise<void> {
    const folder = this.#opened
    await folder.installLicence(this.product.licence, this.#world.vendor.roots)
    await folder.setAuthority(authority)
    await folder.installKey(productKey)
  }

  /** What a person at the machine can do. */
  get folder(): ClientFolder | undefined {
    return this.#folder
  }

  /** Installs another key of the same product, which another number tells apart from the last. */
  async changeKey(number: number): Promise<void> {
    const { productId } = this.product.terms
    const keyDigest = new Uint8Array(32).fill(number)
    const key = { kind: 'setup', partialProductKey: 'NEWER' } as const
    await this.#client?.dispatch({ kind: 'key-installed', productId, key, keyDigest })
  }

  /** Shuts the agent down as at a normal stop. */
  async stop(): Promise<void> {
    const client = this.#client
    const life = this.#life
    this.stepsLost += 1
    this.#forget()
    await client?.close()
    life?.end()
  }

  /** Ends the agent in the middle of whatever it does. */
  crash(): void {
    if (this.#life === undefined) return
    this.stepsLost += 1
    const life = this.#life
    this.#forget()
    life.end()
  }

  /** The disk as an image has it. */
  imageOfDisk(): SimulatedDisk {
    return this.#disk.copy()
  }

  /** Gives the machine the content of an image; its agent must not run. */
  reimage(image: SimulatedDisk): void {
    this.#disk = image.copy()
  }

  get #opened(): ClientFolder {
    if (this.#folder === undefined) throw new AppError('unexpected', `${this.name} is off.`)
    return this.#folder
  }

  #forget(): void {
    this.#life = undefined
    this.#client = undefined
    this.#folder = undefined
  }

  #ports(life: Life): ClientPorts {
    const { time, random, cryptography, network, web, log, resolver } = this.#world
    const refuse = () => Promise.reject(new AppError('not-available'))
    const own = random.fork(`machine ${this.name} ${this.#lives}`)
    return {
      files: this.#disk.filesFor(life, {
        time,
        random: own.fork('disk'),
        unkept,
        onWrite: (name, content) => this.#written(name, content),
        onFailure: () => {
          this.stepsLost += 1
        },
      }),
      clock: this.clock,
      timers: this.#sleeps ? this.#sleepingTimers(life) : timersOf(time, life, this.name),
      random: own,
      cryptography,
      dialer: network.dialerOf(this.name, this.address, life),
      poster: { post: refuse },
      authorities: authorityPoster(web.carrierOf({ name: this.name, address: this.address, life })),
      resolver,
      machine: {
        name: () => this.name,
        isVirtual: () => this.#virtual,
        hardwareFacts: () => this.#hardware,
      },
      log,
    }
  }

  /** Long timers fire when something is due, as on a computer that is off at night. */
  #sleepingTimers(life: Life): Timers {
    const timers = timersOf(this.#world.time, life, this.name)
    const after: Timers['after'] = (delayMs, callback) => {
      if (delayMs < longTimerMsMin) return timers.after(delayMs, callback)
      let cancel = timers.after(delayMs, () => {
        const idleMs = this.#idleMs()
        if (idleMs > 0) cancel = after(Math.max(idleMs, longTimerMsMin), callback)
        else callback()
      })
      return () => cancel()
    }
    return { after }
  }

  /** How long nothing is due by what the agent knows: no attempt, and no end of the licence state. */
  #idleMs(): number {
    const { state, loaded } = this
    if (state === undefined || loaded === undefined) return 0
    const nowMs = this.clock.nowMs()
    const { untilMs } = assessProduct(loaded, effectiveNowMs(state, nowMs))
    return Math.min(loaded.stored.nextAttemptMs ?? nowMs, untilMs ?? Number.POSITIVE_INFINITY) - nowMs
  }

  #written(name: string, content: Uint8Array): void {
    if (name !== eventFile) {
      this.#observer.changed(this)
      return
    }
    this.#observer.wroteEvents(this, content)
  }
}

/** A disk that waits and fails a little. */
export const usualDisk: DiskConditions = { ...soundDisk, writeMsMax: 20 }
