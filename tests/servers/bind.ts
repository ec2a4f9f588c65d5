/** A real BIND name server for a test: its own folder, its own free port, stopped by its id. */
import { execFile, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describeWith } from '../support/needs.ts'
import { freePort, whenListening } from './ports.ts'

const run = promisify(execFile)
/** Daemons stand in folders that a user's search path may lack. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }

/**
 * A zone and who may change it: holders of the key, one host with its key in its own records only (the key and the
 * host have one name), or anybody on this machine.
 */
export interface BindZone {
  readonly name: string
  readonly updates: 'key' | 'own-records' | 'anybody' | 'nobody'
}

/** A running server. */
export interface Bind extends AsyncDisposable {
  readonly port: number
  readonly folder: string
  /** Files as tsig-keygen writes them, by key name. */
  readonly keyFiles: Readonly<Record<string, string>>
  /** What dig prints for a name and type, one record a line, sorted. */
  dig(name: string, type: string): Promise<readonly string[]>
  stop(): Promise<void>
}

/** A `describe` of tests that need BIND and its tools; skipped loudly where they are missing. */
export function describeBind(name: string, tests: () => void): void {
  describeWith(['named', 'dig', 'nsupdate', 'tsig-keygen'], name, tests)
}

/** Starts a server with these zones; every key of `keys` (name to algorithm) may change the zones with `updates: 'key'`. */
export async function startBind(options: {
  readonly zones: readonly BindZone[]
  readonly keys?: Readonly<Record<string, string>>
}): Promise<Bind> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bind-'))
  await chmod(folder, 0o755)
  await mkdir(join(folder, 'cache'))
  const port = await freePort()
  const keyFiles = await writeKeys(folder, options.keys ?? {})
  for (const zone of options.zones) await writeFile(join(folder, `${zone.name}.zone`), zoneFile(zone.name))
  await writeFile(join(folder, 'named.conf'), configuration({ folder, port, zones: options.zones, keyFiles }))
  const child = spawn('named', ['-c', join(folder, 'named.conf'), '-f', '-g'], { stdio: 'ignore', env })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await whenListening(port, exited)
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
  }
  return {
    port,
    folder,
    keyFiles,
    stop,
    async dig(name, type) {
      const { stdout } = await run('dig', ['@127.0.0.1', '-p', String(port), '+short', '+tcp', name, type])
      return stdout.split('\n').filter(Boolean).sort()
    },
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function writeKeys(
  folder: string,
  keys: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  for (const [name, algorithm] of Object.entries(keys)) {
    const { stdout } = await run('tsig-keygen', ['-a', algorithm, name], { env })
    const path = join(folder, `${name}.key`)
    await writeFile(path, stdout, { mode: 0o644 })
    files[name] = path
  }
  return files
}

function zoneFile(name: string): string {
  return [
    '$TTL 60',
    `@ IN SOA ns.${name}. admin.${name}. ( 1 60 60 600 60 )`,
    `@ IN NS ns.${name}.`,
    'ns IN A 127.0.0.1',
    '',
  ].join('\n')
}

function configuration(options: {
  readonly folder: string
  readonly port: number
  readonly zones: readonly BindZone[]
  readonly keyFiles: Readonly<Record<string, string>>
}): string {
  const { folder, port, zones, keyFiles } = options
  const cache = join(folder, 'cache')
  return [
    ...Object.values(keyFiles).map((path) => `include "${path}";`),
    'controls {};',
    'options {',
    `  directory "${cache}"; pid-file "${cache}/pid"; session-keyfile "${cache}/session.key";`,
    `  managed-keys-directory "${cache}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };`,
    '  recursion no; dnssec-validation no; notify no; empty-zones-enable no;',
    '};',
    ...zones.map((zone) => zoneStatement(folder, zone, Object.keys(keyFiles))),
    '',
  ].join('\n')
}

function zoneStatement(folder: string, zone: BindZone, keyNames: readonly string[]): string {
  const rights = {
    key: `update-policy { ${keyNames.map((key) => `grant ${key} zonesub ANY;`).join(' ')} };`,
    'own-records': `update-policy { ${keyNames.map((key) => ownRecords(key, zone.name)).join(' ')} };`,
    anybody: 'allow-update { 127.0.0.1; };',
    nobody: '',
  }[zone.updates]
  return `zone "${zone.name}" { type primary; file "${join(folder, `${zone.name}.zone`)}"; ${rights} };`
}

/** The rights that docs/operating/dns.md gives to a host. */
function ownRecords(key: string, zone: string): string {
  return `grant ${key} name _muster._tcp.${zone}. SRV; grant ${key} name ${key}. A AAAA;`
}

/** The text of a key file, for tests that spoil it. */
export function readKeyFile(path: string): Promise<string> {
  return readFile(path, 'utf8')
}
