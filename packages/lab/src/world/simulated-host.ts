/** An activation host of a world: data and clock that stay, and processes that come and go. */
import { AppError } from '@muster/core/errors'
import { createHost, type Host, HostFolder, type HostPorts, readHostConfig } from '@muster/host'
import { MemoryHostData, openMemoryHostStore } from '@muster/store/memory'
import { openSharedStore } from '../database/shared-store.ts'
import type { SimulatedDatabase } from '../database/simulated-database.ts'
import { SimulatedDisk } from '../disk/simulated-disk.ts'
import {
  type HostData,
  hostDataOf,
  openSimulatedStore,
  type StoreConditions,
  soundStore,
} from '../disk/simulated-store.ts'
import { Life, timersOf } from '../time/life.ts'
import { MachineClock } from '../time/machine-clock.ts'
import type { LabProduct } from './vendor.ts'
import type { WorldParts } from './world-parts.ts'

const listenAddress = '0.0.0.0'
/** Nobody else writes to the store of a simulated host, but for commands of its administrator. */
const refreshMinutes = 60
const msPerMinute = 60_000
/** Long enough for every scenario: no machine leaves the inventory. */
const retentionDays = 3_650

/** How a host comes to its certificate. */
export type ActivationWay = 'online' | 'telephone'

/** How a host is made. */
export interface HostSetup {
  readonly name: string
  readonly port: number
  /** Where it counts together with other hosts (R2.13). */
  readonly shared?: SimulatedDatabase
  /** How many events it keeps; as many as a host keeps unless given. */
  readonly eventsMax?: number
}

/** One host. */
export class SimulatedHost {
  readonly name: string
  readonly port: number
  readonly clock: MachineClock
  data: HostData
  readonly #world: WorldParts
  readonly #privateKey: Uint8Array
  readonly #eventsMax: number | undefined
  #life: Life | undefined
  #host: Host | undefined
  #lives = 0
  conditions: StoreConditions = soundStore

  constructor(setup: HostSetup, world: WorldParts) {
    this.name = setup.name
    this.port = setup.port
    this.#eventsMax = setup.eventsMax
    this.#world = world
    this.clock = new MachineClock(world.time)
    this.data = hostDataOf(new MemoryHostData(), setup.shared)
    this.#privateKey = world.random.fork(`host key ${setup.name}`).bytes(32)
  }

  get isRunning(): boolean {
    return this.#life !== undefined
  }

  /** The running service; undefined where none runs. */
  get service(): Host | undefined {
    return this.#host
  }

  /** Installs and activates the host keys of products, as its administrator does before the first start. */
  async activate(products: readonly LabProduct[], way: ActivationWay): Promise<void> {
    const life = new Life()
    const store = openMemoryHostStore({ data: this.data.own })
    const folder = new HostFolder({
      config: this.#config,
      hostName: this.name,
      files: new SimulatedDisk().plainFiles(),
      ports: this.#ports(life, store),
    })
    for (const { hostKey } of products) await folder.installKey(hostKey)
    if (way === 'online') await folder.activate(this.#world.vendor.connection)
    else await this.#activateByTelephone(folder)
    life.end()
  }

  /** Somebody reads out what each key shows, and types what is read back (R3.2). */
  async #activateByTelephone(folder: HostFolder): Promise<void> {
    const { vendor } = this.#world
    const media = await vendor.media()
    for (const { installationId, partialProductKey } of await folder.installationIds()) {
      const told = await vendor.folder.telephone(installationId)
      if (told.kind === 'refused') throw new AppError(told.code, told.detail)
      await folder.confirm(told.confirmationId, media, partialProductKey)
    }
  }

  /** Starts the service; does nothing where it runs. */
  async start(): Promise<void> {
    if (this.#life !== undefined) return
    const life = new Life()
    this.#life = life
    this.#lives += 1
    const host = createHost(this.#config, this.#ports(life, this.#openStore(life)), {
      refreshIntervalMs: refreshMinutes * msPerMinute,
    })
    this.#host = host
    await host.start()
  }

  /** Moves the host, which must not run, to a count that it shares; its own count stays behind. */
  share(database: SimulatedDatabase): void {
    this.data = hostDataOf(this.data.own, database)
  }

  /** Ends the process in the middle of whatever it does. */
  crash(): void {
    this.#host = undefined
    this.#life?.end()
    this.#life = undefined
  }

  #openStore(life: Life): HostPorts['store'] {
    const { name, data } = this
    const { own, database } = data
    const { time } = this.#world
    const random = this.#world.random.fork(`store ${name} ${this.#lives}`)
    return database === undefined
      ? openSimulatedStore(own, life, { time, random, conditions: () => this.conditions })
      : openSharedStore(database, { name, own, life, random })
  }

  get #config() {
    const config = readHostConfig(`[listen]\naddress = "${listenAddress}"\nport = ${this.port}\n`)
    const { eventsMax } = config.retention
    return { ...config, retention: { days: retentionDays, eventsMax: this.#eventsMax ?? eventsMax } }
  }

  #ports(life: Life, store: HostPorts['store']): HostPorts {
    const { time, random, cryptography, network, log } = this.#world
    return {
      clock: this.clock,
      timers: timersOf(time, life, `host ${this.name}`),
      random: random.fork(`host ${this.name} ${this.#lives}`),
      cryptography,
      hostKey: cryptography.signer(this.#privateKey),
      listener: network.listenerOf(this.name, life),
      store,
      log,
    }
  }
}
