/**
 * Connects to the first server of the list that is what the connection string asks for (target_session_attrs, which
 * the driver itself does not know). After a failure it leaves the servers alone for a while that grows, so that
 * requests are refused at once instead of each waiting for a timeout.
 */
import { AppError, type Reason } from '@muster/core/errors'
import { Client, types } from 'pg'
import type { PostgresAddress, PostgresServer, TargetSession } from './connection-string.ts'
import { asStoreError } from './store-error.ts'

const backOffFirstMs = 50
const backOffMaxMs = 2_000
const bigintType = 20
/** A transaction whose host froze or vanished is ended by the server, so that the other hosts go on. */
const idleInTransactionMs = 10_000
/** Beyond the server's own limit: for a server that vanished without closing the connection. */
const silenceAllowanceMs = 2_000
const keepAliveDelayMs = 10_000

/** How long the server may take for a statement, and how long a statement waits for other hosts. */
export interface SessionLimits {
  readonly statementTimeoutMs: number
  readonly lockTimeoutMs: number
}

/** A connection. */
export interface Session {
  readonly client: Client
  /** Set once the connection broke. */
  isBroken: boolean
}

/** Makes connections to one address. */
export class Connector {
  readonly #address: PostgresAddress
  readonly #limits: SessionLimits
  #backOffMs = 0
  #notBeforeMs = 0
  #lastFailure: AppError | undefined

  constructor(address: PostgresAddress, limits: SessionLimits) {
    this.#address = address
    this.#limits = limits
  }

  /** A new connection. Rejects with `store-unreachable`, `store-read-only` and others of {@link asStoreError}. */
  async connect(): Promise<Session> {
    if (this.#lastFailure !== undefined && performance.now() < this.#notBeforeMs) throw this.#lastFailure
    try {
      const session = await this.#connectToAny()
      this.#backOffMs = 0
      this.#lastFailure = undefined
      return session
    } catch (error) {
      this.#lastFailure = asStoreError(error)
      this.#backOffMs = Math.min(backOffMaxMs, Math.max(backOffFirstMs, 2 * this.#backOffMs))
      this.#notBeforeMs = performance.now() + this.#backOffMs
      throw this.#lastFailure
    }
  }

  /** For `prefer-standby` a second round takes whatever answers. */
  async #connectToAny(): Promise<Session> {
    const { targetSession } = this.#address
    const rounds: readonly TargetSession[] =
      targetSession === 'prefer-standby' ? ['standby', 'any'] : [targetSession]
    const reasons: Reason[] = []
    for (const wanted of rounds) {
      for (const server of this.#address.servers) {
        try {
          return await this.#connectTo(server, wanted)
        } catch (error) {
          const { code, detail = '' } = asStoreError(error)
          reasons.push({ subject: `${server.host}:${server.port}`, code, detail })
        }
      }
    }
    throw gathered(reasons)
  }

  async #connectTo(server: PostgresServer, wanted: TargetSession): Promise<Session> {
    const { database, user, password, tlsFor, applicationName, connectTimeoutMs } = this.#address
    const client = new Client({
      ...server,
      database,
      user,
      password,
      ssl: tlsFor(server),
      application_name: applicationName,
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      // Compiling a statement takes longer here than running it.
      options: '-c jit=off',
      keepAliveInitialDelayMillis: keepAliveDelayMs,
      statement_timeout: this.#limits.statementTimeoutMs,
      lock_timeout: this.#limits.lockTimeoutMs,
      query_timeout: this.#limits.statementTimeoutMs + silenceAllowanceMs,
      idle_in_transaction_session_timeout: idleInTransactionMs,
      pipeline: true,
      types: { getTypeParser: typeParser },
    })
    const session: Session = { client, isBroken: false }
    const onBroken = () => {
      session.isBroken = true
    }
    client.on('error', onBroken)
    client.on('end', onBroken)
    try {
      await client.connect()
      await inspect(client, wanted)
      return session
    } catch (error) {
      discard(client)
      throw error
    }
  }
}

/** Ends a connection that is of no further use, without waiting for the server. */
export function discard(client: Client): void {
  client.end().catch(() => undefined)
  // A server that is gone would never take the goodbye.
  const { connection } = client as unknown as { connection?: { stream?: { destroy(): void } } }
  connection?.stream?.destroy()
}

/** Milliseconds and sequences are whole numbers far below 2^53; without this they would arrive as text. */
function typeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === bigintType && format !== 'binary') return Number
  return types.getTypeParser(oid, format as 'text')
}

interface ServerFacts {
  readonly standby: boolean
  readonly read_only: boolean
  readonly postponed: boolean
}

const selectFacts = `SELECT pg_is_in_recovery() AS standby,
    current_setting('transaction_read_only')::boolean AS read_only,
    current_setting('synchronous_commit') IN ('off', 'local') AS postponed`

/** A commit that returns before it is durable would let an answer out that a crash forgets (R2.10). */
const waitForDisk = 'SET synchronous_commit = on'

async function inspect(client: Client, wanted: TargetSession): Promise<void> {
  const [facts] = (await client.query<ServerFacts>(selectFacts)).rows
  if (facts === undefined || !isWanted(facts, wanted))
    throw new AppError('store-read-only', `The server is not ${wanted}.`)
  if (facts.postponed) await client.query(waitForDisk)
}

function isWanted({ standby, read_only }: ServerFacts, wanted: TargetSession): boolean {
  switch (wanted) {
    case 'any':
    case 'prefer-standby':
      return true
    case 'read-write':
      return !standby && !read_only
    case 'read-only':
      return standby || read_only
    case 'primary':
      return !standby
    case 'standby':
      return standby
  }
}

/** One reason says everything; of several, one that is about the server's role tells more than one that is not there. */
function gathered(reasons: readonly Reason[]): AppError {
  const telling = reasons.find(({ code }) => code !== 'store-unreachable') ?? reasons[0]
  const detail = reasons.map((reason) => `${reason.subject}: ${reason.detail}`).join(' ')
  return new AppError(telling?.code ?? 'store-unreachable', detail, { reasons })
}
