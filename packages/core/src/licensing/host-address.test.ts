import { expect, test } from 'vitest'
import { formatHostAddress, parseHostAddress } from './host-address.ts'

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
