/**
 * Machines and a host inside the network of a domain controller: commands run there, each as its own process, with the
 * keys that the machine was given when it joined.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { type ClientStatus, openClientFolder } from '@muster/client'
import type { Ended, Samba } from '../servers/samba.ts'
import type { DirectoryVendor } from './directory-vendor.ts'

const command = join(import.meta.dirname, '../../packages/cli/bin.js')
const attemptsMax = 400
const attemptPauseMs = 50
export const hostPort = 1_688

/** What a command printed as JSON, and the code that it failed with. */
export interface Answered {
  readonly exitCode: number
  readonly value: Record<string, unknown>
  readonly stderr: string
}

/** Runs `muster` with `--json` inside; `through` is a process there where the domain controller is gone. */
export async function musterInside(
  samba: Samba,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  through?: number,
): Promise<Answered> {
  const line = [process.execPath, command, ...words, '--json']
  const { code, stdout, stderr } =
    through === undefined
      ? await samba.enter(line, { env })
      : await enterThrough(through, line, { ...samba.environment, ...env })
  return { exitCode: code, value: stdout === '' ? {} : JSON.parse(stdout), stderr }
}

/** A machine's folder with product, key and host; nothing was asked yet. */
export async function installMachine(path: string, vendor: DirectoryVendor): Promise<string> {
  const client = await openClientFolder(path)
  await client.installLicence(vendor.productLicence, vendor.roots)
  await client.installKey(vendor.setupKey)
  await client.setHost(`127.0.0.1:${hostPort}`)
  await client.close()
  return path
}

/** What `muster client status` says inside. */
export async function statusInside(
  samba: Samba,
  path: string,
  env: Readonly<Record<string, string>> = {},
  through?: number,
): Promise<ClientStatus> {
  const { value } = await musterInside(samba, ['client', 'status', '--data', path], env, through)
  return value as unknown as ClientStatus
}

/** The service of a host that was activated before, inside; resolves once it listens. */
export async function serveInside(samba: Samba, folder: string): Promise<ChildProcess> {
  const line = samba.enterArguments([process.execPath, command, 'host', 'serve', '--data', folder])
  const child = spawn('nsenter', line, {
    stdio: 'ignore',
    env: {
      ...samba.environment,
      MUSTER_HOST_LISTEN_ADDRESS: '127.0.0.1',
      MUSTER_HOST_LISTEN_PORT: String(hostPort),
      MUSTER_HOST_HTTP_ENABLED: 'false',
      MUSTER_HOST_DNS_PUBLISH: 'false',
    },
  })
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const { code } = await samba.enter(['bash', '-c', `exec 3<>/dev/tcp/127.0.0.1/${hostPort}`])
    if (code === 0) return child
    if (child.exitCode !== null) throw new Error('the host ended before it listened')
    await new Promise((resolve) => setTimeout(resolve, attemptPauseMs))
  }
  throw new Error('the host does not listen')
}

/** Ends a process by its id. */
export async function stopProcess(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null) return
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  await exited
}

function enterThrough(
  processId: number,
  line: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const args = ['-t', String(processId), '-m', '-n', '-u', '--', ...line]
  return new Promise((resolve, reject) => {
    const child = spawn('nsenter', args, { stdio: ['ignore', 'pipe', 'pipe'], env })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (part: Buffer) => {
      stdout += part.toString('utf8')
    })
    child.stderr.on('data', (part: Buffer) => {
      stderr += part.toString('utf8')
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }))
  })
}
