/** Real hosts of one vendor in this process, each published in a real name server, on stores of their own or on one. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check, Diagnosis } from '@muster/diagnostics/doctor'
import { initHost, openHostFolder } from '@muster/host/main'
import { jsonLog } from '@muster/node'
import { hostKeyText, localAuthority } from '../../tools/bench/vendor.ts'

const command = join(import.meta.dirname, '../../packages/cli/bin.js')

/** A host that serves. */
export interface SharingHost extends AsyncDisposable {
  readonly path: string
  readonly name: string
  readonly port: number
  readonly httpPort: number
  /** A token of an administrator. */
  readonly token: string
}

/** Where a host is published and what it stores in. */
export interface SharingHostOptions {
  readonly folder: string
  readonly name: string
  /** Absent: the host is published nowhere. */
  readonly dnsServer?: string
  readonly store?: string
}

/** Sets a host up, or takes the folder that is there, and serves on free ports. */
export async function startSharingHost({
  folder,
  name,
  dnsServer,
  store,
}: SharingHostOptions): Promise<SharingHost> {
  const path = join(folder, name)
  const { accessToken } = await initHost(path, { hostName: name })
  const lines = [
    `name = "${name}"`,
    ...(store === undefined ? [] : [`store = "${store}"`]),
    '[listen]\naddress = "127.0.0.1"\nport = 0',
    '[http]\naddress = "127.0.0.1"\nport = 0',
    ...(dnsServer === undefined
      ? ['[dns]\npublish = false']
      : [`[dns]\nserver = "${dnsServer}"\naddresses = ["127.0.0.1"]`]),
  ]
  await writeFile(join(path, 'host.toml'), `${lines.join('\n')}\n`)
  const host = await openHostFolder(path, {
    environment: {},
    log: jsonLog(process.stderr, { levelMin: 'error' }),
  })
  await host.installKey(hostKeyText)
  await host.activate(localAuthority)
  const { addresses } = await host.serve()
  if (dnsServer !== undefined) await host.dns.publish()
  return {
    path,
    name,
    port: addresses.tcp.port,
    httpPort: addresses.http?.port ?? 0,
    token: accessToken.token,
    [Symbol.asyncDispose]: () => host.close(),
  }
}

/** What a command printed, and how it ended. */
export interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

/** Runs `muster` as a process of its own. */
export function muster(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return new Promise<Ran>((resolve) => {
    const env = { ...process.env, ...environment }
    execFile(process.execPath, [command, ...words], { env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ stdout, stderr, exitCode: Number(error?.code ?? 0) }),
    )
  })
}

/** One check of `muster doctor`. */
export async function checkOf(
  name: string,
  words: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Promise<Check> {
  const { stdout, stderr } = await muster(['doctor', ...words, '--json'], environment)
  const found = (JSON.parse(stdout || '{"checks":[]}') as Diagnosis).checks.find(
    (check) => check.name === name,
  )
  if (found === undefined) throw new Error(`there is no check ${name}: ${stderr}`)
  return found
}
