/** Updates as the host sends them, against a real BIND: what each way of failing gives. */
import { readFile } from 'node:fs/promises'
import { defaultTtlSeconds, planServiceRemoval, planServiceUpdate, serviceName } from '@muster/core/discovery'
import { decodeServiceData, parseKeyFile, recordTypes, type TsigKey } from '@muster/core/dns'
import { codeOf } from '@muster/core/errors'
import { ask, type DnsClientPorts, sendUpdate } from '@muster/host/dns'
import { createDnsTransport, nodeKeyedHash, systemClock, systemRandom, tcpDialer } from '@muster/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Bind, describeBind, startBind } from './bind.ts'
import { freePort } from './ports.ts'

const ports: DnsClientPorts = {
  transport: createDnsTransport(tcpDialer),
  random: systemRandom,
  clock: systemClock,
  hash: nodeKeyedHash,
}

let bind: Bind
const server = () => ({ name: '127.0.0.1', port: bind.port })

beforeAll(async () => {
  bind = await startBind({
    zones: [
      { name: 'corp.test', updates: 'key' },
      { name: 'plain.test', updates: 'anybody' },
      { name: 'closed.test', updates: 'nobody' },
    ],
    keys: { 'muster-256': 'hmac-sha256', 'muster-384': 'hmac-sha384', 'muster-512': 'hmac-sha512' },
  })
})

afterAll(async () => bind[Symbol.asyncDispose]())

const publication = (zone: string, hostName: string, port = 1688) => ({
  domain: zone,
  serviceLabel: '_muster',
  priority: 0,
  weight: 0,
  port,
  hostName,
  ttlSeconds: defaultTtlSeconds,
})

async function keyOf(name: string): Promise<TsigKey> {
  return parseKeyFile(await readFile(bind.keyFiles[name] ?? '', 'utf8'))
}

async function foundServices(zone: string) {
  const reply = await ask(ports, server(), serviceName('_muster', zone), recordTypes.SRV)
  return reply.answers
    .filter(({ type }) => type === recordTypes.SRV)
    .map(({ data }) => decodeServiceData(data))
}

async function publish(
  zone: string,
  hostName: string,
  options: { port?: number; key?: TsigKey } = {},
): Promise<void> {
  const update = planServiceUpdate(zone, publication(zone, hostName, options.port), await foundServices(zone))
  await sendUpdate(ports, server(), update, options.key)
}

async function codeOfPublishing(zone: string, key?: TsigKey, clientPorts = ports): Promise<string> {
  const update = planServiceUpdate(zone, publication(zone, 'host.corp.test'), [])
  return sendUpdate(clientPorts, server(), update, key).then(
    () => 'success',
    (error) => codeOf(error),
  )
}

describeBind('publishing in BIND', () => {
  it.each(['muster-256', 'muster-384', 'muster-512'])('R5.2 succeeds with the key %s', async (name) => {
    await publish('corp.test', `${name}.corp.test`, { key: await keyOf(name) })
    expect(await bind.dig('_muster._tcp.corp.test', 'SRV')).toContain(`0 0 1688 ${name}.corp.test.`)
  })

  it('R5.1 a second host joins the set, the first changes its port and leaves, the second stays', async () => {
    const zone = 'plain.test'
    await publish(zone, 'a.plain.test')
    await publish(zone, 'b.plain.test')
    await publish(zone, 'a.plain.test', { port: 1689 })
    expect(await bind.dig(`_muster._tcp.${zone}`, 'SRV')).toEqual([
      '0 0 1688 b.plain.test.',
      '0 0 1689 a.plain.test.',
    ])
    const name = serviceName('_muster', zone)
    await sendUpdate(
      ports,
      server(),
      planServiceRemoval(zone, name, 'a.plain.test', await foundServices(zone)),
      undefined,
    )
    expect(await bind.dig(name, 'SRV')).toEqual(['0 0 1688 b.plain.test.'])
  })

  it('R5.2 says what is wrong', async () => {
    const key = await keyOf('muster-256')
    expect(await codeOfPublishing('corp.test')).toBe('dns-refused')
    expect(await codeOfPublishing('closed.test')).toBe('dns-refused')
    expect(await codeOfPublishing('closed.test', key)).toBe('dns-refused')
    expect(await codeOfPublishing('missing.test', key)).toBe('dns-not-authoritative')
    expect(await codeOfPublishing('corp.test', { ...key, name: 'unknown-key' })).toBe('dns-bad-key')
    expect(await codeOfPublishing('corp.test', { ...key, secret: Uint8Array.of(1) })).toBe(
      'dns-bad-signature',
    )
  })

  it('R5.2 names a clock that is wrong', async () => {
    const late = { ...ports, clock: { nowMs: () => ports.clock.nowMs() + 3_600_000 } }
    expect(await codeOfPublishing('corp.test', await keyOf('muster-256'), late)).toBe('dns-bad-time')
  })

  it('gives up on a server that is not there', async () => {
    const nobody = { name: '127.0.0.1', port: await freePort() }
    const update = planServiceUpdate('plain.test', publication('plain.test', 'a.plain.test'), [])
    await expect(sendUpdate(ports, nobody, update, undefined)).rejects.toMatchObject({
      code: 'dns-no-answer',
    })
  })

  it('sends a long update over TCP', async () => {
    const additions = Array.from({ length: 40 }, (_, index) => ({
      name: `many-${index}.plain.test`,
      type: recordTypes.A,
      data: Uint8Array.of(127, 0, 0, index),
      ttlSeconds: 60,
    }))
    await sendUpdate(ports, server(), { zone: 'plain.test', additions, deletions: [] }, undefined)
    expect(await bind.dig('many-39.plain.test', 'A')).toEqual(['127.0.0.39'])
  })
})
