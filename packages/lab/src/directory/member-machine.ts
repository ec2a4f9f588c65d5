/** A machine that may be in a domain: disk, clock and membership stay, agents come and go. */
import { type Client, type ClientPorts, createClient, directFolder } from '@muster/client/engine'
import { AppError } from '@muster/core/errors'
import { assessProduct, effectiveNowMs, type LicenceState, type LoadedProduct } from '@muster/core/licensing'
import { SimulatedDisk } from '../disk/simulated-disk.ts'
import { simulatedResolver } from '../network/simulated-resolver.ts'
import { Life, timersOf } from '../time/life.ts'
import { MachineClock } from '../time/machine-clock.ts'
import type { LabProduct } from '../world/vendor.ts'
import type { WorldParts } from '../world/world-parts.ts'
import type { SimulatedDirectory } from './simulated-directory.ts'

const unkept: ReadonlySet<string> = new Set(['events.jsonl'])

/** How a member is made. */
export interface MemberSetup {
  readonly name: string
  readonly address: string
  readonly product: LabProduct
  readonly directory: SimulatedDirectory
}

/** One machine. */
export class MemberMachine {
  readonly name: string
  readonly clock: MachineClock
  /** The domain that it has joined; its agent sees another one at its next start. */
  domain: string | undefined
  readonly #setup: MemberSetup
  readonly #world: WorldParts
  readonly #disk = new SimulatedDisk()
  #life: Life | undefined
  #client: Client | undefined
  #lives = 0

  constructor(setup: MemberSetup, world: WorldParts) {
    this.name = setup.name
    this.domain = setup.directory.domain
    this.clock = new MachineClock(world.time)
    this.#setup = setup
    this.#world = world
  }

  /** The installed product as the agent knows it; undefined where none runs or it is not installed. */
  get loaded(): LoadedProduct | undefined {
    return this.#client?.recall()?.products.get(this.#setup.product.terms.productId)
  }

  /** The licence state by the machine's own clock; 0 where no agent runs. */
  get licenceState(): LicenceState {
    const state = this.#client?.recall()
    const { loaded } = this
    if (state === undefined || loaded === undefined) return 0
    return assessProduct(loaded, effectiveNowMs(state, this.clock.nowMs())).state
  }

  /** Starts the agent anew. */
  async restart(): Promise<void> {
    this.#life?.end()
    const life = new Life()
    this.#life = life
    this.#lives += 1
    this.#client = createClient({ background: true, sendsMachineName: true }, this.#ports(life))
    await this.#client.start()
  }

  /** Installs the product with its setup key; hosts are found by DNS. */
  async install(): Promise<void> {
    const client = this.#client
    if (client === undefined || this.#life === undefined)
      throw new AppError('unexpected', `${this.name} is off.`)
    const folder = directFolder(client, this.#ports(this.#life), true)
    await folder.installLicence(this.#setup.product.licence, this.#world.vendor.roots)
    await folder.installKey(this.#setup.product.setupKey)
  }

  #ports(life: Life): ClientPorts {
    const { time, random, cryptography, network, log } = this.#world
    const { name, address, directory } = this.#setup
    const own = random.fork(`member ${name} ${this.#lives}`)
    const nothing = () => undefined
    const records = [{ priority: 0, weight: 1, port: 1_688, target: 'host.lab' }]
    return {
      files: this.#disk.filesFor(life, {
        time,
        random: own.fork('disk'),
        unkept,
        onWrite: nothing,
        onFailure: nothing,
      }),
      clock: this.clock,
      timers: timersOf(time, life, name),
      random: own,
      cryptography,
      dialer: network.dialerOf(name, address, life),
      poster: { post: () => Promise.reject(new AppError('not-available')) },
      resolver: simulatedResolver(
        () => records,
        () => true,
      ),
      directory: directory.portOf(name, life),
      machine: {
        name: () => name,
        isVirtual: () => false,
        hardwareFacts: () => [],
        domain: () => (this.domain === undefined ? undefined : { domain: this.domain, source: 'keytab' }),
      },
      log,
    }
  }
}
