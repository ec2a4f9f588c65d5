/** The doctor against real services: a host that answers, a program that is none, and a network where nothing does. */
import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import type { Check, Diagnosis } from '@muster/diagnostics/doctor'
import { initHost } from '@muster/host/main'
import { describe, expect, test, vi } from 'vitest'
import { openMachine, Premises } from '../support/premises.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { freePort } from './ports.ts'

const command = join(import.meta.dirname, '../../packages/cli/bin.js')
const millisecondsMax = 10_000

interface Diagnosed {
  readonly exitCode: number
  readonly milliseconds: number
  check(name: string): Check | undefined
}

async function diagnose(...words: readonly string[]): Promise<Diagnosed> {
  const startedMs = performance.now()
  const { stdout, exitCode } = await new Promise<{ stdout: string; exitCode: number }>((resolve) => {
    execFile(process.execPath, [command, 'doctor', ...words, '--json'], (error, output) =>
      resolve({ stdout: output, exitCode: Number(error?.code ?? 0) }),
    )
  })
  const { checks } = JSON.parse(stdout) as Diagnosis
  const milliseconds = performance.now() - startedMs
  return { exitCode, milliseconds, check: (wanted) => checks.find(({ name }) => name === wanted) }
}

/** A DNS server that hears and never answers. */
async function silentDns(): Promise<AsyncDisposable & { readonly address: string }> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  }
}

/** A service that accepts and says something else, or nothing. */
async function otherService(greeting: string): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    if (greeting !== '') socket.end(greeting)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.close()
    },
  }
}

describe('muster doctor', () => {
  test('client: a host that answers is known by its time, and nothing is counted', async () => {
    await using premises = await Premises.start()
    const machine = await premises.installMachine('client')
    const { check, exitCode } = await diagnose('client', '--data', machine)
    expect(check('hosts')).toMatchObject({ verdict: 'ok', seen: expect.stringContaining('answers.') })
    expect(check('clock')?.verdict).toBe('ok')
    expect(check('clock')?.seen).toContain('differ by')
    expect(check('licence')?.verdict).toBe('ok')
    expect([check('count')?.verdict, exitCode]).toEqual(['warn', 0])
    const host = await diagnose('host', '--data', premises.hostFolder)
    expect(host.check('activated')?.verdict).toBe('ok')
    expect(host.check('reachable')?.verdict).toBe('ok')
    expect(host.check('count')?.seen).toBe('No machine has asked yet.')
  })

  test.each(['HTTP/1.1 400 Bad Request\r\n\r\n', ''])(
    'client: a service that is no host (%j) is told',
    async (greeting) => {
      await using folder = await temporaryFolder()
      await using other = await otherService(greeting)
      await using machine = await openMachine(folder.path)
      await machine.folder.setHost(`127.0.0.1:${other.port}`)
      const { check, exitCode } = await diagnose('client', '--data', folder.path)
      expect(check('hosts')?.seen).toContain('no activation host speaks there')
      expect(exitCode).toBe(1)
    },
  )

  test('client: where nothing answers it ends within ten seconds', async () => {
    await using folder = await temporaryFolder()
    await using dns = await silentDns()
    await using machine = await openMachine(folder.path)
    await machine.folder.setDomain('example.test')
    const client = await diagnose('client', '--data', folder.path, '--dns-server', dns.address)
    expect(client.milliseconds).toBeLessThan(millisecondsMax)
    expect(client.check('dns')?.verdict).toBe('fail')
    // An address for documentation, which no network routes (RFC 5737).
    await machine.folder.setHost('192.0.2.1')
    const pinned = await diagnose('client', '--data', folder.path, '--dns-server', dns.address)
    expect(pinned.milliseconds).toBeLessThan(millisecondsMax)
    expect(pinned.check('hosts')?.verdict).toBe('fail')
  })

  test('host: one that does not run and whose DNS is silent is diagnosed within ten seconds', async () => {
    await using folder = await temporaryFolder()
    await using dns = await silentDns()
    await initHost(folder.path, { hostName: 'host.example.test' })
    // Somebody else may listen on the default port of this machine.
    vi.stubEnv('MUSTER_HOST_LISTEN_PORT', String(await freePort()))
    const host = await diagnose('host', '--data', folder.path, '--dns-server', dns.address)
    vi.unstubAllEnvs()
    expect(host.milliseconds).toBeLessThan(millisecondsMax)
    expect(host.exitCode).toBe(1)
    const failed = ['activated', 'service', 'reachable', 'dns'].map((name) => host.check(name)?.verdict)
    expect(failed).toEqual(['fail', 'fail', 'fail', 'fail'])
  })
})
