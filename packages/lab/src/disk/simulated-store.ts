/**
 * The store of a simulated host: the store in memory, with waits and failures inside its commits. Its data outlives
 * the host's process; a crash during a commit leaves it done or not done.
 */
import type { HostStore } from '@muster/core/stores'
import { type MemoryHostData, openMemoryHostStore } from '@muster/store/memory'
import type { SimulatedDatabase } from '../database/simulated-database.ts'
import type { Life } from '../time/life.ts'
import type { SeededRandom } from '../time/seeded-random.ts'
import type { VirtualTime } from '../time/virtual-time.ts'

/** How commits behave. */
export interface StoreConditions {
  readonly commitMsMin: number
  readonly commitMsMax: number
  readonly failureChance: number
  /** Called as a commit begins; true makes this one fail. */
  readonly onCommit?: () => boolean
}

/** Commits that take a millisecond and never fail. */
export const soundStore: StoreConditions = { commitMsMin: 1, commitMsMax: 1, failureChance: 0 }

/** Events beyond their number leave many at a time: each time, all are looked through. */
const excessMin = 1.5

/** No clock of a host is ever wrong by more. */
const clockErrorMsMax = 366 * 86_400_000

/** What a store is opened with. */
export interface StoreParts {
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly conditions: () => StoreConditions
}

/** The data of a host: what it counts, shared with others or not, and what is its own. */
export interface HostData {
  readonly counted: MemoryHostData
  /** Holds what is counted, where hosts share it (R2.13). */
  readonly database?: SimulatedDatabase
  /** Keys and settings. */
  readonly own: MemoryHostData
}

/** Data of a host that counts on its own, or on a database with others. */
export function hostDataOf(own: MemoryHostData, database: SimulatedDatabase | undefined): HostData {
  return database === undefined ? { counted: own, own } : { counted: database.data, own, database }
}

/** Opens the store of a host that counts on its own, for one life of it. */
export function openSimulatedStore(data: MemoryHostData, life: Life, parts: StoreParts): HostStore {
  const store = openMemoryHostStore({ data, pause: () => pauseInCommit(life, parts) })
  life.atEnd(() => void store.close())
  let isRemoving = false
  const applyRetention: HostStore['applyRetention'] = (options) => {
    const eventsMax = isRemoving ? options.eventsMax : options.eventsMax * excessMin
    isRemoving = !hasNothingOld(data, { ...options, eventsMax }, parts.time.startMs)
    return isRemoving
      ? store.applyRetention(options)
      : Promise.resolve({ eventsRemoved: 0, machinesRemoved: 0 })
  }
  return {
    commitBatch: (applicationIds, decide) => store.commitBatch(applicationIds, decide),
    counts: () => store.counts(),
    counters: () => store.counters(),
    machines: (query) => store.machines(query),
    searchMachines: (query) => store.searchMachines(query),
    events: (query) => store.events(query),
    installations: () => store.installations(),
    saveInstallation: (installation) => store.saveInstallation(installation),
    removeInstallation: (partialProductKey) => store.removeInstallation(partialProductKey),
    settings: () => store.settings(),
    saveSettings: (settings) => store.saveSettings(settings),
    applyRetention,
    revision: () => store.revision(),
    backup: (path) => store.backup(path),
    close: () => store.close(),
  }
}

/** Looked at cheaply, since it is asked every hour of virtual time: no machine was seen before the world began. */
function hasNothingOld(
  data: MemoryHostData,
  { beforeMs, eventsMax }: { readonly beforeMs: number; readonly eventsMax: number },
  startMs: number,
): boolean {
  if (data.events.length > eventsMax) return false
  if (beforeMs <= startMs - clockErrorMsMax) return true
  const firstMs = data.events[0]?.event.timeMs ?? Number.POSITIVE_INFINITY
  if (firstMs < beforeMs) return false
  for (const { seenAtMs } of data.machines.values()) if (seenAtMs < beforeMs) return false
  return true
}

/** Waits as a commit does; rejects where it fails, or where the process ends and it was not done yet. */
export function pauseInCommit(life: Life, { time, random, conditions }: StoreParts): Promise<void> {
  const { commitMsMin, commitMsMax, failureChance, onCommit } = conditions()
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(why))
    if (life.isOver) return fail('The process is gone.')
    const forget = life.atEnd(() => (random.chance(0.5) ? resolve() : fail('Killed in the middle.')))
    const isFailing = random.chance(failureChance) || onCommit?.() === true
    const delayMs = commitMsMin === commitMsMax ? commitMsMin : random.between(commitMsMin, commitMsMax)
    time.after(delayMs, 'commit', () => {
      forget()
      if (isFailing) fail('The simulated disk is full.')
      else resolve()
    })
  })
}
