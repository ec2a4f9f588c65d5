import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError, codeOf } from '../errors/index.ts'
import { decodeDomainName, domainsUpwards, encodeDomainName, normaliseDomainName } from './domain-name.ts'

const label = fc.stringMatching(/^[a-z0-9_]([a-z0-9_-]{0,20}[a-z0-9_])?$/)
const name = fc.array(label, { minLength: 1, maxLength: 8 }).map((labels) => labels.join('.'))

describe('domain names', () => {
  it('come back as they were encoded', () => {
    fc.assert(
      fc.property(name, (text) => {
        const bytes = encodeDomainName(text)
        expect(decodeDomainName(bytes, 0)).toEqual({ name: text, end: bytes.length })
      }),
    )
  })

  it('lose their case and their last dot', () => {
    expect(normaliseDomainName('Host.Corp.TEST.')).toBe('host.corp.test')
  })

  it.each([
    'a..b',
    '-a.test',
    'a-.test',
    'a b.test',
    `${'x'.repeat(64)}.test`,
    Array(60).fill('abcde').join('.'),
  ])('refuse %s', (text) => {
    expect(codeThrownBy(() => normaliseDomainName(text))).toBe('dns-name-invalid')
  })

  it('list the domains above them, the nearest first', () => {
    expect(domainsUpwards('a.corp.test')).toEqual(['a.corp.test', 'corp.test', 'test'])
  })

  it.each([
    ['a pointer to itself', [0xc0, 0x00]],
    ['a pointer forwards', [0xc0, 0x02, 0x00]],
    ['two pointers in a circle', [0xc0, 0x02, 0xc0, 0x00]],
    ['a label that ends early', [0x05, 0x61]],
    ['a reserved label type', [0x80, 0x00]],
    ['no end', [0x01, 0x61]],
  ])('are refused with %s', (_, bytes) => {
    expect(codeThrownBy(() => decodeDomainName(Uint8Array.from(bytes), 0))).toBe('dns-message-malformed')
  })

  it('may not grow beyond 255 bytes through pointers', () => {
    const long = encodeDomainName(Array(4).fill('x'.repeat(60)).join('.'))
    const message = Uint8Array.from([...long, 60, ...Array(60).fill(0x79), 0xc0, 0x00])
    expect(codeThrownBy(() => decodeDomainName(message, long.length))).toBe('dns-message-malformed')
  })

  it('escape bytes that would change their meaning', () => {
    expect(decodeDomainName(Uint8Array.of(3, 0x61, 0x2e, 0x00, 0), 0).name).toBe('a\\046\\000')
  })
})

function codeThrownBy(work: () => unknown): string | undefined {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    return codeOf(error)
  }
  return undefined
}
