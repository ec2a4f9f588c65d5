import { describe, expect, test } from 'vitest'
import { keytabPrincipals, machinePrincipal, principalsMax } from './keytab-principals.ts'
import { linuxDomain } from './linux-domain.ts'

/** An entry as MIT Kerberos writes it: principal, then type, time, version and key. */
function entry(name: string, realm: string): Buffer {
  const counted = (text: string) => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(Buffer.byteLength(text))
    return Buffer.concat([length, Buffer.from(text)])
  }
  const components = name.split('/')
  const head = Buffer.alloc(2)
  head.writeUInt16BE(components.length)
  const body = Buffer.concat([head, counted(realm), ...components.map(counted), Buffer.alloc(13, 1)])
  return Buffer.concat([size(body.length), body])
}

function size(bytes: number): Buffer {
  const content = Buffer.alloc(4)
  content.writeInt32BE(bytes)
  return content
}

const mark = Buffer.from([5, 2])
const keytab = Buffer.concat([
  mark,
  entry('host/desk7.corp.test', 'CORP.TEST'),
  Buffer.concat([size(-7), Buffer.alloc(7)]),
  entry('DESK7$', 'CORP.TEST'),
  entry('DESK7$', 'CORP.TEST'),
])

describe('a keytab', () => {
  test('names each principal once and has holes where entries were removed', () => {
    const principals = keytabPrincipals(keytab)
    expect(principals.map(({ name }) => name)).toEqual(['host/desk7.corp.test', 'DESK7$'])
    expect(machinePrincipal(principals)).toEqual({ name: 'DESK7$', realm: 'CORP.TEST' })
    expect(machinePrincipal(principals.slice(0, 1))?.name).toBe('host/desk7.corp.test')
    expect(machinePrincipal([{ name: 'HTTP/web.corp.test', realm: 'CORP.TEST' }])).toBeUndefined()
  })

  test('that is torn at any byte gives what is whole before, and never throws', () => {
    for (let length = 0; length < keytab.length; length++) {
      const names = keytabPrincipals(keytab.subarray(0, length)).map(({ name }) => name)
      expect(['host/desk7.corp.test', 'DESK7$']).toEqual(expect.arrayContaining(names))
    }
    expect(keytabPrincipals(Buffer.from('garbage'))).toEqual([])
  })

  test('R10 is read up to a bound', () => {
    const many = Array.from({ length: principalsMax + 1 }, (_, index) => entry(`S${index}$`, 'R'))
    expect(keytabPrincipals(Buffer.concat([mark, ...many]))).toHaveLength(principalsMax)
  })
})

type Content = string | Buffer | 'unreadable'

function domainWith(files: Readonly<Record<string, Content>>, environment: Record<string, string> = {}) {
  return linuxDomain(
    {
      exists: (path) => path in files,
      read: (path) => {
        const content = files[path]
        return content === undefined || content === 'unreadable' ? undefined : Buffer.from(content)
      },
    },
    environment,
  )
}

const path = '/etc/krb5.keytab'
const kerberos = { '/etc/krb5.conf': '[libdefaults]\n  default_realm = CORP.TEST\n' }

describe('R4.1 a computer is in a domain', () => {
  test('where its keytab holds its own keys', () => {
    expect(domainWith({ [path]: keytab })).toEqual({ domain: 'corp.test', source: path })
    expect(domainWith({ '/own': keytab, ...kerberos }, { KRB5_KTNAME: 'FILE:/own' })?.source).toBe('/own')
  })

  test('R8.3 and no more when the keys were taken out of it, or it is gone', () => {
    expect(domainWith({ [path]: mark, ...kerberos })).toBeUndefined()
    expect(domainWith(kerberos)).toBeUndefined()
  })

  test.each([
    ['/etc/sssd/sssd.conf', '[sssd]\ndomains = x\n[domain/Corp.test]\nid_provider = ad\n'],
    ['/etc/sssd/sssd.conf', '[domain/short]\nid_provider = ad\nad_domain = corp.test\n'],
    ['/etc/samba/smb.conf', '[global]\n  security = ADS\n  realm = CORP.TEST\n'],
    ['/etc/krb5.conf', kerberos['/etc/krb5.conf']],
  ])('by %s where the keytab may not be read', (source, content) => {
    expect(domainWith({ [path]: 'unreadable', [source]: content })).toEqual({ domain: 'corp.test', source })
  })

  test('but not by a Samba that is no member, or files of local accounts', () => {
    const files = {
      [path]: 'unreadable',
      '/etc/samba/smb.conf': '[global]\n  realm = CORP.TEST\n  security = user\n',
      '/etc/sssd/sssd.conf': '[domain/local]\nid_provider = files\n',
    }
    expect(domainWith(files)).toBeUndefined()
  })
})
