import type { Connection } from '@muster/core/ports'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeOfRejection, readAll, startServer, type TestServer } from './tcp.fixtures.ts'

let server: TestServer
let client: Connection
let host: Connection

beforeEach(async () => {
  server = await startServer()
  client = await server.dial()
  host = await server.accept()
})
afterEach(async () => {
  await server.stop()
})

test('bytes arrive as plain byte arrays that keep their content', async () => {
  await client.write(Uint8Array.of(1, 2, 3))
  const bytes = await host.read()
  expect(bytes).toEqual(Uint8Array.of(1, 2, 3))
  expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype)
})

test('a peer that ended its side still gets its answer', async () => {
  await client.write(Uint8Array.of(1))
  client.end()
  expect(await readAll(host)).toHaveLength(1)
  await host.write(Uint8Array.of(2, 3))
  host.end()
  expect(await readAll(client)).toHaveLength(2)
})

test('after the end of the peer every read says so', async () => {
  client.end()
  expect(await host.read()).toBeUndefined()
  expect(await host.read()).toBeUndefined()
})

test('what arrived before the end is read first, however late', async () => {
  await client.write(new Uint8Array(5))
  client.end()
  await host.write(Uint8Array.of(9))
  expect(await client.read()).toEqual(Uint8Array.of(9))
  expect(await readAll(host)).toHaveLength(5)
})

test('R10 a peer that sends without being read is held back, and nothing of it is lost', async () => {
  const total = 32 * 1024 * 1024
  let isWritten = false
  const writing = client.write(new Uint8Array(total).fill(7)).then(() => {
    isWritten = true
    client.end()
  })
  // A round trip on the same machine: time enough for everything that will be taken in to be taken in.
  await host.write(Uint8Array.of(1))
  await client.read()
  expect(isWritten).toBe(false)
  const received = await readAll(host)
  await writing
  expect(received.length).toBe(total)
  expect(received.indexOf(0) < 0 && received.lastIndexOf(7) === total - 1).toBe(true)
})

test('R10 a write to a peer who never reads waits, and ends with the connection', async () => {
  const writing = codeOfRejection(client.write(new Uint8Array(32 * 1024 * 1024)))
  await host.write(Uint8Array.of(1))
  await client.read()
  client.destroy()
  expect(await writing).toBe('connection-closed')
})

test('destroying rejects the read that waits, on both sides', async () => {
  const reads = [codeOfRejection(client.read()), host.read().catch(() => undefined)]
  client.destroy()
  expect(await reads[0]).toBe('connection-closed')
  await reads[1]
  expect(await codeOfRejection(client.read())).toBe('connection-closed')
  expect(await codeOfRejection(client.write(Uint8Array.of(1)))).toBe('connection-closed')
})

test('a connection that breaks rejects reads, and late writes too', async () => {
  await client.write(new Uint8Array(10))
  await host.write(new Uint8Array(10))
  // Closing with unread bytes makes the system send a reset.
  host.destroy()
  await client.read()
  expect(await codeOfRejection(client.read())).toBe('connection-closed')
  expect(await codeOfRejection(client.write(Uint8Array.of(1)))).toBe('connection-closed')
})

test('writing after the own end is refused', async () => {
  client.end()
  expect(await codeOfRejection(client.write(Uint8Array.of(1)))).toBe('connection-closed')
})

test('one read at a time', async () => {
  const first = codeOfRejection(client.read())
  await expect(client.read()).rejects.toThrow('broken invariant')
  client.destroy()
  await first
})

test('each side knows the address of the other', () => {
  expect([client.remoteAddress, host.remoteAddress]).toEqual(['127.0.0.1', '127.0.0.1'])
})
