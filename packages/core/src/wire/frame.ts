/**
 * Frames: a 2-byte big-endian length, then so many bytes. The parser owns no socket; it is fed whatever arrived
 * and checks the limit before it keeps anything.
 */
import { AppError, assert } from '../errors/index.ts'

export const framePrefixBytes = 2

/** A packet with its length before it. */
export function encodeFrame(packet: Uint8Array): Uint8Array {
  assert(packet.length > 0 && packet.length <= 0xffff, 'a packet has 1 to 65535 bytes')
  const frame = new Uint8Array(framePrefixBytes + packet.length)
  frame[0] = packet.length >> 8
  frame[1] = packet.length & 0xff
  frame.set(packet, framePrefixBytes)
  return frame
}

/** Cuts a stream of bytes into packets of at most `packetBytesMax` bytes. */
export class FrameParser {
  readonly #packetBytesMax: number
  #pending: Uint8Array = new Uint8Array(0)

  constructor(packetBytesMax: number) {
    this.#packetBytesMax = packetBytesMax
  }

  /** Takes bytes that arrived; they are kept until {@link next} took their packets out. */
  push(bytes: Uint8Array): void {
    if (this.#pending.length === 0) {
      this.#pending = bytes
      return
    }
    const joined = new Uint8Array(this.#pending.length + bytes.length)
    joined.set(this.#pending, 0)
    joined.set(bytes, this.#pending.length)
    this.#pending = joined
  }

  /**
   * The next whole packet, or undefined while it is incomplete.
   * Throws `frame-too-long` and `frame-empty` as soon as the length is known.
   */
  next(): Uint8Array | undefined {
    const [high, low] = this.#pending
    if (high === undefined || low === undefined) return undefined
    const length = (high << 8) | low
    if (length === 0) throw new AppError('frame-empty')
    if (length > this.#packetBytesMax) {
      throw new AppError('frame-too-long', `${length} of at most ${this.#packetBytesMax} bytes.`)
    }
    const end = framePrefixBytes + length
    if (this.#pending.length < end) return undefined
    const packet = this.#pending.slice(framePrefixBytes, end)
    this.#pending = this.#pending.subarray(end)
    return packet
  }

  /** Whether the stream may end here. */
  get isBetweenPackets(): boolean {
    return this.#pending.length === 0
  }
}
