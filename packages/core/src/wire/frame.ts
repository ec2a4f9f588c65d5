/**
 * Frames: a 2-byte big-endian length, then so many bytes. The parser owns no socket; it is fed whatever arrived,
 * copies each byte once, and keeps nothing of a frame that breaks its limit.
 */
import { shortArray } from '../bytes/index.ts'
import { AppError, assert, type ErrorCode } from '../errors/index.ts'

export const framePrefixBytes = 2

const noBytes = new Uint8Array(0)

/** A packet with its length before it. */
export function encodeFrame(packet: Uint8Array): Uint8Array {
  assert(packet.length > 0 && packet.length <= 0xffff, 'a packet has 1 to 65535 bytes')
  const frame = shortArray(framePrefixBytes + packet.length)
  frame[0] = packet.length >> 8
  frame[1] = packet.length & 0xff
  frame.set(packet, framePrefixBytes)
  return frame
}

/**
 * Cuts a stream of bytes into packets of at most `packetBytesMax` bytes. Who calls {@link FrameParser.next} until
 * it gives undefined after each push never makes the parser hold more than that push and one frame.
 */
export class FrameParser {
  readonly #packetBytesMax: number
  /** Empty between packets: who sends nothing costs nothing. */
  #buffer: Uint8Array = noBytes
  #start = 0
  #end = 0

  constructor(packetBytesMax: number) {
    this.#packetBytesMax = packetBytesMax
  }

  /** Takes a copy of bytes that arrived. After a frame that broke its limit nothing is kept any more. */
  push(bytes: Uint8Array): void {
    if (this.#broken() !== undefined) return
    this.#makeRoom(bytes.length)
    this.#buffer.set(bytes, this.#end)
    this.#end += bytes.length
    if (this.#broken() !== undefined) this.#keepPrefixOnly()
  }

  /**
   * The next whole packet, or undefined while it is incomplete.
   * Throws `frame-too-long` and `frame-empty` as soon as the length is known, and ever after.
   */
  next(): Uint8Array | undefined {
    const length = this.#frameLength()
    if (length === undefined) return undefined
    const broken = this.#broken()
    if (broken !== undefined) throw new AppError(broken, `${length} of 1 to ${this.#packetBytesMax} bytes.`)
    const packetStart = this.#start + framePrefixBytes
    if (this.#end < packetStart + length) return undefined
    this.#start = packetStart + length
    if (!this.isBetweenPackets) return this.#buffer.slice(packetStart, this.#start)
    const packet = this.#buffer.subarray(packetStart, this.#start)
    this.#forget()
    return packet
  }

  /** Whether the stream may end here. */
  get isBetweenPackets(): boolean {
    return this.#start === this.#end
  }

  /** The length that the frame at the start states, once its prefix is here. */
  #frameLength(): number | undefined {
    if (this.#end - this.#start < framePrefixBytes) return undefined
    return ((this.#buffer[this.#start] ?? 0) << 8) | (this.#buffer[this.#start + 1] ?? 0)
  }

  #broken(): ErrorCode | undefined {
    const length = this.#frameLength()
    if (length === 0) return 'frame-empty'
    return length !== undefined && length > this.#packetBytesMax ? 'frame-too-long' : undefined
  }

  #keepPrefixOnly(): void {
    this.#buffer = this.#buffer.slice(this.#start, this.#start + framePrefixBytes)
    this.#start = 0
    this.#end = framePrefixBytes
  }

  /** The buffer is the last packet's from now on. */
  #forget(): void {
    this.#buffer = noBytes
    this.#start = 0
    this.#end = 0
  }

  /** Moves what is left to the front, into a larger buffer where it would not fit. */
  #makeRoom(bytes: number): void {
    if (this.#end + bytes <= this.#buffer.length) return
    const kept = this.#buffer.subarray(this.#start, this.#end)
    const needed = kept.length + bytes
    const grows = needed > this.#buffer.length / 2
    const target = grows ? shortArray(this.#roomFor(needed)) : this.#buffer
    target.set(kept)
    this.#buffer = target
    this.#start = 0
    this.#end = kept.length
  }

  /** What arrives in one piece gets as much as it needs, what goes on at least the longest frame. */
  #roomFor(needed: number): number {
    if (this.#buffer.length === 0) return needed
    return Math.max(needed, 2 * this.#buffer.length, framePrefixBytes + this.#packetBytesMax)
  }
}
