import { codeOf } from '@muster/core/errors'
import { describe, expect, test } from 'vitest'
import { isPostgresAddress, readPostgresAddress, withoutPassword } from './connection-string.ts'

const serversOf = (text: string) => readPostgresAddress(text).servers
const tlsOf = (text: string) => {
  const address = readPostgresAddress(text)
  const [server] = address.servers
  return server === undefined ? undefined : address.tlsFor(server)
}

describe('a connection string', () => {
  test('with everything in it', () => {
    const address = readPostgresAddress(
      'postgres://role:p%40ss@db.example:5433/shared?target_session_attrs=any&connect_timeout=7&application_name=muster-a',
    )
    expect(address).toMatchObject({
      servers: [{ host: 'db.example', port: 5_433 }],
      database: 'shared',
      user: 'role',
      password: 'p@ss',
      targetSession: 'any',
      connectTimeoutMs: 7_000,
      applicationName: 'muster-a',
    })
  })

  test('with as little as can be', () => {
    expect(readPostgresAddress('postgresql://db.example')).toMatchObject({
      servers: [{ host: 'db.example', port: 5_432 }],
      database: 'muster',
      user: undefined,
      password: undefined,
      targetSession: 'read-write',
    })
  })

  test.each([
    [
      'postgres://one:5433,two,[::1]:5434/db',
      [
        { host: 'one', port: 5_433 },
        { host: 'two', port: 5_432 },
        { host: '::1', port: 5_434 },
      ],
    ],
    ['postgres:///db?host=/run/postgresql', [{ host: '/run/postgresql', port: 5_432 }]],
    ['postgres:///db', [{ host: 'localhost', port: 5_432 }]],
  ])('%s names its servers, in the order in which they are tried', (text, servers) => {
    expect(serversOf(text)).toEqual(servers)
  })

  test.each([
    'mysql://db/muster',
    'postgres://db:0/muster',
    'postgres://db:65536/muster',
    'postgres://d b:1:2/muster',
    `postgres://${'a,'.repeat(16)}a/muster`,
    'postgres://db/muster?sslmode=prefer',
    'postgres://db/muster?sslmode=allow',
    'postgres://db/muster?sslmode=verify-full&sslrootcert=/none/ca.pem',
    'postgres://db/muster?target_session_attrs=best',
    'postgres://db/muster?connect_timeout=0',
    'postgres://db/muster?connect_timeout=601',
    'postgres://db/muster?options=-csearch_path',
    'postgres://ro%le@db/muster',
  ])('%s is config-invalid', (text) => {
    let code = ''
    try {
      readPostgresAddress(text)
    } catch (error) {
      code = codeOf(error)
    }
    expect(code).toBe('config-invalid')
  })

  test('a failure does not tell the password', () => {
    for (const text of ['postgres://role:hunter2@db:99999/x', 'postgres://role:hunter2@db/x?sslmode=none'])
      expect(() => readPostgresAddress(text)).toThrow(expect.not.stringContaining('hunter2'))
    expect(withoutPassword('postgres://role:hunter2@db/x')).toBe('postgres://role@db/x')
    expect(withoutPassword('postgres://role@db/x')).toBe('postgres://role@db/x')
  })

  test('is told from the path of a file', () => {
    expect(
      ['postgres://db', 'postgresql://db', '/var/lib/postgres', 'host.sqlite'].map(isPostgresAddress),
    ).toEqual([true, true, false, false])
  })
})

describe('TLS', () => {
  test('beyond this machine verifies the server unless the string says otherwise', () => {
    expect(tlsOf('postgres://db.example/x')).toEqual({})
    expect(tlsOf('postgres://db.example/x?sslmode=disable')).toBe(false)
    expect(tlsOf('postgres://127.0.0.1/x')).toBe(false)
    expect(tlsOf('postgres:///x?host=/run/postgresql')).toBe(false)
    expect(tlsOf('postgres://127.0.0.1/x?sslmode=verify-full')).toEqual({})
  })

  test('only encrypts, or does without the name, where the string says so', () => {
    expect(tlsOf('postgres://db.example/x?sslmode=require')).toMatchObject({ rejectUnauthorized: false })
    const verifyCa = tlsOf('postgres://db.example/x?sslmode=verify-ca')
    expect(verifyCa).toHaveProperty('checkServerIdentity')
    expect(verifyCa).not.toHaveProperty('rejectUnauthorized')
  })
})
