import { describe, expect, it } from 'vitest'
import { publishedAddresses } from './published-addresses.ts'

const machine = ['192.0.2.1', '2001:db8::1', '198.51.100.1']

describe('addresses that are published', () => {
  it.each([
    ['every IPv4 address', '0.0.0.0', ['192.0.2.1', '198.51.100.1']],
    ['every address', '::', machine],
    ['one address', '192.0.2.1', ['192.0.2.1']],
    ['one IPv6 address', '::1', ['::1']],
    ['a name', 'localhost', machine],
  ])('R5.1 of a host that listens on %s', (_title, listening, expected) => {
    expect(publishedAddresses({ configured: undefined, listening, machine })).toEqual(expected)
  })

  it('R5.1 are the configured ones where there are any', () => {
    expect(publishedAddresses({ configured: ['203.0.113.7'], listening: '0.0.0.0', machine })).toEqual([
      '203.0.113.7',
    ])
  })
})
