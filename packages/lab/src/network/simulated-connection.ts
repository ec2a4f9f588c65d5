/** One end of a simulated connection: bytes wait here until they are read, as in a socket. */
import { AppError } from '@muster/core/errors'
import type { Connection } from '@muster/core/ports'

/** Carries what an end sends to its peer. */
export interface Wire {
  carry(from: SimulatedConnection, what: Uint8Array | 'end' | 'reset'): void
}

interface Reader {
  readonly resolve: (bytes: Uint8Array | undefined) => void
  readonly reject: (error: unknown) => void
}

/** One end. */
export class SimulatedConnection implements Connection {
  readonly remoteAddress: string
  /** The host that holds this end: what it sends are answers. Undefined for a machine's end. */
  readonly host: string | undefined
  readonly #wire: Wire
  readonly #arrived: Uint8Array[] = []
  #reader: Reader | undefined
  #isEnded = false
  #isBroken = false
  #isDestroyed = false
  #hasEnded = false
  peer: SimulatedConnection | undefined
  /** Nothing that follows overtakes what was sent before. */
  nextArrivalMs = 0
  /** Whether something was lost: then nothing after it arrives, as TCP has it. */
  isStalled = false
  /** When the first bytes arrived that were not answered yet, in events of the world. */
  askedAt: number | undefined
  /** What was sent, where it is to be sent once more. */
  readonly copies: Uint8Array[] = []
  keepsCopy = false
  /** Called once when this end is given up. */
  onGone: () => void = () => {}

  constructor(remoteAddress: string, wire: Wire, host?: string) {
    this.remoteAddress = remoteAddress
    this.host = host
    this.#wire = wire
  }

  get isDestroyed(): boolean {
    return this.#isDestroyed
  }

  async read(): Promise<Uint8Array | undefined> {
    if (this.#isDestroyed) throw new AppError('connection-closed')
    const next = this.#arrived.shift()
    if (next !== undefined) return next
    if (this.#isBroken) throw new AppError('connection-closed')
    if (this.#isEnded) return undefined
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject }
    })
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#isDestroyed || this.#isBroken || this.#hasEnded) throw new AppError('connection-closed')
    if (this.keepsCopy) this.copies.push(bytes)
    this.#wire.carry(this, bytes)
  }

  end(): void {
    if (this.#isDestroyed || this.#hasEnded) return
    this.#hasEnded = true
    this.#wire.carry(this, 'end')
  }

  destroy(): void {
    this.#leave(this.#hasEnded ? undefined : 'end')
  }

  /** The process is gone: the peer's writes and reads fail. */
  reset(): void {
    this.#leave('reset')
  }

  /** What the wire brings. */
  receive(what: Uint8Array | 'end' | 'reset'): void {
    if (this.#isDestroyed) return
    if (what === 'end') this.#isEnded = true
    else if (what === 'reset') this.#isBroken = true
    else this.#arrived.push(what)
    this.#wake()
  }

  #leave(farewell: 'end' | 'reset' | undefined): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    this.onGone()
    if (farewell !== undefined) this.#wire.carry(this, farewell)
    this.#reader?.reject(new AppError('connection-closed'))
    this.#reader = undefined
  }

  #wake(): void {
    const reader = this.#reader
    if (reader === undefined) return
    const next = this.#arrived.shift()
    if (next === undefined && !this.#isBroken && !this.#isEnded) return
    this.#reader = undefined
    if (next === undefined && this.#isBroken) reader.reject(new AppError('connection-closed'))
    else reader.resolve(next)
  }
}
