/**
 * A machine's disk: its files outlive the processes that use them. A crash leaves a write done, not done or, where
 * the disk is told to lie, half done.
 */
import { AppError } from '@muster/core/errors'
import type { Files } from '@muster/core/ports'
import { type Life, pauseOf } from '../time/life.ts'
import type { SeededRandom } from '../time/seeded-random.ts'
import type { VirtualTime } from '../time/virtual-time.ts'

/** How a disk behaves. */
export interface DiskConditions {
  /** How long a write takes; 0 is at once. */
  readonly writeMsMax: number
  /** A write that fails. */
  readonly failureChance: number
  /** A write that a crash tears, although the disk promised that none would be. */
  readonly tearChance: number
  /** Called for each write; true makes it fail. */
  readonly onWrite?: () => boolean
}

/** A disk that does nothing wrong and takes no time. */
export const soundDisk: DiskConditions = { writeMsMax: 0, failureChance: 0, tearChance: 0 }

/** What a disk is used with. */
export interface DiskParts {
  readonly time: VirtualTime
  readonly random: SeededRandom
  /** Hears of each file that was written. */
  readonly onWrite: (name: string, content: Uint8Array) => void
  /** Hears of each write that failed. */
  readonly onFailure: () => void
  /** Files whose content goes to `onWrite` only: a log that nobody reads back. */
  readonly unkept: ReadonlySet<string>
}

/** The files of one machine folder. */
export class SimulatedDisk {
  readonly #files: Map<string, Uint8Array>
  conditions: DiskConditions = soundDisk

  constructor(files: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#files = new Map(files)
  }

  /** A disk with the same content, as an image has it. */
  copy(): SimulatedDisk {
    return new SimulatedDisk(this.#files)
  }

  /** The files without a process and without faults. */
  plainFiles(): Files {
    return {
      read: async (name) => this.#files.get(name),
      write: async (name, content) => {
        this.#files.set(name, content)
      },
      rename: async () => {},
      remove: async (name) => {
        this.#files.delete(name)
      },
      exclusively: (_name, _waitMs, work) => work(),
    }
  }

  /** The files as the process of one life sees them. Locks end with the life. */
  filesFor(life: Life, parts: DiskParts): Files {
    const locks = new Map<string, Promise<unknown>>()
    return {
      read: async (name) => this.#files.get(name),
      write: (name, content) => this.#write(name, content, life, parts),
      rename: async (from, to) => {
        const content = this.#files.get(from)
        if (life.isOver || content === undefined) return
        this.#files.delete(from)
        this.#files.set(to, content)
      },
      remove: async (name) => {
        if (!life.isOver) this.#files.delete(name)
      },
      exclusively: (name, _waitMs, work) => {
        const turn = (locks.get(name) ?? Promise.resolve()).then(work)
        locks.set(
          name,
          turn.catch(() => undefined),
        )
        return turn
      },
    }
  }

  async #write(name: string, content: Uint8Array, life: Life, parts: DiskParts): Promise<void> {
    const { writeMsMax, failureChance, onWrite } = this.conditions
    const { random, time } = parts
    if (life.isOver) throw new AppError('file-access', 'The process is gone.')
    if (parts.unkept.has(name)) {
      parts.onWrite(name, content)
      return
    }
    if (random.chance(failureChance) || onWrite?.() === true) {
      parts.onFailure()
      throw new AppError('file-access', 'The simulated disk is full.')
    }
    if (writeMsMax > 0) {
      const forget = life.atEnd(() => this.#crashDuring(name, content, random))
      await pauseOf(time, life, random.between(0, writeMsMax), 'written')
      forget()
    }
    this.#files.set(name, content)
    parts.onWrite(name, content)
  }

  #crashDuring(name: string, content: Uint8Array, random: SeededRandom): void {
    if (random.chance(this.conditions.tearChance))
      this.#files.set(name, content.slice(0, random.between(0, content.length)))
    else if (random.chance(0.5)) this.#files.set(name, content)
  }
}
