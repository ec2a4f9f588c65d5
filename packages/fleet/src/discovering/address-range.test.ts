/** Ranges of addresses, and where they end. */
import { describe, expect, test } from 'vitest'
import { addressesIn } from './address-range.ts'

const code = expect.objectContaining({ code: 'fleet-range' })

describe('a range', () => {
  test('leaves out the addresses of the network and of broadcasts, where it has them', () => {
    expect(addressesIn('192.0.2.5/30')).toEqual(['192.0.2.5', '192.0.2.6'])
    expect(addressesIn('192.0.2.4/31')).toEqual(['192.0.2.4', '192.0.2.5'])
    expect(addressesIn('255.255.255.255/32')).toEqual(['255.255.255.255'])
  })

  test('R10 is searched up to 1024 addresses and not beyond', () => {
    const addresses = addressesIn('10.1.2.3/22')
    expect([addresses.length, addresses[0], addresses.at(-1)]).toEqual([1_022, '10.1.0.1', '10.1.3.254'])
    expect(() => addressesIn('10.1.2.3/21')).toThrow(code)
    expect(() => addressesIn('0.0.0.0/0')).toThrow(code)
  })

  test.each(['', '10.0.0.0', '10.0.0/24', '10.0.0.256/24', '10.0.0.0/33', '::1/128', '10.0.0.0/24; id'])(
    '"%s" is none',
    (text) => {
      expect(() => addressesIn(text)).toThrow(code)
    },
  )
})
