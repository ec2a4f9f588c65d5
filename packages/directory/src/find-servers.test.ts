import { AppError, codeOf } from '@muster/core/errors'
import type { ServiceRecord } from '@muster/core/ports'
import { describe, expect, it } from 'vitest'
import { findServers } from './find-servers.ts'

const record = (target: string, priority = 0): ServiceRecord => ({ priority, weight: 0, port: 389, target })
const domain = { kind: 'domain', domain: 'corp.example' } as const

/** Ports of a DNS that holds these records. */
function portsOf(records: Readonly<Record<string, readonly ServiceRecord[]>>) {
  const asked: string[] = []
  const services = async (name: string) => {
    asked.push(name)
    const found = records[name]
    if (found === undefined) throw new AppError('dns-name-missing')
    return found
  }
  return { asked, ports: { resolver: { services }, draw: () => 0 } }
}

describe('the servers of a directory', () => {
  it('are the domain controllers that DNS names, in the order of RFC 2782', async () => {
    const { ports } = portsOf({
      '_ldap._tcp.dc._msdcs.corp.example': [record('dc2.corp.example', 1), record('DC1.corp.example.')],
    })
    expect(await findServers(domain, 'starttls', ports)).toEqual([
      { name: 'dc1.corp.example', port: 389 },
      { name: 'dc2.corp.example', port: 389 },
    ])
    expect((await findServers(domain, 'ldaps', ports)).map(({ port }) => port)).toEqual([636, 636])
  })

  it('are those of the own site first, each once, and four at most', async () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((name, index) => record(`${name}.corp.example`, index))
    const { asked, ports } = portsOf({
      '_ldap._tcp.Hall._sites.dc._msdcs.corp.example': [record('d.corp.example')],
      '_ldap._tcp.dc._msdcs.corp.example': all,
    })
    const found = await findServers({ ...domain, site: 'Hall' }, 'none', ports)
    expect(found.map(({ name }) => name[0])).toEqual(['d', 'a', 'b', 'c'])
    expect(asked).toHaveLength(2)
  })

  it('have a code of their own where there are none, and names are checked before they are asked for', async () => {
    const { asked, ports } = portsOf({ '_ldap._tcp.dc._msdcs.corp.example': [record('.')] })
    expect(await findServers(domain, 'none', ports).catch(codeOf)).toBe('directory-not-found')
    expect(await findServers({ ...domain, domain: 'other.example' }, 'none', ports).catch(codeOf)).toBe(
      'directory-not-found',
    )
    const before = asked.length
    expect(await findServers({ ...domain, domain: 'x y' }, 'none', ports).catch(codeOf)).toBe('usage')
    expect(await findServers({ ...domain, site: 'a.b' }, 'none', ports).catch(codeOf)).toBe('usage')
    expect(asked).toHaveLength(before)
  })

  it('are not looked up where one is named', async () => {
    const { asked, ports } = portsOf({})
    const server = { kind: 'server', name: 'ldap.corp.example' } as const
    expect(await findServers(server, 'ldaps', ports)).toEqual([{ name: 'ldap.corp.example', port: 636 }])
    expect(await findServers({ ...server, port: 1_389 }, 'starttls', ports)).toEqual([
      { name: 'ldap.corp.example', port: 1_389 },
    ])
    expect(asked).toEqual([])
  })
})
