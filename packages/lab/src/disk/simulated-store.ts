/**
 * The store of a simulated host: the store in memory, with waits and failures inside its commits. Its data outlives
 * the host's process; a crash during a commit leaves it done or not done.
 */
import type { HostStore } from '@muster/core/stores'
import { MemoryHostData, openMemoryHostStore } from '@muster/store/memory'
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

/** What a store is opened with. */
export interface StoreParts {
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly conditions: () => StoreConditions
}

/** The data of a host: what it counts, shared with others or not, and what is its own. */
export interface HostData {
  readonly counted: MemoryHostData
  /** Keys and settings. */
  readonly own: MemoryHostData
}

/** Data of a host that may share its counts with others (R2.13). */
export function hostDataOf(shared: MemoryHostData | undefined): HostData {
  const own = new MemoryHostData()
  return { counted: shared ?? own, own }
}

/** Opens the store for one life of a host. */
export function openSimulatedStore(data: HostData, life: Life, parts: StoreParts): HostStore {
  const pause = () => pauseInCommit(life, parts)
  const counted = openMemoryHostStore({ data: data.counted, pause })
  const own = data.own === data.counted ? counted : openMemoryHostStore({ data: data.own, pause })
  life.atEnd(() => {
    void counted.close()
    void own.close()
  })
  return {
    commitBatch: (applicationIds, decide) => counted.commitBatch(applicationIds, decide),
    counts: () => counted.counts(),
    counters: () => counted.counters(),
    machines: (query) => counted.machines(query),
    events: (query) => counted.events(query),
    installations: () => own.installations(),
    saveInstallation: (installation) => own.saveInstallation(installation),
    removeInstallation: (partialProductKey) => own.removeInstallation(partialProductKey),
    settings: () => own.settings(),
    saveSettings: (settings) => own.saveSettings(settings),
    applyRetention: (options) =>
      hasNothingOld(data.counted, options)
        ? Promise.resolve({ eventsRemoved: 0, machinesRemoved: 0 })
        : counted.applyRetention(options),
    revision: () => own.revision(),
    backup: (path) => counted.backup(path),
    close: async () => {
      await counted.close()
      await own.close()
    },
  }
}

/** Looked at cheaply, since it is asked every hour of virtual time and nearly always so. */
function hasNothingOld(
  data: MemoryHostData,
  { beforeMs, eventsMax }: { readonly beforeMs: number; readonly eventsMax: number },
): boolean {
  const firstMs = data.events[0]?.event.timeMs ?? Number.POSITIVE_INFINITY
  if (firstMs < beforeMs || data.events.length > eventsMax) return false
  for (const { seenAtMs } of data.machines.values()) if (seenAtMs < beforeMs) return false
  return true
}

function pauseInCommit(life: Life, { time, random, conditions }: StoreParts): Promise<void> {
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
