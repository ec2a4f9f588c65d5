import { describe, expect, test } from 'vitest'
import { TestHost } from '../host.fixtures.ts'
import { RawConnection, TestMachine } from '../machine.fixtures.ts'
import { createHostFace } from './api/host-face.ts'
import { createHttpApp } from './app.ts'

const log = { warn: () => undefined }
const headers = { 'content-type': 'application/cose' }

test('a stranger gets activation, health, the sign-in and the pages, and nothing else', () => {
  const nothing = {} as never
  const face = createHostFace({
    administration: nothing,
    store: nothing,
    clock: { nowMs: () => 0 },
    timers: nothing,
    connectAuthority: nothing,
    files: nothing,
    random: nothing,
    cryptography: nothing,
    log: { write: () => undefined },
    assets: new Map(),
  })
  const app = createHttpApp({ handle: nothing, isStopping: () => false, log, console: face.app })
  const served = app.routes.filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
  const guarded = face.routes.map(({ method, path }) => `${method} /api/v1${path}`)
  const open = served.map(({ method, path }) => `${method} ${path}`).filter((one) => !guarded.includes(one))
  // What the guard does with each route of its table, the tests of the API say.
  expect([...new Set(open)].toSorted()).toEqual(
    [
      'DELETE /api/v1/session',
      'GET /',
      'GET /api/v1/session',
      'GET /healthz',
      'POST /api/v1/session',
      'POST /v1/activation',
    ].toSorted(),
  )
})

describe('activation over HTTP', () => {
  test('the same bytes get the same answer as over TCP', async () => {
    await using host = await TestHost.start()
    const machine = new TestMachine()
    const packet = await machine.packet(host.vendor.client, host.nowMs)
    expect(await host.ask(host.vendor.client)).toMatchObject({ count: 1 })
    const response = await post(host.httpPort, packet)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/cose')
    expect(host.read(await bytesOf(response))).toMatchObject({ kind: 'answer', count: 2, port: host.port })
    expect(await host.count(host.vendor.client, machine)).toBe(2)
  })

  test('R2.6 a refusal is a packet of the protocol too', async () => {
    await using host = await TestHost.start()
    const clientTimeSeconds = 1
    const packet = await new TestMachine({ clientTimeSeconds }).packet(host.vendor.client, host.nowMs)
    const response = await post(host.httpPort, packet)
    expect(host.read(await bytesOf(response))).toMatchObject({ code: 'clock-difference', isSigned: true })
  })

  test('R10 the longest body passes to the protocol, one byte more is refused', async () => {
    await using host = await TestHost.start()
    const longest = await post(host.httpPort, new Uint8Array(1_024))
    expect(host.read(await bytesOf(longest))).toMatchObject({ code: 'request-malformed' })
    const longer = await post(host.httpPort, new Uint8Array(1_025))
    expect(longer.status).toBe(413)
    expect(await longer.json()).toMatchObject({ code: 'body-too-long' })
    expect(host.linesOf('http-refused', '413')).toHaveLength(1)
  })

  test('R10 a body without an end is cut off', async () => {
    await using host = await TestHost.start()
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(512)) })
    const url = `http://127.0.0.1:${host.httpPort}/v1/activation`
    const init = { method: 'POST', headers, body: endless, duplex: 'half' }
    const status = await fetch(url, init as RequestInit).then(
      (response) => response.status,
      () => 'closed',
    )
    expect([413, 'closed']).toContain(status)
    expect(await host.count(host.vendor.client)).toBe(1)
  })

  test('R10 what is not HTTP is disconnected with one line in the log', async () => {
    await using host = await TestHost.start()
    const connection = await RawConnection.open(host.httpPort)
    connection.send(new Uint8Array(200).fill(0xd2))
    await connection.closed
    connection.close()
    expect(host.linesOf('http-refused', 'malformed')).toHaveLength(1)
  })

  test('another media type, another path and another method are refused with their codes', async () => {
    const app = createHttpApp({
      handle: () => Promise.reject(new Error('not reached')),
      isStopping: () => false,
      log,
    })
    const environment = { remoteAddress: '192.0.2.1' }
    const ask = (path: string, init: RequestInit) => app.request(path, init, environment)
    const json = await ask('/v1/activation', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect(json.status).toBe(415)
    const elsewhere = await ask('/v1/other', { method: 'POST', body: 'x', headers })
    expect(elsewhere.status).toBe(404)
    expect(await elsewhere.json()).toMatchObject({ code: 'not-found' })
    expect((await ask('/v1/activation', { method: 'GET' })).status).toBe(404)
    const failing = await ask('/v1/activation', { method: 'POST', body: 'x', headers })
    expect(failing.status).toBe(500)
    expect(await failing.text()).not.toContain('not reached')
  })

  test('health says whether the host serves', async () => {
    const app = (isStopping: boolean) =>
      createHttpApp({ handle: () => Promise.reject(new Error()), isStopping: () => isStopping, log })
    const environment = { remoteAddress: '192.0.2.1' }
    expect((await app(false).request('/healthz', {}, environment)).status).toBe(200)
    expect((await app(true).request('/healthz', {}, environment)).status).toBe(503)
  })
})

function post(port: number, body: Uint8Array): Promise<Response> {
  const url = `http://127.0.0.1:${port}/v1/activation`
  return fetch(url, { method: 'POST', headers, body: new Uint8Array(body) })
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer())
}
