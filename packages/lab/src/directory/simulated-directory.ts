/**
 * The directory of a simulated domain: one answer after a while from whichever controller is up, or none. It remembers
 * who read which objects when, so that a checker can tell what a machine may stand on.
 */
import type { DomainDirectory } from '@muster/client/engine'
import { AppError } from '@muster/core/errors'
import type { DirectoryObject } from '@muster/core/ports'
import { type Life, pauseOf } from '../time/life.ts'
import type { SeededRandom } from '../time/seeded-random.ts'
import type { VirtualTime } from '../time/virtual-time.ts'

const answerMsMax = 400
const silenceMs = 10_000

/** What a directory is made with. */
export interface DirectoryParts {
  readonly domain: string
  /** UUID. */
  readonly forestId: string
  readonly time: VirtualTime
  readonly random: SeededRandom
}

/** One directory. */
export class SimulatedDirectory {
  readonly domain: string
  readonly forestId: string
  /** Whether any of its controllers answers. */
  isUp = true
  readonly #parts: DirectoryParts
  readonly #objects = new Map<string, DirectoryObject>()
  readonly #readings = new Map<string, number>()

  constructor(parts: DirectoryParts) {
    this.domain = parts.domain
    this.forestId = parts.forestId
    this.#parts = parts
  }

  /** Lays an object there, in the place of one with the same name. */
  publish(name: string, document: Uint8Array): void {
    const dn = `CN=${name},CN=Muster,CN=Services,CN=Configuration,DC=lab`
    this.#objects.set(name, { dn, name, document })
  }

  /** Takes all objects away. */
  clear(): void {
    this.#objects.clear()
  }

  /** When a machine was last given at least one object; undefined before. */
  lastGivenMs(machine: string): number | undefined {
    return this.#readings.get(machine)
  }

  /** How a machine reads it, as long as its agent lives. */
  portOf(machine: string, life: Life): DomainDirectory {
    const { time, random } = this.#parts
    return {
      read: async ({ domain }) => {
        if (!this.isUp) {
          await pauseOf(time, life, silenceMs, `${machine} waits for a directory`)
          throw new AppError('directory-unreachable', domain)
        }
        await pauseOf(time, life, random.between(1, answerMsMax), `${machine} reads a directory`)
        if (domain !== this.domain) throw new AppError('directory-not-found', domain)
        const objects = [...this.#objects.values()]
        if (objects.length > 0) this.#readings.set(machine, time.nowMs())
        const { forestId } = this
        return { forestId, forestName: this.domain, server: `dc1.${this.domain}:636`, objects }
      },
    }
  }
}
