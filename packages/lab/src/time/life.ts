/** The life of one simulated process: what was begun in it ends with it, as after a kill. */
import type { Timers } from '@muster/core/ports'
import type { VirtualTime } from './virtual-time.ts'

/** From a start to a stop or a crash. */
export class Life {
  readonly #endings = new Set<() => void>()
  #isOver = false

  get isOver(): boolean {
    return this.#isOver
  }

  /** Calls back at the end; gives the way to forget about it. */
  atEnd(callback: () => void): () => void {
    this.#endings.add(callback)
    return () => this.#endings.delete(callback)
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const callback of [...this.#endings]) callback()
    this.#endings.clear()
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
