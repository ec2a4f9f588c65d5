/** The TCP door: accepts connections within its bounds, and at the end lets those that are being answered finish. */
import type { Connection, Listener } from '@muster/core/ports'
import { atMost } from '../jobs/at-most.ts'
import { type ConnectionContext, ConnectionSession } from './connection.ts'

const backlog = 1_024

/** An open door. */
export interface TcpDoor {
  readonly address: string
  readonly port: number
  /** Stops accepting, waits for what was accepted, and drops what is not done after `waitMs`. */
  close(waitMs: number): Promise<void>
}

/** Opens the door. Rejects with `port-in-use` or `port-forbidden`. */
export async function openTcpDoor(
  where: { readonly address: string; readonly port: number },
  listener: Listener,
  context: ConnectionContext,
): Promise<TcpDoor> {
  const room = new ConnectionRoom(context)
  const listening = await listener.listen({ ...where, backlog }, (connection) => room.admit(connection))
  return {
    address: listening.address,
    port: listening.port,
    async close(waitMs) {
      const closed = listening.close()
      await room.empty(waitMs)
      await closed
    },
  }
}

/** The connections that are open. */
class ConnectionRoom {
  readonly #context: ConnectionContext
  readonly #sessions = new Map<ConnectionSession, Promise<void>>()
  readonly #countByAddress = new Map<string, number>()
  #isClosed = false

  constructor(context: ConnectionContext) {
    this.#context = context
  }

  admit(connection: Connection): void {
    const refusal = this.#refusalOf(connection.remoteAddress)
    if (refusal !== undefined) {
      this.#context.log.warn('connection-refused', refusal, { address: connection.remoteAddress })
      connection.destroy()
      return
    }
    this.#context.onOpened?.()
    const session = new ConnectionSession(connection, this.#context)
    this.#sessions.set(session, this.#serve(session, connection.remoteAddress))
  }

  async empty(waitMs: number): Promise<void> {
    this.#isClosed = true
    const sessions = [...this.#sessions]
    for (const [session] of sessions) session.stop()
    await atMost(this.#context.timers, waitMs, Promise.all(sessions.map(([, done]) => done)))
    for (const [session] of sessions) session.drop('host-stopping')
  }

  async #serve(session: ConnectionSession, address: string): Promise<void> {
    this.#countByAddress.set(address, (this.#countByAddress.get(address) ?? 0) + 1)
    await session.run()
    this.#sessions.delete(session)
    const left = (this.#countByAddress.get(address) ?? 1) - 1
    if (left === 0) this.#countByAddress.delete(address)
    else this.#countByAddress.set(address, left)
  }

  #refusalOf(address: string): string | undefined {
    const { connectionsMax, connectionsPerAddressMax } = this.#context.limits
    if (this.#isClosed) return 'host-stopping'
    if (this.#sessions.size >= connectionsMax) return 'connections-full'
    if ((this.#countByAddress.get(address) ?? 0) >= connectionsPerAddressMax)
      return 'connections-per-address-full'
    return undefined
  }
}
