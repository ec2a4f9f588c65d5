import { answerBytesMax } from '@muster/core/documents'
import { codeOf } from '@muster/core/errors'
import type { Connection, Listening } from '@muster/core/ports'
import { backgroundTimers, tcpDialer, tcpListener } from '@muster/node'
import { expect, onTestFinished, test } from 'vitest'
import { exchangePacket, exchangeTimeoutMs } from './exchange.ts'
import { fetchPoster } from './http-poster.ts'
import { createTestVendor, startTestHost } from './testing/test-host.fixtures.ts'

const packet = Uint8Array.of(1, 2, 3)
const ports = { dialer: tcpDialer, poster: fetchPoster, timers: backgroundTimers }

async function listen(serve: (connection: Connection) => Promise<void>): Promise<Listening> {
  const connections = new Set<Connection>()
  const listening = await tcpListener.listen({ address: '127.0.0.1', port: 0 }, (connection) => {
    connections.add(connection)
    serve(connection).catch(() => undefined)
  })
  onTestFinished(async () => {
    for (const connection of connections) connection.destroy()
    await listening.close()
  })
  return listening
}

function ask(port: number, replaced: Partial<typeof ports> = {}, signal = new AbortController().signal) {
  const host = { kind: 'tcp', name: '127.0.0.1', port } as const
  return exchangePacket(host, packet, { ...ports, ...replaced }, signal)
}

/** A host that reads the request and writes these bytes. */
function saying(...parts: readonly Uint8Array[]) {
  return listen(async (connection) => {
    await connection.read()
    for (const part of parts) await connection.write(part)
    connection.end()
  })
}

test('the request goes out as one frame, the answer is one frame, however it is cut', async () => {
  const received: number[] = []
  const { port } = await listen(async (connection) => {
    received.push(...((await connection.read()) ?? []))
    for (const byte of [0, 2, 9, 8]) await connection.write(Uint8Array.of(byte))
  })
  expect(await ask(port)).toEqual(Uint8Array.of(9, 8))
  expect(received).toEqual([0, 3, 1, 2, 3])
})

test.each([
  ['connection-closed', []],
  ['frame-truncated', [Uint8Array.of(0, 5, 1)]],
  ['frame-truncated', [Uint8Array.of(0)]],
  ['frame-empty', [Uint8Array.of(0, 0)]],
  ['frame-too-long', [Uint8Array.of((answerBytesMax + 1) >> 8, (answerBytesMax + 1) & 0xff)]],
  ['frame-too-long', [new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n')]],
])('R10 a host that answers wrongly gives %s', async (code, parts) => {
  const { port } = await saying(...parts)
  await expect(ask(port)).rejects.toMatchObject({ code })
})

test('R10 a host that says nothing is given up after a bounded time', async () => {
  const { port } = await listen(async () => undefined)
  let delayMs = 0
  const timers = {
    after: (ms: number, callback: () => void) => {
      delayMs = ms
      return backgroundTimers.after(50, callback)
    },
  }
  await expect(ask(port, { timers })).rejects.toMatchObject({ code: 'connection-timeout' })
  expect(delayMs).toBe(exchangeTimeoutMs)
})

test('nobody who listens is connection-refused', async () => {
  const listening = await tcpListener.listen({ address: '127.0.0.1', port: 0 }, () => undefined)
  await listening.close()
  await expect(ask(listening.port)).rejects.toMatchObject({ code: 'connection-refused' })
  const host = { kind: 'http', url: `http://127.0.0.1:${listening.port}` } as const
  const { signal } = new AbortController()
  await expect(exchangePacket(host, packet, ports, signal)).rejects.toMatchObject({
    code: 'connection-refused',
  })
})

test('an exchange ends at once when the client is closed', async () => {
  const abort = new AbortController()
  const { port } = await listen(async (connection) => {
    await connection.read()
    abort.abort()
  })
  await expect(ask(port, {}, abort.signal)).rejects.toMatchObject({ code: 'interrupted' })
  await expect(ask(port, {}, abort.signal)).rejects.toMatchObject({ code: 'interrupted' })
})

test('an HTTP answer that is no packet, or too long, is refused', async () => {
  const { createServer } = await import('node:http')
  const server = createServer((request, response) => {
    if (request.url === '/long/v1/activation') {
      response.setHeader('content-type', 'application/cose')
      response.end(Buffer.alloc(answerBytesMax + 1))
    } else {
      response.statusCode = 404
      response.end('nothing here')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const { signal } = new AbortController()
  const codes = ['', '/long'].map((path) =>
    exchangePacket({ kind: 'http', url: `${base}${path}` }, packet, ports, signal).catch(codeOf),
  )
  expect(await Promise.all(codes)).toEqual(['connection-closed', 'frame-too-long'])
})

test('a host that says garbage in a frame activates nothing', async () => {
  const vendor = await createTestVendor()
  const host = await startTestHost(vendor)
  onTestFinished(() => host.close())
  host.say(Uint8Array.of(0, 1, 0))
  expect(await ask(host.port)).toEqual(Uint8Array.of(0))
})
