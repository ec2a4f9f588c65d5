import { codeOf } from '@muster/core/errors'
import { describe, expect, test } from 'vitest'
import { environmentName, hostConfigFields, readHostConfig } from './config.ts'

describe('configuration of the activation host', () => {
  test('nothing given is a whole configuration', () => {
    const config = readHostConfig()
    expect(config.listen).toEqual({ address: '0.0.0.0', port: 1688 })
    expect(config.http).toEqual({ enabled: true, address: '127.0.0.1', port: 1780 })
    expect(config.limits.requestsPerConnectionMax).toBe(100)
    expect(config.retention).toEqual({ days: 90, eventsMax: 1_000_000 })
  })

  test('the file sets fields and the environment wins over it', () => {
    const file = 'name = "one.corp.test"\n[listen]\nport = 1700\naddress = "127.0.0.1"\n'
    const config = readHostConfig(file, {
      MUSTER_HOST_LISTEN_PORT: '1701',
      MUSTER_HOST_NAME: 'two.corp.test',
    })
    expect(config.hostName).toBe('two.corp.test')
    expect(config.listen).toEqual({ address: '127.0.0.1', port: 1701 })
  })

  test('every field has an environment twin that is read', () => {
    const tooLongForAnything = 'x'.repeat(2_000)
    for (const field of hostConfigFields)
      expect(failure('', { [environmentName(field)]: tooLongForAnything })).toContain(field)
  })

  test.each([
    ['[listen]\nprt = 1', 'listen.prt'],
    ['colour = "red"', 'colour'],
    ['[listen]\nport = 65536', 'listen.port'],
    ['[listen]\nport = "1688"', 'listen.port'],
    ['[limits]\nconnections = 0', 'limits.connections'],
    ['[limits]\nrequests_per_connection = 101', 'limits.requests_per_connection'],
    ['[retention]\ndays = 0', 'retention.days'],
    ['[http]\naddress = "0.0.0.0"', 'http.address'],
    ['[http]\nport = 1688', 'http.port'],
    ['listen = ', 'line 1'],
  ])('%j is refused and names the field', (file, field) => {
    expect(failure(file, {})).toContain(field)
  })

  test('plain HTTP beyond the machine must be meant', () => {
    expect(readHostConfig('[http]\naddress = "0.0.0.0"\nallow_plain = true').http.address).toBe('0.0.0.0')
  })
})

function failure(file: string, environment: Record<string, string>): string {
  try {
    readHostConfig(file, environment)
  } catch (error) {
    expect(codeOf(error)).toBe('config-invalid')
    return String(error)
  }
  return 'nothing was refused'
}
