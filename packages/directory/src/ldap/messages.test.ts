import { codeOf } from '@muster/core/errors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BerReader, element, headOf, integer, tags, text } from './ber.ts'
import { encodeFilter, filterCharactersMax, filterValue } from './filter.ts'
import { MessageFrames, messageBytesMax } from './message-frames.ts'
import { decodeMessage, responseTags } from './messages.ts'

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const thrownBy = (call: () => unknown) => {
  try {
    call()
    return undefined
  } catch (error) {
    return codeOf(error)
  }
}

describe('elements', () => {
  it.each([0, 1, 127, 128, 255, 256, 65_535, 65_536, 0x7fff_ffff])('hold the number %i', (value) => {
    expect(new BerReader(integer(value)).integer()).toBe(value)
  })

  it.each([0, 127, 128, 255, 256, 70_000])('hold %i bytes', (length) => {
    const bytes = element(tags.octets, new Uint8Array(length).fill(7))
    expect(new BerReader(bytes).content(tags.octets)).toHaveLength(length)
    expect(headOf(bytes, 0)?.contentBytes).toBe(length)
  })

  it('R10 end where the message ends, whatever their lengths say', () => {
    for (const bytes of [
      '',
      '04',
      '0402aa',
      '0481',
      '04820001',
      '0480',
      '0485010101010101',
      '020500000000ff',
      '0201ff',
    ])
      expect(
        thrownBy(() => new BerReader(Buffer.from(bytes, 'hex')).integer()),
        bytes,
      ).toBe('directory-answer-malformed')
  })
})

describe('filters', () => {
  it.each([
    ['(cn=a)', 'a3070402636e040161'],
    ['(cn=*)', '8702636e'],
    ['(&(a=1)(!(b=2)))', 'a012a306040161040131a208a306040162040132'],
    ['(|)', 'a100'],
    ['(cn=a*b*c)', 'a40f0402636e3009800161810162820163'],
    ['(cn=*b*)', 'a4090402636e3003810162'],
    ['(n>=5)', 'a50604016e040135'],
    ['(n<=5)', 'a60604016e040135'],
    ['(cn=\\2a\\28)', 'a3080402636e04022a28'],
    ['(a:1.2:=3)', 'a90b8103312e328201618301' + '33'],
  ])('%s is encoded by RFC 4511', (filter, bytes) => {
    expect(hexOf(encodeFilter(filter))).toBe(bytes)
  })

  it.each([
    '',
    'cn=a',
    '(cn=a',
    '(cn=a))',
    '(cn)',
    '(=a)',
    '(&(a=1)',
    '(a=\\2)',
    '(a~=b)',
    '(a=**)',
    '()',
    '(!)',
  ])('R10 %s is none', (filter) => {
    expect(thrownBy(() => encodeFilter(filter))).toBe('usage')
  })

  it('R10 are bounded in length and depth', () => {
    const nested = (depth: number) => `${'(!'.repeat(depth)}(a=1)${')'.repeat(depth)}`
    expect(thrownBy(() => encodeFilter(nested(16)))).toBeUndefined()
    expect(thrownBy(() => encodeFilter(nested(17)))).toBe('usage')
    const long = (length: number) => `(a=${'x'.repeat(length - 4)})`
    expect(thrownBy(() => encodeFilter(long(filterCharactersMax)))).toBeUndefined()
    expect(thrownBy(() => encodeFilter(long(filterCharactersMax + 1)))).toBe('usage')
  })

  it('R10 whatever a value is, it stays one value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (value) => {
        const expected = element(0xa3, text('cn'), text(value))
        expect(hexOf(encodeFilter(`(cn=${filterValue(value)})`))).toBe(hexOf(expected))
      }),
      { numRuns: 300 },
    )
  })
})

describe('messages', () => {
  const done = element(responseTags.search, integer(0, tags.enumerated), text(''), text('said'))
  const wire = element(tags.sequence, integer(5), done)
  const list = element(tags.sequence, text('Cn'), element(tags.set, text('a'), text('b')))
  const entry = element(tags.sequence, integer(5), element(0x64, text('cn=a'), element(tags.sequence, list)))

  it('are cut out of a stream that is split anywhere', () => {
    const stream = Buffer.concat([entry, wire, entry])
    for (let place = 0; place <= stream.length; place++) {
      const frames = new MessageFrames()
      const messages = [...frames.push(stream.subarray(0, place)), ...frames.push(stream.subarray(place))]
      expect(messages.map((content) => decodeMessage(content).kind)).toEqual(['entry', 'result', 'entry'])
      expect(frames.isInsideMessage).toBe(false)
    }
  })

  it('are cut out of a stream that comes byte by byte', () => {
    const frames = new MessageFrames()
    const messages = [...entry, ...wire].flatMap((byte) => [...frames.push(Uint8Array.of(byte))])
    expect(messages).toHaveLength(2)
  })

  it('hold entries with their values, names in lower case', () => {
    const read = decodeMessage(new BerReader(entry).content(tags.sequence))
    expect(read.kind === 'entry' && [read.entry.dn, [...read.entry.values.keys()]]).toEqual(['cn=a', ['cn']])
    expect(read.kind === 'entry' && read.entry.values.get('cn')?.map(hexOf)).toEqual(['61', '62'])
  })

  it('R10 are refused by their length before they have come', () => {
    const head = (length: number) =>
      Buffer.from([0x30, 0x83, length >> 16, (length >> 8) & 255, length & 255])
    expect(thrownBy(() => new MessageFrames().push(head(messageBytesMax)))).toBeUndefined()
    expect(thrownBy(() => new MessageFrames().push(head(messageBytesMax + 1)))).toBe(
      'directory-answer-too-large',
    )
    expect(thrownBy(() => new MessageFrames().push(Buffer.from('GET /')))).toBe('directory-answer-malformed')
  })

  it('R10 whatever their content is, it is read or refused with a code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(60), (bytes, place) => {
        const spoilt = Buffer.from(entry.subarray(2))
        spoilt[place % spoilt.length] = bytes[0] ?? 0
        for (const content of [bytes, spoilt])
          expect([undefined, 'directory-answer-malformed', 'directory-answer-too-large']).toContain(
            thrownBy(() => decodeMessage(content)),
          )
      }),
      { numRuns: 500 },
    )
  })
})
