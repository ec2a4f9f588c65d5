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

/** One of the open connections. */
interface Place {
  readonly session: ConnectionSession
  readonly done: Promise<void>
  /** Where it stands among them. */
  index: number
}

/**
 * The connections that are open. They stand in an array whose places are used again: a map of them would be made anew
 * every few hundred connections, and the ones before, once they are old, keep what they held, and their successors, from
 * being collected as young objects are.
 */
class ConnectionRoom {
  readonly #context: ConnectionContext
  readonly #places: Place[] = []
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
    const place = { session, done: session.run(), index: this.#places.length }
    this.#places.push(place)
    this.#leaveWhenDone(place, connection.remoteAddress)
  }

  async empty(waitMs: number): Promise<void> {
    this.#isClosed = true
    const places = [...this.#places]
    for (const { session } of places) session.stop()
    await atMost(this.#context.timers, waitMs, Promise.all(places.map(({ done }) => done)))
    for (const { session } of places) session.drop('host-stopping')
  }

  async #leaveWhenDone(place: Place, address: string): Promise<void> {
    this.#countByAddress.set(address, (this.#countByAddress.get(address) ?? 0) + 1)
    await place.done
    const last = this.#places.pop()
    if (last !== undefined && last !== place) {
      this.#places[place.index] = last
      last.index = place.index
    }
    const left = (this.#countByAddress.get(address) ?? 1) - 1
    if (left === 0) this.#countByAddress.delete(address)
    else this.#countByAddress.set(address, left)
  }

  #refusalOf(address: string): string | undefined {
    const { connectionsMax, connectionsPerAddressMax } = this.#context.limits
    if (this.#isClosed) return 'host-stopping'
    if (this.#places.length >= connectionsMax) return 'connections-full'
    if ((this.#countByAddress.get(address) ?? 0) >= connectionsPerAddressMax)
      return 'connections-per-address-full'
    return undefined
  }
}
