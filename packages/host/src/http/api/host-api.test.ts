import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApiRoute } from '@muster/console'
import { cmidOf } from '@muster/core/documents'
import { nodeCryptography, systemRandom, systemTimers } from '@muster/node'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningHost } from '../../host-folder.ts'
import { ask as askOverTcp, TestMachine } from '../../machine.fixtures.ts'
import { type HostFolder, initHost, openHostFolder } from '../../main.ts'
import { TestVendor } from '../../vendor.fixtures.ts'
import { createHostFace } from './host-face.ts'
import { insight } from './insight.fixtures.ts'

const vendor = new TestVendor()
let path: string
let folder: HostFolder
let service: RunningHost
let token: string
let machines: readonly TestMachine[]

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'muster-host-api-'))
  token = (await initHost(path, { hostName: 'host.corp.test' })).accessToken.token
  folder = await openHostFolder(path, {
    environment: {},
    log: { write: () => undefined },
    insight: () => insight,
    adjust: (config) => ({
      ...config,
      listen: { address: '127.0.0.1', port: 0 },
      http: { ...config.http, port: 0 },
    }),
  })
  await folder.installKey(vendor.hostKey)
  await folder.activate(vendor.authority(Math.floor(Date.now() / 1_000)))
  service = await folder.serve()
  machines = Array.from({ length: 3 }, (_, n) => new TestMachine({ machineName: `desk-0${n + 1}` }))
  for (const machine of machines)
    await askOverTcp(service.addresses.tcp.port, await machine.packet(vendor.client, Date.now()))
})

afterAll(async () => {
  await folder.close()
  await rm(path, { recursive: true })
})

function get(route: string, init: RequestInit = {}): Promise<Response> {
  const url = `http://127.0.0.1:${service.addresses.http?.port}/api/v1${route}`
  return fetch(url, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } })
}

async function read<Result>(route: string): Promise<Result> {
  const response = await get(route)
  expect([route, response.status]).toEqual([route, 200])
  return (await response.json()) as Result
}

function send(method: string, route: string, body: unknown): Promise<Response> {
  return get(route, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
}

/** The routes as they are served, for their schemas. */
function routesOfHost(): readonly ApiRoute[] {
  const nothing = {} as never
  const face = createHostFace({
    administration: nothing,
    store: nothing,
    clock: { nowMs: () => 0 },
    timers: systemTimers,
    connectAuthority: nothing,
    files: nothing,
    random: systemRandom,
    cryptography: nodeCryptography,
    log: { write: () => undefined },
    assets: new Map(),
  })
  return face.routes
}

describe('the API of a host', () => {
  test('a stranger gets nothing of it', async () => {
    const { paths } = await read<{ paths: Record<string, Record<string, unknown>> }>('/openapi.json')
    const calls = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })),
    )
    expect(calls.length).toBeGreaterThan(20)
    for (const { path, method } of calls) {
      if (method === 'POST' && path === '/api/v1/session') continue
      const url = `http://127.0.0.1:${service.addresses.http?.port}${path.replaceAll(/\{\w+\}/g, 'x')}`
      const { status } = await fetch(url, { method, headers: { 'x-muster-request': '1' } })
      expect([method, path, status]).toEqual([method, path, 401])
    }
  })

  test('what is read looks as the OpenAPI document says', async () => {
    const readable = routesOfHost().filter(
      ({ method, result, path }) => method === 'GET' && result !== undefined && !path.includes(':partial'),
    )
    expect(readable.length).toBeGreaterThanOrEqual(8)
    for (const route of readable) {
      const answer = await read<unknown>(
        route.path
          .replace(':cmid', cmidOf(machines[0]?.signer.publicKey ?? new Uint8Array(), nodeCryptography))
          .replace(':name', 'counts'),
      )
      const strict = v.safeParse(route.result ?? v.never(), answer)
      expect([route.path, strict.issues ?? []]).toEqual([route.path, []])
      expect([route.path, strict.output]).toEqual([route.path, answer])
    }
  })

  test('the overview states counts, thresholds and what needs attention', async () => {
    const overview = await read<{
      activated: boolean
      applications: { currentCount: number; products: { threshold: number }[] }[]
    }>('/overview')
    expect(overview.activated).toBe(true)
    expect(overview.applications[0]?.currentCount).toBe(3)
    expect(overview.applications[0]?.products.map(({ threshold }) => threshold)).toContain(25)
    await expect
      .poll(async () =>
        (await read<{ attention: { id: string }[] }>('/overview')).attention.map(({ id }) => id),
      )
      .toContain('check-disk')
  })

  test('machines are searched, sorted and paged on the server', async () => {
    type Found = { items: { machineName: string }[]; next: string | null; complete: boolean }
    const names = ({ items }: Found) => items.map(({ machineName }) => machineName)
    expect(names(await read<Found>('/machines?search=DESK-02'))).toEqual(['desk-02'])
    const sorted = await read<Found>('/machines?sort=machineName&order=ascending&limit=2')
    expect(names(sorted)).toEqual(['desk-01', 'desk-02'])
    const rest = `/machines?sort=machineName&order=ascending&limit=2&after=${sorted.next}`
    expect(names(await read<Found>(rest))).toEqual(['desk-03'])
    const first = await read<Found>('/machines?limit=2')
    const second = await read<Found>(`/machines?limit=2&after=${encodeURIComponent(first.next ?? '')}`)
    expect([...names(first), ...names(second)].toSorted()).toEqual(['desk-01', 'desk-02', 'desk-03'])
    expect(second.next).toBeNull()
    expect(names(await read<Found>('/machines?state=1'))).toEqual([])
    expect((await get('/machines?after=nonsense')).status).toBe(422)
    expect((await get('/machines/nobody')).status).toBe(404)
  })

  test('activity counts answered requests and those that activate', async () => {
    const { hours } = await read<{ hours: { answered: number; activations: number }[] }>('/activity')
    expect(hours.reduce((sum, { activations }) => sum + activations, 0)).toBe(0)
    expect(hours.reduce((sum, { answered }) => sum + answered, 0)).toBe(3)
  })

  test('events come as a page and as a file that a spreadsheet does not run', async () => {
    const { items } = await read<{ items: { id: number }[] }>('/events?id=12290')
    expect(items).toHaveLength(3)
    const csv = await (await get('/events/export?id=12290')).text()
    expect(csv.split('\r\n')[0]).toBe('time,id,level,code,message,info')
    expect(csv.trim().split('\r\n')).toHaveLength(4)
  })

  test('a change is done, audited with who and from where, and an impossible one refused', async () => {
    const refused = await send('PATCH', '/settings', { retryMinutes: 14 })
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
      422,
      'interval-out-of-range',
    ])
    expect((await send('PATCH', '/settings', { retryMinutes: 15 })).status).toBe(200)
    const { intervals } = await read<{ intervals: { retryMinutes: number } }>('/overview')
    expect(intervals.retryMinutes).toBe(15)
    const { items } = await read<{ items: { fields: Record<string, string> }[] }>('/events?id=12405&limit=1')
    expect(items[0]?.fields).toMatchObject({
      action: 'setIntervals',
      who: 'first administrator (admin)',
      from: '127.0.0.1',
    })
  })

  test('a wrong key is refused with the code of its mistake and never repeated', async () => {
    const wrong = `${vendor.hostKey.slice(0, -1)}${vendor.hostKey.endsWith('0') ? '1' : '0'}`
    const response = await send('POST', '/keys', { productKey: wrong })
    expect(response.status).toBe(422)
    const text = await response.text()
    expect(text).toContain('product-key-checksum')
    expect(text).not.toContain(wrong)
  })

  test('the live stream tells a new request, and resumes where it was left', async () => {
    const live = await get('/live')
    const reader = live.body?.getReader()
    const heard = async (what: string) => {
      let text = ''
      while (!text.includes(what)) text += new TextDecoder().decode((await reader?.read())?.value)
      return text
    }
    const [, id = ''] = /id: (\d+)/.exec(await heard('event: overview')) ?? []
    const packet = await new TestMachine({ machineName: 'desk-04' }).packet(vendor.client, Date.now())
    await askOverTcp(service.addresses.tcp.port, packet)
    expect(await heard('"machineName":"desk-04"')).toContain('event: events')
    await reader?.cancel()
    const again = await get('/live', { headers: { 'last-event-id': id } })
    const first = again.body?.getReader()
    let text = ''
    while (!text.includes('desk-04')) text += new TextDecoder().decode((await first?.read())?.value)
    await first?.cancel()
  })
})
