import { codeOf } from '@muster/core/errors'
import { describe, expect, it } from 'vitest'
import { readHostConfig } from '../config.ts'
import { publishDomains, publishedHostName } from './dns-config.ts'

const dnsOf = (lines: string, environment = {}) => readHostConfig(`[dns]\n${lines}\n`, environment).dns

function codeOfReading(lines: string): string {
  try {
    dnsOf(lines)
    return 'success'
  } catch (error) {
    return codeOf(error)
  }
}

describe('the dns section', () => {
  it('R5.1 publishes _muster in the domain of the name of the host where nothing is said', () => {
    const config = dnsOf('')
    expect(config).toMatchObject({ publish: true, serviceLabel: '_muster', ttlSeconds: 3_600 })
    expect(publishDomains(config, 'Host.Corp.Test')).toEqual([
      { domain: 'corp.test', priority: 0, weight: 0 },
    ])
    expect(publishedHostName(config, 'Host.Corp.Test')).toBe('host.corp.test')
  })

  it('R5.1 publishes in each line of the list, and in a domain once', () => {
    const config = dnsOf(
      'priority = 5\npublish_list = ["branch.test, 10, 20", "corp.test, 1, 1", "other.test"]',
    )
    expect(publishDomains(config, 'host.corp.test')).toEqual([
      { domain: 'corp.test', priority: 5, weight: 0 },
      { domain: 'branch.test', priority: 10, weight: 20 },
      { domain: 'other.test', priority: 0, weight: 0 },
    ])
  })

  it.each(['branch..test, 0, 0', 'branch.test, 65536', 'branch.test, a', ', 1, 1', 'a.test, 1, 2, 3'])(
    'R5.1 keeps the bad line "%s" aside and the others in use',
    (line) => {
      const config = dnsOf(`publish_list = ["${line}", "good.test, 0, 0"]`)
      expect(config.badLines.map((bad) => bad.line)).toEqual([line])
      expect(publishDomains(config, 'host')).toEqual([{ domain: 'good.test', priority: 0, weight: 0 }])
    },
  )

  it('adds the configured domain to a name without one, and has nothing to say of a name without any', () => {
    expect(publishedHostName(dnsOf('domain = "corp.test"'), 'host')).toBe('host.corp.test')
    expect(publishedHostName(dnsOf('host_name = "a.b.test"'), 'Any name')).toBe('a.b.test')
    expect(() => publishedHostName(dnsOf(''), 'host')).toThrow(
      expect.objectContaining({ code: 'dns-domain-unknown' }),
    )
    expect(publishDomains(dnsOf(''), 'host')).toEqual([])
  })

  it('R5.1 refuses the label of another service', () => {
    expect(codeOfReading('service_label = "_vlmcs"')).toBe('dns-service-reserved')
    expect(codeOfReading('service_label = "_VLMCS"')).toBe('dns-service-reserved')
    expect(codeOfReading('service_label = "_other"')).toBe('success')
    expect(codeOfReading('service_label = "other"')).toBe('config-invalid')
  })

  it.each([
    'server = "a b"',
    'server = "192.0.2.1:0"',
    'zone = "-"',
    'domain = "a..b"',
    'addresses = ["192.0.2.256"]',
    'kerberos = true\nkey_file = "dns.key"',
    'unknown = 1',
  ])('refuses %s', (lines) => {
    expect(codeOfReading(lines)).toBe('config-invalid')
  })

  it.each([
    ['192.0.2.1', { name: '192.0.2.1', port: 53 }],
    ['dns.test:5353', { name: 'dns.test', port: 5_353 }],
    ['[2001:db8::1]:54', { name: '2001:db8::1', port: 54 }],
    ['[2001:db8::1]', { name: '2001:db8::1', port: 53 }],
  ])('reads the server %s', (text, endpoint) => {
    expect(dnsOf(`server = "${text}"`).server).toEqual(endpoint)
  })

  it('takes lists from the environment', () => {
    const config = dnsOf('', {
      MUSTER_HOST_DNS_PUBLISH_LIST: 'a.test, 1, 2; b.test',
      MUSTER_HOST_DNS_ADDRESSES: '192.0.2.1, 2001:db8::1',
    })
    expect(config.listed).toEqual([
      { domain: 'a.test', priority: 1, weight: 2 },
      { domain: 'b.test', priority: 0, weight: 0 },
    ])
    expect(config.addresses).toEqual(['192.0.2.1', '2001:db8::1'])
  })
})
