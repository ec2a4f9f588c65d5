/** Who is signed in. Sessions live in memory: they end with the service, by time, or when their token is removed. */
import { toHex } from '@muster/core/bytes'
import type { Clock, Random } from '@muster/core/ports'

/** How long a session lasts, used or not. */
export const sessionMs = 12 * 60 * 60 * 1_000
/** How long a session that is not used lasts. */
export const sessionIdleMs = 60 * 60 * 1_000
/** Sessions that are kept; beyond it the oldest ends. */
export const sessionsMax = 1_000

const idBytes = 32

/** One session. */
export interface Session {
  readonly tokenId: string
  readonly startedAtMs: number
  readonly usedAtMs: number
}

/** The sessions of one service. */
export class Sessions {
  readonly #clock: Clock
  readonly #random: Random
  readonly #byId = new Map<string, Session>()

  constructor({ clock, random }: { readonly clock: Clock; readonly random: Random }) {
    this.#clock = clock
    this.#random = random
  }

  /** Begins a session; the id is the secret that its cookie holds. */
  begin(tokenId: string): string {
    const [oldest] = this.#byId.keys()
    if (this.#byId.size >= sessionsMax && oldest !== undefined) this.#byId.delete(oldest)
    const id = toHex(this.#random.bytes(idBytes))
    const nowMs = this.#clock.nowMs()
    this.#byId.set(id, { tokenId, startedAtMs: nowMs, usedAtMs: nowMs })
    return id
  }

  /** The session, which is used by asking; undefined once it has ended. */
  find(id: string): Session | undefined {
    const session = this.#byId.get(id)
    if (session === undefined) return undefined
    const nowMs = this.#clock.nowMs()
    const isOver = nowMs - session.startedAtMs >= sessionMs || nowMs - session.usedAtMs >= sessionIdleMs
    if (isOver) {
      this.#byId.delete(id)
      return undefined
    }
    const used = { ...session, usedAtMs: nowMs }
    this.#byId.set(id, used)
    return used
  }

  end(id: string): void {
    this.#byId.delete(id)
  }
}
