/**
 * The network of a world: names, doors that listen, connections that are delayed, cut, lost, doubled and changed, as
 * the conditions of the moment have it. Bytes of one direction stay in order, as TCP promises.
 */
import { AppError } from '@muster/core/errors'
import type { Connection, Dialer, Endpoint, Listener } from '@muster/core/ports'
import type { Life } from '../time/life.ts'
import type { SeededRandom } from '../time/seeded-random.ts'
import type { Trace } from '../time/trace.ts'
import type { VirtualTime } from '../time/virtual-time.ts'
import { calmNetwork, carried, delayOf, type NetworkConditions } from './conditions.ts'
import { SimulatedConnection, type Wire } from './simulated-connection.ts'

/** How much later something may arrive once more. */
const repeatedAfterMsMax = 60_000

/** What listens to the network. */
export interface NetworkObserver {
  /** A peer asks for a connection. */
  dialled(from: string, endpoint: Endpoint): void
  /** A host hands bytes to the network; `askedAt` is when the first bytes came that they answer. */
  hostSent(host: string, bytes: Uint8Array, askedAt: number | undefined): void
}

/** What a network is made of. */
export interface NetworkParts {
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly trace: Trace
  readonly observer: NetworkObserver
}

interface Door {
  readonly port: number
  readonly life: Life
  readonly onConnection: (connection: Connection) => void
}

/** The network. */
export class SimulatedNetwork implements Wire {
  readonly #parts: NetworkParts
  readonly #doors = new Map<string, Door>()
  readonly #known = new Set<string>()
  readonly #cut = new Set<string>()
  conditions: NetworkConditions = calmNetwork

  constructor(parts: NetworkParts) {
    this.#parts = parts
  }

  /** The listener of a host; its door closes with the life. */
  listenerOf(host: string, life: Life): Listener {
    this.#known.add(host)
    return {
      listen: async ({ address, port }, onConnection) => {
        if (this.#doors.has(host)) throw new AppError('port-in-use')
        const door = { port, life, onConnection }
        this.#doors.set(host, door)
        const close = () => {
          if (this.#doors.get(host) === door) this.#doors.delete(host)
        }
        life.atEnd(close)
        return { address, port, close: async () => close() }
      },
    }
  }

  /** The dialer of a machine; its connections break with the life. */
  dialerOf(machine: string, address: string, life: Life): Dialer {
    return {
      dial: (endpoint, timeoutMs) =>
        new Promise((resolve, reject) =>
          this.#dial({ machine, address, life, endpoint, timeoutMs, resolve, reject }),
        ),
    }
  }

  /** Cuts a computer off; connections that are open carry nothing any more. */
  cut(name: string): void {
    this.#cut.add(name)
  }

  /** Connects a computer again. */
  mend(name: string): void {
    this.#cut.delete(name)
  }

  isCut(name: string): boolean {
    return this.#cut.has(name)
  }

  mendAll(): void {
    this.#cut.clear()
  }

  carry(from: SimulatedConnection, what: Uint8Array | 'end' | 'reset'): void {
    const { trace, observer, random } = this.#parts
    const { host } = from
    if (typeof what !== 'string') {
      trace.bytes(what)
      if (host !== undefined) observer.hostSent(host, what, from.askedAt)
      from.askedAt = undefined
    }
    const isAnswer = host !== undefined && typeof what !== 'string'
    const isLost =
      random.chance(this.conditions.lossChance) ||
      (host !== undefined && this.#cut.has(host)) ||
      (isAnswer && this.conditions.onAnswer?.() === true)
    if (isLost) from.isStalled = true
    if (from.isStalled) return
    for (const piece of this.#pieces(what)) this.#deliver(from, piece)
  }

  #pieces(what: Uint8Array | 'end' | 'reset'): readonly (Uint8Array | 'end' | 'reset')[] {
    const { random } = this.#parts
    if (typeof what === 'string') return [what]
    const bytes = carried(what, this.conditions, random)
    if (bytes.length < 2 || !random.chance(this.conditions.splitChance)) return [bytes]
    const at = random.between(1, bytes.length - 1)
    return [bytes.subarray(0, at), bytes.subarray(at)]
  }

  #deliver(from: SimulatedConnection, piece: Uint8Array | 'end' | 'reset'): void {
    const { time, random } = this.#parts
    const { peer } = from
    if (peer === undefined || peer.isDestroyed) return
    const arrivalMs = Math.max(from.nextArrivalMs, time.nowMs() + delayOf(this.conditions, random))
    from.nextArrivalMs = arrivalMs
    const label = typeof piece === 'string' ? piece : 'arrives'
    time.after(arrivalMs - time.nowMs(), label, () => {
      peer.askedAt ??= time.events
      peer.receive(piece)
    })
  }

  #dial(call: Call): void {
    const { time, random, observer } = this.#parts
    const { machine, endpoint, timeoutMs, life } = call
    observer.dialled(machine, endpoint)
    const isUnreachable =
      this.#cut.has(machine) || this.#cut.has(endpoint.name) || random.chance(this.conditions.lossChance)
    const delayMs = isUnreachable ? timeoutMs : Math.min(delayOf(this.conditions, random), timeoutMs)
    time.after(delayMs, `dial ${machine} ${endpoint.name}`, () => {
      if (life.isOver) return
      if (isUnreachable) call.reject(new AppError('connection-timeout'))
      else this.#connect(call)
    })
  }

  #connect(call: Call): void {
    const { random, time } = this.#parts
    const { endpoint, address, life } = call
    const door = this.#doors.get(endpoint.name)
    if (door === undefined || door.port !== endpoint.port || door.life.isOver) {
      const isKnown = this.#known.has(endpoint.name)
      call.reject(new AppError(isKnown ? 'connection-refused' : 'host-name-unknown'))
      return
    }
    const near = new SimulatedConnection(endpoint.name, this)
    this.#pair(near, door, endpoint.name, address)
    near.onGone = life.atEnd(() => near.reset())
    if (random.chance(this.conditions.duplicateChance)) {
      near.keepsCopy = true
      const delayMs = random.between(1, repeatedAfterMsMax)
      time.after(delayMs, 'repeated', () => this.#repeat(near, endpoint.name, address))
    }
    call.resolve(near)
  }

  /** The far end of a connection, at the host. */
  #pair(near: SimulatedConnection, door: Door, host: string, address: string): void {
    const far = new SimulatedConnection(address, this, host)
    near.peer = far
    far.peer = near
    far.onGone = door.life.atEnd(() => far.reset())
    door.onConnection(far)
  }

  /** Everything that an earlier connection sent arrives once more; nobody reads the answers. */
  #repeat(earlier: SimulatedConnection, host: string, address: string): void {
    const door = this.#doors.get(host)
    if (door === undefined || door.life.isOver) return
    const ghost = new SimulatedConnection(host, this)
    this.#pair(ghost, door, host, address)
    for (const bytes of earlier.copies) this.#deliver(ghost, bytes)
    this.#deliver(ghost, 'end')
  }
}

interface Call {
  readonly machine: string
  readonly address: string
  readonly life: Life
  readonly endpoint: Endpoint
  readonly timeoutMs: number
  readonly resolve: (connection: Connection) => void
  readonly reject: (error: unknown) => void
}
