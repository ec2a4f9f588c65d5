/**
 * The connections of one store: one that writes, so that batches run one after another, and a few that read. Writes
 * always go to a server that takes them; reads go where the connection string allows.
 */
import { AppError } from '@muster/core/errors'
import type { Client } from 'pg'
import { type Attempts, withAttempts } from '../sharing/index.ts'
import { ConnectionPool } from './connection-pool.ts'
import type { PostgresAddress } from './connection-string.ts'
import { Connector, type SessionLimits } from './connector.ts'
import { asStoreError, mayBeRetried } from './store-error.ts'

const readersMax = 3
/** A batch that has not got its turn by now is refused; its machines ask again. */
const writeLimits: SessionLimits = { statementTimeoutMs: 10_000, lockTimeoutMs: 5_000 }
/** Reports read more than batches. */
const readLimits: SessionLimits = { statementTimeoutMs: 60_000, lockTimeoutMs: 5_000 }

const attempts: Attempts = { mayBeRetried, pause, chance: Math.random }

/** Reads and writes on one address. */
export class Connections {
  readonly #readers: ConnectionPool
  readonly #writer: ConnectionPool

  constructor(address: PostgresAddress, limits: Partial<SessionLimits> = {}) {
    this.#readers = new ConnectionPool(new Connector(address, readLimits), readersMax)
    const primary = { ...address, targetSession: 'read-write' } as const
    this.#writer = new ConnectionPool(new Connector(primary, { ...writeLimits, ...limits }), 1)
  }

  /** Runs reads. Rejects with codes of the store. */
  async read<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return withStoreErrors(this.#readers.use(({ client }) => work(client)))
  }

  /** Runs `work` on the connection that writes, in transactions of its own or none. */
  async exclusively<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return withStoreErrors(this.#writer.use(({ client }) => work(client)))
  }

  /**
   * Runs `work` in one transaction. Each statement sees what was committed before it (read committed): what must not
   * change meanwhile is locked by `work`. Where the server undid it because of others, it runs again, a few times.
   */
  async write<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return this.exclusively((client) => withAttempts(attempts, () => inTransaction(client, work)))
  }

  /** Runs reads that all see one moment of the database, on the connections that read. */
  async readSnapshot<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return this.read(async (client) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
      try {
        await client.query('SET LOCAL statement_timeout = 0')
        await client.query('SET LOCAL idle_in_transaction_session_timeout = 0')
        return await work(client)
      } finally {
        await client.query('ROLLBACK')
      }
    })
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    await Promise.all([this.#readers.close(), this.#writer.close()])
  }
}

async function inTransaction<T>(client: Client, work: (client: Client) => Promise<T>): Promise<T> {
  const begun = client.query('BEGIN ISOLATION LEVEL READ COMMITTED')
  try {
    const [, result] = await Promise.all([begun, work(client)])
    return result
  } catch (error) {
    // A connection that broke has undone everything by that; its own failure is the one to tell.
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/** Sends the commit behind what was sent; resolves once everything is durable. */
export async function commit(client: Client, sent: readonly Promise<unknown>[]): Promise<void> {
  const committed = client.query('COMMIT')
  await Promise.all([...sent, committed])
  // After a failed statement the server answers COMMIT with ROLLBACK.
  const { command } = await committed
  if (command !== 'COMMIT') throw new AppError('store-failed', 'The server did not commit.')
}

async function withStoreErrors<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw asStoreError(error)
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
