/**
 * One connection of the activation protocol: frame in, frame out, one after the other. Everything that a peer can
 * stretch is bounded: silence, the time a request takes to arrive, the time an answer takes to be read, bytes that are
 * kept, requests.
 */
import { codeOf } from '@muster/core/errors'
import type { CancelTimer, Connection, Timers } from '@muster/core/ports'
import { encodeFrame, FrameParser, requestBytesMax } from '@muster/core/wire'
import type { HostLimits } from '../config.ts'
import type { LimitedLog } from '../log/limited-log.ts'
import type { PacketHandler } from '../packet-handler.ts'

/** How long a connection that this side ended first may take to end the other side. */
export const lingerMs = 1_000
/** Bytes that are read and thrown away meanwhile, so that an answer on its way is not lost. */
export const lingerBytesMax = 65_536

/** What every connection of a door shares. */
export interface ConnectionContext {
  readonly handle: PacketHandler
  readonly limits: HostLimits
  readonly timers: Timers
  readonly log: LimitedLog
  /** Hears of each connection that is admitted. */
  readonly onOpened?: () => void
}

/** Serves one connection from its first byte to its end. */
export class ConnectionSession {
  readonly #connection: Connection
  readonly #context: ConnectionContext
  readonly #parser = new FrameParser(requestBytesMax)
  #cancelDeadline: CancelTimer = () => {}
  #droppedFor: string | undefined
  #isHandling = false
  #isStopping = false

  constructor(connection: Connection, context: ConnectionContext) {
    this.#connection = connection
    this.#context = context
  }

  /** Resolves when the connection is over, however it ends. */
  async run(): Promise<void> {
    try {
      await this.#serveRequests()
    } catch (error) {
      this.#report(this.#droppedFor ?? codeOf(error))
    } finally {
      this.#cancelDeadline()
      this.#connection.destroy()
    }
  }

  /** Ends the connection after the request that is being answered, at once where there is none. */
  stop(): void {
    this.#isStopping = true
    if (!this.#isHandling) this.drop('host-stopping')
  }

  /** Drops the connection at once. */
  drop(reason: string): void {
    this.#droppedFor ??= reason
    this.#connection.destroy()
  }

  async #serveRequests(): Promise<void> {
    const { limits } = this.#context
    for (let served = 0; served < limits.requestsPerConnectionMax; served++) {
      const packet = await this.#nextPacket(served === 0)
      if (packet === undefined) return this.#connection.end()
      if (!(await this.#answer(packet))) break
    }
    await this.#linger()
  }

  /** Whether the connection goes on. */
  async #answer(packet: Uint8Array): Promise<boolean> {
    this.#isHandling = true
    const outcome = await this.#context.handle(packet, this.#connection.remoteAddress)
    this.#setDeadline(this.#context.limits.requestMs, 'slow-reader')
    await this.#connection.write(encodeFrame(outcome.packet))
    this.#cancelDeadline()
    this.#isHandling = false
    return outcome.keepOpen && !this.#isStopping
  }

  /** The next packet; undefined when the peer ended its side. */
  async #nextPacket(isFirst: boolean): Promise<Uint8Array | undefined> {
    const parser = this.#parser
    let packet = parser.next()
    if (packet === undefined) this.#awaitBytes(isFirst)
    while (packet === undefined) {
      const bytes = await this.#connection.read()
      if (bytes === undefined) {
        if (!parser.isBetweenPackets) this.#report('frame-truncated')
        break
      }
      const isBeginning = parser.isBetweenPackets
      parser.push(bytes)
      packet = parser.next()
      if (packet === undefined && isBeginning) this.#awaitBytes(isFirst)
    }
    this.#cancelDeadline()
    return packet
  }

  #awaitBytes(isFirst: boolean): void {
    const { idleMs, requestMs } = this.#context.limits
    if (!this.#parser.isBetweenPackets) this.#setDeadline(requestMs, 'slow-request')
    else this.#setDeadline(idleMs, isFirst ? 'silent' : 'idle')
  }

  /** Ends our side and waits a little for the peer, throwing away what it still sends. */
  async #linger(): Promise<void> {
    this.#connection.end()
    this.#setDeadline(lingerMs, 'idle')
    let discardedBytes = 0
    while (discardedBytes < lingerBytesMax) {
      const bytes = await this.#connection.read()
      if (bytes === undefined) return
      discardedBytes += bytes.length
    }
  }

  #setDeadline(delayMs: number, reason: string): void {
    this.#cancelDeadline()
    this.#cancelDeadline = this.#context.timers.after(delayMs, () => this.drop(reason))
  }

  /** A peer that is done, or silent after it was served, is nothing to write about. */
  #report(reason: string): void {
    if (reason === 'idle' || reason === 'host-stopping' || reason === 'connection-closed') return
    this.#context.log.warn('connection-dropped', reason, { address: this.#connection.remoteAddress })
  }
}
