/**
 * Real PostgreSQL servers for a test: a primary in a folder of its own on a free port, and standbys that stream from
 * it. Stopped by pg_ctl. As root they run as user postgres, since PostgreSQL refuses to run as root.
 */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './ports.ts'

const run = promisify(execFile)
const debianVersions = '/usr/lib/postgresql'

/** Names and values of postgresql.conf. */
export type PostgresSettings = Readonly<Record<string, string>>

/** A server that was started. */
export interface Postgres extends AsyncDisposable {
  readonly port: number
  readonly folder: string
  /** The connection string of a role, `postgres` unless said otherwise, without TLS. */
  url(options?: { readonly database?: string; readonly user?: string }): string
  /** Starts it again after a stop. */
  start(): Promise<void>
  /** `immediate` is a crash: it drops connections and writes nothing more. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>
  /** Turns a standby into a primary; resolves when it takes writes. */
  promote(): Promise<void>
}

/** The folder of PostgreSQL's programs; tests that need it name `${postgresPrograms}/postgres`. */
export const postgresPrograms = programsFolder()

/** Starts a primary. It does not wait for the disk unless `settings` say so: what is tested does not lose power. */
export async function startPostgres(settings: PostgresSettings = {}): Promise<Postgres> {
  const folder = await ownFolder()
  await initialise(folder)
  return startServer(folder, { fsync: 'off', ...settings })
}

/** Starts a primary whose data stay in a folder from one start to the next; disposing of it only stops it. */
export async function startKeptPostgres(folder: string, settings: PostgresSettings = {}): Promise<Postgres> {
  await mkdir(folder, { recursive: true })
  await makeEnterable(folder)
  if (!existsSync(join(folder, 'data'))) await initialise(folder)
  const server = await startServer(folder, settings)
  return { ...server, [Symbol.asyncDispose]: () => server.stop('fast') }
}

function initialise(folder: string): Promise<void> {
  const data = ['-D', join(folder, 'data')]
  return runAsPostgres('initdb', [
    ...data,
    '-A',
    'trust',
    '-U',
    'postgres',
    '--no-locale',
    '-E',
    'UTF8',
    '-N',
  ])
}

/** Starts a standby that streams from a primary, under an application name that the primary may wait for. */
export async function startStandby(primary: Postgres, name = 'standby'): Promise<Postgres> {
  const folder = await ownFolder()
  const connection = `host=127.0.0.1 port=${primary.port} user=postgres application_name=${name}`
  const data = join(folder, 'data')
  await runAsPostgres('pg_basebackup', ['-d', connection, '-D', data, '-R', '-X', 'stream', '-c', 'fast'])
  return startServer(folder, { fsync: 'off', synchronous_standby_names: '' })
}

/** Hands a file to the user that servers run as, for it alone, as certificates' keys must be. */
export async function giveToPostgres(path: string): Promise<void> {
  const user = await postgresUser()
  if (user !== undefined) await chown(path, user.uid, user.gid)
  await chmod(path, 0o600)
}

async function startServer(folder: string, settings: PostgresSettings): Promise<Postgres> {
  const data = join(folder, 'data')
  const port = await freePort()
  await writeSettings(data, { ...settings, port: String(port), unix_socket_directories: folder })
  const control = (...arguments_: string[]) => runAsPostgres('pg_ctl', ['-D', data, '-w', ...arguments_])
  const start = () => control('-l', join(folder, 'log'), 'start')
  const stop = async (mode = 'fast') => {
    if (existsSync(join(data, 'postmaster.pid'))) await control('-m', mode, 'stop')
  }
  await start()
  return {
    port,
    folder,
    url: ({ database = 'postgres', user = 'postgres' } = {}) =>
      `postgres://${user}@127.0.0.1:${port}/${database}?sslmode=disable`,
    start,
    stop,
    promote: () => control('promote'),
    async [Symbol.asyncDispose]() {
      await stop('immediate')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function writeSettings(data: string, settings: PostgresSettings): Promise<void> {
  const all = { listen_addresses: '127.0.0.1', max_connections: '60', ...settings }
  const lines = Object.entries(all).map(([name, value]) => `${name} = '${value}'`)
  await writeFile(join(data, 'postgresql.auto.conf'), `${lines.join('\n')}\n`, { flag: 'a' })
}

/** Every folder above it can be entered by anybody, as the system's temporary folder can. */
async function ownFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-postgres-'))
  await makeEnterable(folder)
  return folder
}

async function makeEnterable(folder: string): Promise<void> {
  const user = await postgresUser()
  if (user !== undefined) await chown(folder, user.uid, user.gid)
}

async function runAsPostgres(program: string, arguments_: readonly string[]): Promise<void> {
  // A folder that user postgres may not enter would stop its programs.
  await run(join(postgresPrograms, program), [...arguments_], { cwd: '/', ...(await postgresUser()) })
}

let knownUser: Promise<{ readonly uid: number; readonly gid: number } | undefined> | undefined

function postgresUser() {
  knownUser ??= findPostgresUser()
  return knownUser
}

async function findPostgresUser() {
  if (process.getuid?.() !== 0) return undefined
  const idOf = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout)
  return { uid: await idOf('-u'), gid: await idOf('-g') }
}

/** Debian keeps each version apart, outside the search path. */
function programsFolder(): string {
  const versions = existsSync(debianVersions) ? readdirSync(debianVersions) : []
  const newest = versions
    .map(Number)
    .filter(Number.isInteger)
    .sort((left, right) => left - right)
    .at(-1)
  return `${debianVersions}/${newest ?? 'none'}/bin`
}
