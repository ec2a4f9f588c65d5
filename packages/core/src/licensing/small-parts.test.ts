import { expect, test } from 'vitest'
import { testCryptography } from '../documents/cryptography.fixtures.ts'
import { channelOrder } from './channels.ts'
import { hardwareFingerprint } from './hardware.ts'
import { formatHostAddress, parseHostAddress } from './host-address.ts'
import { spreadInterval, spreadIntervalMax } from './intervals.ts'
import { utf8Bytes } from './utf8.ts'

test('R4.1 channels are tried in the order directory, host, MAK, where licence and key allow them', () => {
  const all = ['mak', 'host', 'directory'] as const
  const of = (
    keyKind: 'setup' | 'mak',
    isDomainMember: boolean,
    licenceChannels: readonly ('mak' | 'host' | 'directory')[] = all,
  ) => channelOrder({ licenceChannels, keyKind, isDomainMember })
  expect(of('setup', true)).toEqual(['directory', 'host'])
  expect(of('setup', false)).toEqual(['host'])
  expect(of('mak', true)).toEqual(['mak'])
  expect(of('setup', true, ['mak'])).toEqual([])
  expect(of('mak', true, ['host'])).toEqual([])
})

test('R4.3 an interval is spread by at most 10 % to either side', () => {
  expect(spreadInterval(120, 0)).toBe(108 * 60_000)
  expect(spreadInterval(120, 0.5)).toBe(120 * 60_000)
  expect(spreadInterval(120, 1)).toBe(132 * 60_000)
  expect(spreadIntervalMax(120)).toBe(132 * 60_000)
})

test.each([
  ['host.test', 'host.test:1688'],
  ['host.test:80', 'host.test:80'],
  [' 10.0.0.1:1 ', '10.0.0.1:1'],
  ['[::1]:65535', '[::1]:65535'],
  ['::1', '[::1]:1688'],
  ['http://host.test:1780/', 'http://host.test:1780'],
  ['HTTPS://host.test/base', 'HTTPS://host.test/base'],
])('the host address %s is read as %s', (text, formatted) => {
  expect(formatHostAddress(parseHostAddress(text))).toBe(formatted)
  expect(formatHostAddress(parseHostAddress(formatted))).toBe(formatted)
})

test.each(['', 'a b', 'host:0', 'host:65536', 'host:', 'ftp://x', 'http://', 'http://a b', 'x'.repeat(301)])(
  'the text %j is no host address',
  (text) => {
    expect(() => parseHostAddress(text)).toThrow(expect.objectContaining({ code: 'host-address-invalid' }))
  },
)

test('a fingerprint depends on the facts and the application, not on their order', () => {
  const facts = [
    { name: 'a', value: '1' },
    { name: 'b', value: '2' },
  ]
  const of = (list: typeof facts, application: string) =>
    hardwareFingerprint(list, application, testCryptography)
  expect(of(facts, 'x')).toEqual(of([...facts].reverse(), 'x'))
  expect(of(facts, 'x')).not.toEqual(of(facts, 'y'))
  expect(of([], 'x')).toBeUndefined()
})

test('UTF-8 is written as everywhere', () => {
  for (const text of ['', 'aß€😀', '\ud800'])
    expect(utf8Bytes(text)).toEqual(new Uint8Array(Buffer.from(text)))
})
