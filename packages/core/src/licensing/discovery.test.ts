import { describe, expect, it } from 'vitest'
import type { LookUp } from '../discovery/index.ts'
import type { ErrorCode } from '../errors/index.ts'
import type { ServiceRecord } from '../ports/index.ts'
import { roundMsMax } from './activation-round.ts'
import { formatHostAddress, parseHostAddress } from './host-address.ts'
import { knownHost } from './host-choice.ts'
import {
  answering,
  failing,
  type HostBehaviour,
  keyDigest,
  licenceBytes,
  productId,
  roots,
  setupKey,
  VirtualClient,
} from './virtual-client.fixtures.ts'

type Zones = Readonly<Record<string, readonly ServiceRecord[] | ErrorCode>>

const service = (target: string, priority = 0, weight = 0): ServiceRecord => ({
  priority,
  weight,
  port: 1688,
  target,
})

/** A client with nothing pinned whose DNS holds these SRV sets, by domain. */
async function clientWith(zones: Zones, searchDomains = Object.keys(zones)): Promise<VirtualClient> {
  const client = new VirtualClient()
  client.do({ kind: 'licence-installed', productLicence: await licenceBytes(), roots })
  client.do({ kind: 'key-installed', productId, key: setupKey, keyDigest })
  client.start()
  client.searchDomains = searchDomains
  client.dns = (name) => lookUpIn(zones, name)
  return client
}

function lookUpIn(zones: Zones, name: string): LookUp {
  const zone = zones[name.replace(/^_[^.]+\._tcp\./, '')] ?? 'dns-name-missing'
  return typeof zone === 'string'
    ? { kind: 'failed', name, code: zone }
    : { kind: 'found', name, services: zone }
}

/** Hosts that behave by name; the others refuse the connection. Notes who was asked. */
function network(client: VirtualClient, hosts: Readonly<Record<string, HostBehaviour>>) {
  const asked: string[] = []
  const behave: HostBehaviour = (request, cmid) => {
    const { round } = client.product
    const host = round?.kind === 'asking' ? formatHostAddress(round.candidate.host) : ''
    asked.push(host)
    return (hosts[host] ?? failing('connection-refused'))(request, cmid)
  }
  return { asked, behave }
}

const enough = answering(25)

describe('finding a host', () => {
  it('R5.4 looks in the own domain first, and no further where that names hosts', async () => {
    const client = await clientWith({
      'own.test': [service('a.own.test')],
      'other.test': [service('b.other.test')],
    })
    const { asked, behave } = network(client, { 'a.own.test:1688': enough, 'b.other.test:1688': enough })
    expect(await client.activate(behave)).toMatchObject({ kind: 'activated' })
    expect(asked).toEqual(['a.own.test:1688'])
    expect(knownHost(client.state, client.product)).toMatchObject({
      from: 'dns',
      host: { name: 'a.own.test' },
    })
  })

  it('R5.4 goes on with each suffix of the search list, also when all hosts of a domain are dead', async () => {
    const client = await clientWith({
      'none.test': 'dns-name-missing',
      'dead.test': [service('a.dead.test'), service('b.dead.test', 10)],
      'alive.test': [service('c.alive.test')],
    })
    const { asked, behave } = network(client, { 'c.alive.test:1688': enough })
    expect(await client.activate(behave)).toMatchObject({ kind: 'activated' })
    expect(asked).toEqual(['a.dead.test:1688', 'b.dead.test:1688', 'c.alive.test:1688'])
  })

  it('R5.4 looks in the domain that was set before all others, under the label that was set', async () => {
    const client = await clientWith(
      { 'own.test': [service('a.own.test')], 'set.test': [service('s.set.test')] },
      ['own.test'],
    )
    client.do({ kind: 'discovery-chosen', domain: 'set.test', serviceLabel: '_other' })
    const names: string[] = []
    const { dns } = client
    client.dns = (name) => {
      names.push(name)
      return dns(name)
    }
    const { asked, behave } = network(client, { 's.set.test:1688': enough })
    await client.activate(behave)
    expect(asked).toEqual(['s.set.test:1688'])
    expect(names[0]).toBe('_other._tcp.set.test')
  })

  it('R4.7 drops a host that refuses, too, and tries the next by priority', async () => {
    const client = await clientWith({ 'own.test': [service('b', 20), service('a', 10), service('c', 30)] })
    const { asked, behave } = network(client, {
      'a:1688': async () => new Uint8Array([1, 2, 3]),
      'c:1688': enough,
    })
    await client.activate(behave)
    expect(asked).toEqual(['a:1688', 'b:1688', 'c:1688'])
  })

  it('R4.7 asks the host that answered first next time; DNS is not asked', async () => {
    const client = await clientWith({ 'own.test': [service('a'), service('b', 10)] })
    const { asked, behave } = network(client, { 'b:1688': enough })
    await client.activate(behave)
    client.dns = () => {
      throw new Error('DNS is asked')
    }
    await client.activate(behave)
    expect(asked).toEqual(['a:1688', 'b:1688', 'b:1688'])
    expect(knownHost(client.state, client.product)).toMatchObject({ from: 'cached' })
  })

  it('R4.7 asks DNS anew in the same round when the cached host fails, and forgets that host', async () => {
    const client = await clientWith({ 'own.test': [service('a'), service('b', 10)] })
    await client.activate(network(client, { 'a:1688': enough }).behave)
    const { asked, behave } = network(client, { 'b:1688': enough })
    expect(await client.activate(behave)).toMatchObject({ kind: 'activated' })
    expect(asked).toEqual(['a:1688', 'b:1688'])
    expect(client.product.stored.cachedHost).toEqual(parseHostAddress('b:1688'))
  })

  it('R4.7 keeps a cached host that failed while DNS names no host either', async () => {
    const client = await clientWith({ 'own.test': [service('a')] })
    await client.activate(network(client, { 'a:1688': enough }).behave)
    client.dns = (name) => ({ kind: 'failed', name, code: 'dns-no-answer' })
    expect(await client.activate(network(client, {}).behave)).toMatchObject({ kind: 'failed' })
    expect(client.product.stored.cachedHost).toEqual(parseHostAddress('a:1688'))
  })

  it('R4.7 looks anew each time where caching is off', async () => {
    const client = await clientWith({ 'own.test': [service('a')] })
    client.do({ kind: 'host-caching-chosen', on: false })
    let lookUps = 0
    const { dns } = client
    client.dns = (name) => {
      lookUps += 1
      return dns(name)
    }
    const { behave } = network(client, { 'a:1688': enough })
    await client.activate(behave)
    await client.activate(behave)
    expect(lookUps).toBe(2)
    expect(client.product.stored.cachedHost).toBeUndefined()
    expect(knownHost(client.state, client.product)).toMatchObject({ from: 'dns' })
  })

  it.each([undefined, productId])(
    'R4.7 does not look anywhere while a host is pinned (product %s)',
    async (pinnedFor) => {
      const client = await clientWith({ 'own.test': [service('a')] })
      const host = parseHostAddress('pinned.test')
      client.do({ kind: 'host-chosen', host, ...(pinnedFor === undefined ? {} : { productId: pinnedFor }) })
      const { asked, behave } = network(client, {})
      expect(await client.activate(behave)).toMatchObject({ kind: 'failed', code: 'all-hosts-failed' })
      expect(asked).toEqual(['pinned.test:1688'])
    },
  )
})

describe('finding no host', () => {
  it('lists each host and each name with its own reason under one code', async () => {
    const client = await clientWith({
      'own.test': 'dns-server-failure',
      'next.test': [service('a'), service('b', 1)],
    })
    const { behave } = network(client, { 'b:1688': failing('connection-timeout') })
    expect(await client.activate(behave)).toMatchObject({
      kind: 'failed',
      code: 'all-hosts-failed',
      reasons: [
        { subject: '_muster._tcp.own.test', code: 'dns-server-failure' },
        { subject: 'a:1688', code: 'connection-refused' },
        { subject: 'b:1688', code: 'connection-timeout' },
      ],
    })
  })

  it('says that none is known where DNS names none', async () => {
    const client = await clientWith({ 'own.test': 'dns-name-missing', 'next.test': [service('.')] })
    expect(await client.activate(enough)).toMatchObject({
      code: 'no-host',
      reasons: [
        { subject: '_muster._tcp.own.test', code: 'dns-name-missing' },
        { subject: '_muster._tcp.next.test', code: 'dns-no-records' },
      ],
    })
  })

  it('names a target that is no host name, and tries the others', async () => {
    const client = await clientWith({ 'own.test': [service('bad name'), service('a', 10)] })
    const { asked, behave } = network(client, {})
    const outcome = await client.activate(behave)
    expect(asked).toEqual(['a:1688'])
    expect(outcome).toMatchObject({ reasons: [{ code: 'host-address-invalid' }, { subject: 'a:1688' }] })
  })

  it.each([
    [roundMsMax - 1, 2],
    [roundMsMax, 1],
  ])('asks no further host where the first took %i ms', async (milliseconds, hosts) => {
    const client = await clientWith({ 'own.test': [service('a'), service('b', 1)] })
    let asked = 0
    const outcome = await client.activate(async () => {
      if (asked++ === 0) client.nowMs += milliseconds
      return 'connection-timeout'
    })
    expect(asked).toBe(hosts)
    expect(outcome).toMatchObject({ code: 'all-hosts-failed' })
  })

  it('tries a bounded number of hosts, each once', async () => {
    const thousands = Array.from({ length: 4_000 }, (_, index) => service(`h${index % 2_000}`, index % 7))
    const client = await clientWith({ 'own.test': thousands })
    const { asked, behave } = network(client, {})
    await client.activate(behave)
    expect(asked.length).toBeLessThanOrEqual(16)
    expect(new Set(asked).size).toBe(asked.length)
  })
})
