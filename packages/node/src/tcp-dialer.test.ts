import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { dialError, listenError } from './network-errors.ts'
import { codeOfRejection, readAll, startServer } from './tcp.fixtures.ts'
import { tcpDialer } from './tcp-dialer.ts'
import { tcpListener } from './tcp-listener.ts'

const dialCode = (name: string, port: number, timeoutMs = 5_000) =>
  codeOfRejection(tcpDialer.dial({ name, port }, timeoutMs))

test('a name is dialled at any of its addresses', async () => {
  const server = await startServer()
  const connection = await tcpDialer.dial({ name: 'localhost', port: server.listening.port }, 5_000)
  const host = await server.accept()
  await host.write(Uint8Array.of(4))
  host.end()
  expect(await readAll(connection)).toHaveLength(1)
  connection.destroy()
  await server.stop()
})

test('a port that nobody listens on is refused', async () => {
  const server = await startServer()
  await server.stop()
  expect(await dialCode('127.0.0.1', server.listening.port)).toBe('connection-refused')
  expect(await dialCode('localhost', server.listening.port)).toBe('connection-refused')
})

test.each(['host.invalid', '', 'a\0b', 'x'.repeat(300), '-'])(
  'a name that does not resolve is unknown: %j',
  async (name) => {
    expect(await dialCode(name, 1688)).toBe('host-name-unknown')
  },
)

/** Listens with the shortest queue and never accepts: once the queue is full the system leaves connections waiting. */
const silentServer = `
  const server = require('node:net').createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(server.address().port))
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  })`

test('a host that does not answer in time', async () => {
  const child = spawn(process.execPath, ['-e', silentServer], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [port] = await once(child.stdout, 'data')
  const dials = Array.from({ length: 6 }, () =>
    tcpDialer.dial({ name: '127.0.0.1', port: Number(port) }, 300),
  )
  const codes = await Promise.all(dials.map(codeOfRejection))
  expect(new Set(codes)).toEqual(new Set(['none', 'connection-timeout']))
  child.kill('SIGKILL')
  for (const dial of await Promise.allSettled(dials)) if (dial.status === 'fulfilled') dial.value.destroy()
})

test.each([
  ['ECONNREFUSED', 'connection-refused'],
  ['ETIMEDOUT', 'connection-timeout'],
  ['ENETUNREACH', 'network-unreachable'],
  ['EHOSTUNREACH', 'network-unreachable'],
  ['ECONNRESET', 'connection-closed'],
  ['EPIPE', 'connection-closed'],
  ['ESOMETHINGELSE', 'network-unreachable'],
])('the system says %s, the person reads %s', (systemCode, code) => {
  expect(dialError(systemError(systemCode), 'host:1').code).toBe(code)
})

test('failing to resolve has one code, whatever the system says', () => {
  for (const systemCode of ['ENOTFOUND', 'EAI_AGAIN', 'EINVAL']) {
    expect(dialError(systemError(systemCode, 'getaddrinfo'), 'host:1').code).toBe('host-name-unknown')
  }
})

test('where the addresses of a name fail in different ways, the one that tells most counts', () => {
  const errors = ['ENETUNREACH', 'ECONNREFUSED', 'ETIMEDOUT'].map((code) => systemError(code))
  expect(dialError(new AggregateError(errors), 'host:1').code).toBe('connection-refused')
  expect(dialError(new AggregateError(errors.slice(0, 1)), 'host:1').code).toBe('network-unreachable')
})

test('a port in use and a port that is forbidden have their codes', async () => {
  const server = await startServer()
  const { address, port } = server.listening
  expect(await codeOfRejection(tcpListener.listen({ address, port }, () => undefined))).toBe('port-in-use')
  await server.stop()
  const again = await tcpListener.listen({ address, port }, () => undefined)
  expect(again.port).toBe(port)
  await again.close()
})

test.each([
  ['127.0.0.1', 70_000],
  ['192.0.2.1', 0],
  ['host.invalid', 0],
])('nobody can listen on %s port %d: the configuration is wrong', async (address, port) => {
  const listening = tcpListener.listen({ address, port }, () => undefined)
  expect(await codeOfRejection(listening)).toBe('config-invalid')
})

test('closing the listener keeps connections that are open', async () => {
  const server = await startServer()
  const client = await server.dial()
  const host = await server.accept()
  await server.listening.close()
  expect(await dialCode('127.0.0.1', server.listening.port)).toBe('connection-refused')
  await client.write(Uint8Array.of(1))
  expect(await host.read()).toHaveLength(1)
  await server.stop()
})

test('a port that this account may not use is forbidden', () => {
  for (const code of ['EACCES', 'EPERM']) {
    expect(listenError(systemError(code, 'listen'), 'port 88').code).toBe('port-forbidden')
  }
})

function systemError(code: string, syscall = 'connect'): Error {
  return Object.assign(new Error(code), { code, syscall })
}
