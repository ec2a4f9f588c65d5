/** How a machine's setting, its keys and its files become access to a directory. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessTo, serverTarget } from './domain-directory.ts'

const domain = 'corp.test'
let folder = ''
const file = (name: string) => join(folder, name)

/** A keytab with one entry, as MIT Kerberos writes it. */
function keytab(name: string): Buffer {
  const counted = (text: string) => Buffer.from([0, text.length, ...Buffer.from(text)])
  const entry = Buffer.concat([Buffer.from([0, 1]), counted('CORP.TEST'), counted(name), Buffer.alloc(13, 1)])
  return Buffer.concat([Buffer.from([5, 2, 0, 0, 0, entry.length]), entry])
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-access-'))
  await writeFile(file('keytab'), keytab('PC$'))
  await writeFile(file('service'), keytab('reader'))
  await writeFile(file('password'), 'secret\n')
  await writeFile(file('empty'), '\n')
  await writeFile(file('ca'), 'PEM')
})
afterAll(() => rm(folder, { recursive: true }))

describe('without a setting', () => {
  test('a machine shows its own keys by Kerberos to a controller that DNS names', async () => {
    const { target, protection, account } = await accessTo(domain, undefined, {
      KRB5_KTNAME: `FILE:${file('keytab')}`,
    })
    expect({ target, protection }).toEqual({ target: { kind: 'domain', domain }, protection: 'none' })
    expect(account).toEqual({ kind: 'kerberos', keytab: file('keytab'), principal: 'PC$@CORP.TEST' })
  })

  test('the ticket of whoever runs this is shown where no keys can be read', async () => {
    const { account } = await accessTo(domain, undefined, { KRB5_KTNAME: file('nowhere') })
    expect(account).toEqual({ kind: 'kerberos' })
  })
})

describe('with a setting', () => {
  const reader = { domain, protection: 'ldaps', account: 'cn=reader' } as const

  test('the password of the account is read from its file, with the CA', async () => {
    const setting = {
      ...reader,
      passwordFile: file('password'),
      caFile: file('ca'),
      server: 'dc1:1636',
      base: 'dc=x',
    }
    expect(await accessTo(domain, setting, {})).toMatchObject({
      target: { kind: 'server', name: 'dc1', port: 1_636 },
      protection: 'ldaps',
      caCertificates: 'PEM',
      account: { kind: 'password', name: 'cn=reader', password: 'secret' },
      base: 'dc=x',
    })
  })

  test('keys that are named are used, whoever they are for', async () => {
    const { account } = await accessTo(
      domain,
      { domain, protection: 'kerberos', keytab: file('service') },
      {},
    )
    expect(account).toMatchObject({ principal: 'reader@CORP.TEST' })
    const nowhere = { domain, protection: 'kerberos', keytab: file('nowhere') } as const
    await expect(accessTo(domain, nowhere, {})).rejects.toMatchObject({ code: 'directory-ticket-missing' })
  })

  test('what leads nowhere is refused before anybody is asked', async () => {
    const code = (setting: object) =>
      accessTo(domain, { ...reader, ...setting }, {}).then(
        () => undefined,
        (error: { readonly code: string }) => error.code,
      )
    expect(await code({ passwordFile: file('nowhere') })).toBe('file-not-found')
    expect(await code({ passwordFile: file('empty') })).toBe('usage')
    expect(await code({})).toBe('usage')
    expect(await code({ passwordFile: file('password'), protection: 'kerberos' })).toBe(
      'directory-password-unprotected',
    )
    expect(await code({ account: undefined })).toBeUndefined()
  })
})

test.each([
  ['dc1.corp.test', { name: 'dc1.corp.test' }],
  ['dc1:65535', { name: 'dc1', port: 65_535 }],
  ['[2001:db8::1]:636', { name: '2001:db8::1', port: 636 }],
  ['dc1:0', undefined],
  ['dc1:65536', undefined],
  ['ldap://dc1', undefined],
  ['dc1 -x', undefined],
  ['', undefined],
])('"%s" as a server', (text, expected) => {
  if (expected === undefined)
    expect(() => serverTarget(text)).toThrow(expect.objectContaining({ code: 'usage' }))
  else expect(serverTarget(text)).toEqual({ kind: 'server', ...expected })
})
