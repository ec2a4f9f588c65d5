/** The life of one simulated process: what was begun in it ends with it, as after a kill. */
import type { Timers } from '@muster/core/ports'
import type { VirtualTime } from './virtual-time.ts'

/** What happens at the end of a life, and where it stands among the others. */
interface Ending {
  readonly callback: () => void
  place: number
}

/**
 * From a start to a stop or a crash. Endings come and go with every connection and commit; in a set, which is made anew
 * every few hundred of them, the copies before would keep alive what they held.
 */
export class Life {
  readonly #endings: Ending[] = []
  #isOver = false

  get isOver(): boolean {
    return this.#isOver
  }

  /** Calls back at the end, in any order; gives the way to forget about it. */
  atEnd(callback: () => void): () => void {
    const ending = { callback, place: this.#endings.length }
    this.#endings.push(ending)
    return () => this.#forget(ending)
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const { callback } of this.#endings.splice(0)) callback()
  }

  #forget(ending: Ending): void {
    if (this.#endings[ending.place] !== ending) return
    const last = this.#endings.pop()
    if (last === undefined || last === ending) return
    this.#endings[ending.place] = last
    last.place = ending.place
  }
}

/** Timers that fire only while a life lasts. */
export function timersOf(time: VirtualTime, life: Life, label: string): Timers {
  return {
    after: (delayMs, callback) =>
      time.after(delayMs, label, () => {
        if (!life.isOver) callback()
      }),
  }
}

/** Resolves later; never after the life is over. */
export function pauseOf(time: VirtualTime, life: Life, delayMs: number, label: string): Promise<void> {
  return new Promise((resolve) => {
    time.after(delayMs, label, () => {
      if (!life.isOver) resolve()
    })
  })
}
