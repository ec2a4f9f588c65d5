/**
 * A real sshd on the loopback address for a test: its own host key, its own accounts by key, stopped by its id. Several
 * machines stand behind it; which one is meant follows from the key that ssh offers, so each has its own.
 */
import { execFile, spawn } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, whenListening } from './ports.ts'

const run = promisify(execFile)
const program = '/usr/sbin/sshd'
/** Where sshd insists on a folder when it runs as root. */
const privilegeSeparationFolder = '/run/sshd'

/** A machine behind the server. */
export interface SshMachine {
  /** The alias by which ssh knows it. */
  readonly name: string
  /** Environment of commands on it, such as its own `MUSTER_DATA`. */
  readonly environment?: Readonly<Record<string, string>>
  /** `refusing` knows no key, `hanging` lets in and never answers, `down` has no server, `impostor` has another host key. */
  readonly nature?: 'well' | 'refusing' | 'hanging' | 'down' | 'impostor'
}

/** A running server. */
export interface Sshd extends AsyncDisposable {
  readonly port: number
  /** Configuration for `ssh -F` that knows every machine. */
  readonly sshConfig: string
  /** What the server logged. */
  log(): Promise<string>
  /** Adds a machine to the running server. */
  add(machine: SshMachine): Promise<void>
}

/** Ends by itself when the session of ssh does, so that nothing outlives a test. */
const hangCommand = 'exec tail --pid=$PPID -f /dev/null'

/** Starts a server with these machines behind it. */
export async function startSshd(machines: readonly SshMachine[]): Promise<Sshd> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-sshd-'))
  if (process.getuid?.() === 0) await mkdir(privilegeSeparationFolder, { recursive: true })
  const port = await freePort()
  await makeKey(folder, 'own-host-key')
  await makeKey(folder, 'other-host-key')
  await writeKnownHosts(folder)
  await writeFile(join(folder, 'authorized_keys'), '', { mode: 0o600 })
  await writeFile(join(folder, 'sshd_config'), serverConfiguration(folder, port))
  const sshConfig = join(folder, 'ssh_config')
  await writeFile(sshConfig, '')
  for (const machine of machines) await addMachine(folder, machine, port)
  const log = join(folder, 'log')
  const child = spawn(program, ['-D', '-f', join(folder, 'sshd_config'), '-E', log], { stdio: 'ignore' })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await whenListening(port, exited)
  return {
    port,
    sshConfig,
    log: () => readFile(log, 'utf8'),
    add: (machine) => addMachine(folder, machine, port),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function addMachine(folder: string, machine: SshMachine, port: number): Promise<void> {
  const { name, nature = 'well' } = machine
  await makeKey(folder, name)
  if (nature !== 'refusing')
    await appendFile(join(folder, 'authorized_keys'), await authorizedLine(folder, machine))
  const lines = [
    `Host ${name}`,
    '  HostName 127.0.0.1',
    `  Port ${nature === 'down' ? await freePort() : port}`,
    `  User ${userInfo().username}`,
    `  IdentityFile ${join(folder, name)}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    `  UserKnownHostsFile ${join(folder, nature === 'impostor' ? 'known_impostor' : 'known_hosts')}`,
    '  GlobalKnownHostsFile /dev/null',
    '  HostKeyAlias machine',
    '  StrictHostKeyChecking yes',
  ]
  await appendFile(join(folder, 'ssh_config'), `${lines.join('\n')}\n`)
}

async function authorizedLine(folder: string, { name, environment, nature }: SshMachine): Promise<string> {
  const options = [
    'restrict',
    ...Object.entries(environment ?? {}).map(([variable, value]) => `environment="${variable}=${value}"`),
    ...(nature === 'hanging' ? [`command="${hangCommand}"`] : []),
  ]
  return `${options.join(',')} ${await readFile(join(folder, `${name}.pub`), 'utf8')}`
}

async function makeKey(folder: string, name: string): Promise<void> {
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(folder, name)])
}

async function writeKnownHosts(folder: string): Promise<void> {
  for (const [file, key] of [
    ['known_hosts', 'own-host-key'],
    ['known_impostor', 'other-host-key'],
  ] as const)
    await writeFile(join(folder, file), `machine ${await readFile(join(folder, `${key}.pub`), 'utf8')}`)
}

function serverConfiguration(folder: string, port: number): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'own-host-key')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    'PidFile none',
    // The folder is a temporary one, below folders that others may write to.
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitUserEnvironment yes',
    'PrintMotd no',
    'MaxStartups 100',
    'LogLevel VERBOSE',
    '',
  ].join('\n')
}
