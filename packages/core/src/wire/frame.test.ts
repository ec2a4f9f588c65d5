import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes } from '../bytes/index.ts'
import { codeThrownBy, hex } from '../documents/chain.fixtures.ts'
import { encodeFrame, FrameParser } from './frame.ts'
import { requestBytesMax } from './limits.ts'

/** All packets that are whole by now. */
function drain(parser: FrameParser): Uint8Array[] {
  const packets: Uint8Array[] = []
  for (let packet = parser.next(); packet !== undefined; packet = parser.next()) packets.push(packet)
  return packets
}

describe('frames', () => {
  it('have a big-endian length of 2 bytes', () => {
    expect(encodeFrame(hex('aabbcc'))).toEqual(hex('0003aabbcc'))
    expect(encodeFrame(new Uint8Array(0x102)).subarray(0, 2)).toEqual(hex('0102'))
  })

  it('hold 1 to 65535 bytes', () => {
    expect(encodeFrame(new Uint8Array(0xffff))).toHaveLength(0x1_0001)
    expect(() => encodeFrame(new Uint8Array(0))).toThrow('broken invariant')
    expect(() => encodeFrame(new Uint8Array(0x1_0000))).toThrow('broken invariant')
  })
})

describe('the parser', () => {
  const packets = [hex('01'), new Uint8Array(300).fill(2), hex('030303')]
  const stream = concatBytes(...packets.map(encodeFrame))

  it('finds the same packets wherever the stream is split in two', () => {
    for (let split = 0; split <= stream.length; split++) {
      const parser = new FrameParser(requestBytesMax)
      parser.push(stream.subarray(0, split))
      const first = drain(parser)
      parser.push(stream.subarray(split))
      expect([...first, ...drain(parser)], `split at ${split}`).toEqual(packets)
      expect(parser.isBetweenPackets).toBe(true)
    }
  })

  it('finds them byte by byte, and knows where the stream may end', () => {
    const parser = new FrameParser(requestBytesMax)
    const ends: number[] = []
    const found: Uint8Array[] = []
    for (const [index, byte] of stream.entries()) {
      parser.push(Uint8Array.of(byte))
      found.push(...drain(parser))
      if (parser.isBetweenPackets) ends.push(index + 1)
    }
    expect(found).toEqual(packets)
    expect(ends).toEqual([3, 305, 310])
  })

  it('may end before the first byte', () => {
    expect(new FrameParser(1).isBetweenPackets).toBe(true)
    expect(new FrameParser(1).next()).toBeUndefined()
  })

  it('takes the longest packet and refuses one byte more as soon as the length is known', () => {
    const longest = new FrameParser(requestBytesMax)
    longest.push(encodeFrame(new Uint8Array(requestBytesMax)))
    expect(longest.next()).toHaveLength(requestBytesMax)
    const parser = new FrameParser(requestBytesMax)
    parser.push(hex('04'))
    expect(parser.next()).toBeUndefined()
    parser.push(hex('01'))
    expect(codeThrownBy(() => parser.next())).toBe('frame-too-long')
  })

  it('refuses an empty frame', () => {
    const parser = new FrameParser(requestBytesMax)
    parser.push(hex('0000'))
    expect(codeThrownBy(() => parser.next())).toBe('frame-empty')
    expect(parser.isBetweenPackets).toBe(false)
  })

  it('gives the packets before a frame that breaks its limit, then its code for ever', () => {
    const parser = new FrameParser(requestBytesMax)
    parser.push(concatBytes(encodeFrame(hex('07')), hex('ffff'), encodeFrame(hex('08'))))
    expect(parser.next()).toEqual(hex('07'))
    for (let turn = 0; turn < 3; turn++) {
      expect(codeThrownBy(() => parser.next())).toBe('frame-too-long')
      parser.push(encodeFrame(hex('09')))
    }
  })

  it('gives copies that nobody else writes to', () => {
    const parser = new FrameParser(requestBytesMax)
    const arrived = concatBytes(encodeFrame(hex('0a0b')), encodeFrame(hex('0c0d')))
    parser.push(arrived)
    arrived.fill(0xff)
    const first = parser.next()
    expect(first).toEqual(hex('0a0b'))
    first?.fill(0xee)
    expect(parser.next()).toEqual(hex('0c0d'))
  })

  it('agrees with cutting the whole stream at once', () => {
    const packetBytesMax = 40
    const frame = fc.oneof(
      { weight: 20, arbitrary: fc.uint8Array({ minLength: 1, maxLength: packetBytesMax }).map(encodeFrame) },
      { weight: 1, arbitrary: fc.constantFrom(hex('0000'), encodeFrame(new Uint8Array(packetBytesMax + 1))) },
    )
    const input = fc.tuple(
      fc.array(frame, { maxLength: 30 }),
      fc.array(fc.nat(90), { maxLength: 60 }),
      fc.nat(50),
    )
    fc.assert(
      fc.property(input, ([frames, chunkLengths, cutOff]) => {
        const whole = concatBytes(...frames)
        const bytes = whole.subarray(0, Math.max(0, whole.length - cutOff))
        expect(parseInChunks(bytes, chunkLengths, packetBytesMax)).toEqual(
          parseNaively(bytes, packetBytesMax),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('copies each byte a bounded number of times, even where nobody takes packets out', () => {
    const parser = new FrameParser(requestBytesMax)
    const chunk = encodeFrame(hex('aabbccdd'))
    const copied = countCopiedBytes(() => {
      for (let turn = 0; turn < 20_000; turn++) for (const byte of chunk) parser.push(Uint8Array.of(byte))
    })
    expect(copied).toBeLessThan(4 * 20_000 * chunk.length)
    expect(drain(parser)).toHaveLength(20_000)
  })

  it('copies little where packets are taken out of one large push', () => {
    const parser = new FrameParser(requestBytesMax)
    const stream = concatBytes(...Array.from({ length: 10_000 }, () => encodeFrame(hex('aabbccdd'))))
    expect(countCopiedBytes(() => parser.push(stream))).toBeLessThanOrEqual(stream.length)
    expect(countCopiedBytes(() => expect(drain(parser)).toHaveLength(10_000))).toBe(0)
  })
})

interface Outcome {
  readonly packets: readonly Uint8Array[]
  readonly code: unknown
  readonly isBetweenPackets: boolean
}

function parseInChunks(bytes: Uint8Array, lengths: readonly number[], packetBytesMax: number): Outcome {
  const parser = new FrameParser(packetBytesMax)
  const packets: Uint8Array[] = []
  let position = 0
  for (const length of [...lengths, bytes.length]) {
    parser.push(bytes.subarray(position, position + length))
    position = Math.min(bytes.length, position + length)
    const code = codeThrownBy(() => {
      for (let packet = parser.next(); packet !== undefined; packet = parser.next()) packets.push(packet)
    })
    if (code !== undefined) return { packets, code, isBetweenPackets: parser.isBetweenPackets }
  }
  return { packets, code: undefined, isBetweenPackets: parser.isBetweenPackets }
}

function parseNaively(bytes: Uint8Array, packetBytesMax: number): Outcome {
  const packets: Uint8Array[] = []
  let rest = [...bytes]
  while (rest.length >= 2) {
    const length = (rest[0] ?? 0) * 256 + (rest[1] ?? 0)
    if (length === 0) return { packets, code: 'frame-empty', isBetweenPackets: false }
    if (length > packetBytesMax) return { packets, code: 'frame-too-long', isBetweenPackets: false }
    if (rest.length < 2 + length) break
    packets.push(Uint8Array.from(rest.slice(2, 2 + length)))
    rest = rest.slice(2 + length)
  }
  return { packets, code: undefined, isBetweenPackets: rest.length === 0 }
}

/** Counts what typed arrays copy while `work` runs. */
function countCopiedBytes(work: () => void): number {
  const { set } = Uint8Array.prototype
  let copied = 0
  Uint8Array.prototype.set = function (this: Uint8Array, source: ArrayLike<number>, offset?: number) {
    copied += source.length
    set.call(this, source, offset)
  }
  try {
    work()
    return copied
  } finally {
    Uint8Array.prototype.set = set
  }
}
