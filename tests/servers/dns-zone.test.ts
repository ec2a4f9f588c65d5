/** Where a host sends its updates: the zone and its primary server, found by SOA in a real BIND, or configured. */
import { recordTypes } from '@muster/core/dns'
import type { Endpoint } from '@muster/core/ports'
import { ask, findZone } from '@muster/host/dns'
import { createResolver } from '@muster/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Bind, describeBind, startBind } from './bind.ts'
import { dnsClientPorts, publishServices } from './publish-services.ts'

const elsewhere: Endpoint = { name: '192.0.2.53', port: 5_353 }

let bind: Bind
const endpoint = (): Endpoint => ({ name: '127.0.0.1', port: bind.port })

beforeAll(async () => {
  bind = await startBind({ zones: [{ name: 'corp.test', updates: 'anybody' }], keys: {} })
})

afterAll(async () => bind[Symbol.asyncDispose]())

function find(name: string, hints: Partial<Parameters<typeof findZone>[2]> = {}) {
  const resolver = createResolver({ servers: [endpoint()] })
  return findZone({ ...dnsClientPorts, resolver }, name, { resolverServers: [endpoint()], ...hints })
}

describeBind('the zone of a name', () => {
  it.each(['corp.test', 'host.corp.test', '_muster._tcp.far.below.corp.test'])(
    'R5.1 is found by SOA, walking up from %s, with its primary server by address',
    async (name) => {
      expect(await find(name)).toEqual({ name: 'corp.test', server: { name: '127.0.0.1', port: 53 } })
    },
  )

  it('R5.1 takes the server that is configured', async () => {
    expect(await find('host.corp.test', { server: endpoint() })).toEqual({
      name: 'corp.test',
      server: endpoint(),
    })
  })

  it('R5.1 is not looked for where zone and server are configured', async () => {
    const hints = { zone: 'corp.test', server: elsewhere, resolverServers: [] }
    expect(await find('host.corp.test', hints)).toEqual({ name: 'corp.test', server: elsewhere })
  })

  it('has its code where there is none, and where nobody can be asked', async () => {
    await expect(find('host.nowhere.test')).rejects.toMatchObject({ code: 'dns-zone-not-found' })
    const hints = { resolverServers: [] }
    await expect(find('host.corp.test', hints)).rejects.toMatchObject({ code: 'dns-zone-not-found' })
  })
})

describeBind('a record', () => {
  it('R5.1 has the TTL that is configured', async () => {
    await publishServices(endpoint(), 'corp.test', [{ name: 'a', priority: 0, port: 1_688 }])
    const reply = await ask(dnsClientPorts, endpoint(), '_muster._tcp.corp.test', recordTypes.SRV)
    expect(reply.answers.map(({ ttlSeconds }) => ttlSeconds)).toEqual([60])
  })
})
