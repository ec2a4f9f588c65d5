/**
 * A few connections that are used again. Who waits for one waits in a bounded queue; a connection that broke is
 * thrown away, so that the next use makes a new one.
 */
import { AppError } from '@muster/core/errors'
import { type Connector, discard, type Session } from './connector.ts'
import { endsConnection } from './store-error.ts'

/** Uses that may wait for a connection. */
export const waitingMax = 1_000

/** Connections to one address. */
export class ConnectionPool {
  readonly #connector: Connector
  readonly #connectionsMax: number
  #idle: Session[] = []
  #inUse = 0
  readonly #waiting: (() => void)[] = []
  #isClosed = false

  constructor(connector: Connector, connectionsMax: number) {
    this.#connector = connector
    this.#connectionsMax = connectionsMax
  }

  /** Runs `work` on a connection of its own. Rejects with what `work` throws. */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new AppError('store-failed', 'The store is closed.')
    await this.#turn()
    try {
      return await this.#useNow(work)
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#inUse--
      else next()
    }
  }

  /** Waits for what is in use and closes all connections. */
  async close(): Promise<void> {
    this.#isClosed = true
    while (this.#inUse > 0) await new Promise<void>((resolve) => this.#queue(resolve))
    const idle = this.#idle
    this.#idle = []
    await Promise.all(idle.map(({ client }) => client.end().catch(() => undefined)))
  }

  /** Resolves when it is this use's turn. */
  async #turn(): Promise<void> {
    if (this.#inUse < this.#connectionsMax) {
      this.#inUse++
      return
    }
    if (this.#waiting.length >= waitingMax)
      throw new AppError('store-locked', 'Too much waits for the database.')
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Joins the queue without taking a connection. */
  #queue(resolve: () => void): void {
    this.#waiting.push(() => {
      const next = this.#waiting.shift()
      if (next === undefined) this.#inUse--
      else next()
      resolve()
    })
  }

  async #useNow<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = this.#takeIdle() ?? (await this.#connector.connect())
    try {
      const result = await work(session)
      this.#idle.push(session)
      return result
    } catch (error) {
      if (session.isBroken || endsConnection(error)) discard(session.client)
      else this.#idle.push(session)
      throw error
    }
  }

  #takeIdle(): Session | undefined {
    for (;;) {
      const session = this.#idle.pop()
      if (session === undefined || !session.isBroken) return session
    }
  }
}
