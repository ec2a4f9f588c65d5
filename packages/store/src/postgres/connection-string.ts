/**
 * The connection string of the shared store: `postgres://role:password@one:5432,two:5432/database?name=value`, as
 * libpq reads it, several servers included. What is unknown or would weaken TLS in silence is refused by name; the
 * password is in no message.
 */
import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { AppError } from '@muster/core/errors'

const defaultPort = 5_432
const portMax = 65_535
const serversMax = 16
const connectSecondsDefault = 5
const connectSecondsMax = 600

const targetSessions = ['any', 'read-write', 'read-only', 'primary', 'standby', 'prefer-standby'] as const

/** Which servers are acceptable, in libpq's words. */
export type TargetSession = (typeof targetSessions)[number]

/** One server to try. */
export interface PostgresServer {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string
  readonly port: number
}

/** A connection string, checked. */
export interface PostgresAddress {
  /** In the order in which they are tried. */
  readonly servers: readonly PostgresServer[]
  readonly database: string
  readonly user: string | undefined
  readonly password: string | undefined
  readonly targetSession: TargetSession
  readonly connectTimeoutMs: number
  readonly applicationName: string
  /** TLS to one server; false for none. */
  readonly tlsFor: (server: PostgresServer) => ConnectionOptions | false
}

const parameters = [
  'host',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'target_session_attrs',
  'connect_timeout',
  'application_name',
] as const
type Parameters = Readonly<Partial<Record<(typeof parameters)[number], string>>>

const pattern = /^postgres(?:ql)?:\/\/(?:([^:@/?]*)(?::([^@/?]*))?@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/

/** Whether a text is meant as the connection string of a PostgreSQL store. */
export function isPostgresAddress(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text)
}

/** Reads a connection string. Throws `config-invalid`. */
export function readPostgresAddress(text: string): PostgresAddress {
  const match = pattern.exec(text)
  if (match === null) throw invalid('it is not of the form postgres://role@server/database')
  const [, user, password, hosts = '', database, query] = match
  const given = readParameters(query ?? '')
  return {
    servers: readServers(given.host ?? decode(hosts)),
    database: decode(database ?? '') || 'muster',
    user: user === undefined || user === '' ? undefined : decode(user),
    password: password === undefined ? undefined : decode(password),
    targetSession: readTargetSession(given.target_session_attrs),
    connectTimeoutMs: readConnectSeconds(given.connect_timeout) * 1_000,
    applicationName: given.application_name ?? 'muster',
    tlsFor: readTls(given),
  }
}

/** The string without its password, for people. */
export function withoutPassword(text: string): string {
  return text.replace(/^(postgres(?:ql)?:\/\/[^:@/?]*):[^@/?]*@/, '$1@')
}

function readParameters(query: string): Parameters {
  const given: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(query)) {
    if (!parameters.some((known) => known === name)) throw invalid(`${name} is not known`)
    given[name] = value
  }
  return given
}

function readServers(text: string): readonly PostgresServer[] {
  const servers = text.split(',').map(readServer)
  if (servers.length > serversMax) throw invalid(`it names more than ${serversMax} servers`)
  return servers
}

function readServer(text: string): PostgresServer {
  if (text.startsWith('/')) return { host: text, port: defaultPort }
  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(text) ?? []
  const host = bracketed ?? plain
  if (host === undefined) throw invalid(`${text} is no server`)
  const number = port === undefined ? defaultPort : Number(port)
  if (number < 1 || number > portMax) throw invalid(`${text} has no valid port`)
  return { host: host === '' ? 'localhost' : host, port: number }
}

function readTargetSession(text = 'read-write'): TargetSession {
  const known = targetSessions.find((name) => name === text)
  if (known === undefined) throw invalid(`target_session_attrs is one of ${targetSessions.join(', ')}`)
  return known
}

function readConnectSeconds(text: string | undefined): number {
  if (text === undefined) return connectSecondsDefault
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (seconds < 1 || seconds > connectSecondsMax)
    throw invalid(`connect_timeout is 1 to ${connectSecondsMax} seconds`)
  return seconds
}

/**
 * Beyond this machine the server's certificate and name are verified unless the string says otherwise. `prefer` and
 * `allow` are refused: they fall back to plain text when somebody in between says so.
 */
function readTls(given: Parameters): PostgresAddress['tlsFor'] {
  const { sslmode, sslrootcert, sslcert, sslkey } = given
  const files = {
    ...(sslrootcert === undefined ? {} : { ca: readFile('sslrootcert', sslrootcert) }),
    ...(sslcert === undefined ? {} : { cert: readFile('sslcert', sslcert) }),
    ...(sslkey === undefined ? {} : { key: readFile('sslkey', sslkey) }),
  }
  switch (sslmode) {
    case 'disable':
      return () => false
    case 'require':
      // As with libpq: a certificate authority that is named is also asked.
      return () => ({ ...files, rejectUnauthorized: 'ca' in files, checkServerIdentity: () => undefined })
    case 'verify-ca':
      return () => ({ ...files, checkServerIdentity: () => undefined })
    case 'verify-full':
      return () => files
    case undefined:
      return ({ host }) => (isLocal(host) && Object.keys(files).length === 0 ? false : files)
    default:
      throw invalid('sslmode is disable, require, verify-ca or verify-full')
  }
}

function isLocal(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function readFile(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new AppError('config-invalid', `store: the file of ${name} cannot be read.`, { cause })
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalid('a percent sign in it is not followed by two hexadecimal digits')
  }
}

function invalid(detail: string): AppError {
  return new AppError('config-invalid', `store: ${detail}.`)
}
