/**
 * The store of an activation host in memory: for tests and the lab. It keeps the same promises as the others, but
 * for being on a disk; a `pause` lets the lab wait and fail inside commits, where a disk would.
 */
import {
  type ApplicationCount,
  type BatchOutcome,
  counterNames,
  emptyApplicationCount,
} from '@muster/core/counting'
import { AppError } from '@muster/core/errors'
import type {
  EventQuery,
  HostKeyInstallation,
  HostSettings,
  HostStore,
  MachineQuery,
  MachineSearch,
  RetentionOutcome,
} from '@muster/core/stores'
import { MemoryHostData } from './host-data.ts'
import { readEvents, readMachines, removeOld } from './host-lists.ts'
import { searchMachines } from './machine-search.ts'

/** What surrounds a memory store. */
export interface MemoryHostStoreOptions {
  /** Data to share with other stores; the store's own where it is left out. */
  readonly data?: MemoryHostData
  /** Awaited before each commit takes effect; where it rejects, the commit fails with `store-failed`. */
  readonly pause?: () => Promise<void>
}

/** Opens a store in memory. */
export function openMemoryHostStore(options: MemoryHostStoreOptions = {}): HostStore {
  return new MemoryHostStore(options)
}

class MemoryHostStore implements HostStore {
  readonly #data: MemoryHostData
  readonly #pause: () => Promise<void>
  #closed = false

  constructor({ data, pause }: MemoryHostStoreOptions) {
    this.#data = data ?? new MemoryHostData()
    this.#pause = pause ?? (async () => {})
  }

  commitBatch<Result>(
    applicationIds: readonly string[],
    decide: (counts: ReadonlyMap<string, ApplicationCount>) => BatchOutcome<Result>,
  ): Promise<Result> {
    return this.#commit(() => {
      const counts = applicationIds.map(
        (id) => [id, this.#data.counts.get(id) ?? emptyApplicationCount(id)] as const,
      )
      const outcome = decide(new Map(counts))
      return () => {
        this.#data.apply(outcome)
        return outcome.result
      }
    })
  }

  async counts() {
    const counts = [...this.#open().counts.values()]
    return counts.sort((left, right) => (left.applicationId < right.applicationId ? -1 : 1))
  }

  async counters() {
    const { counters } = this.#open()
    return Object.fromEntries(counterNames.map((name) => [name, counters.get(name) ?? 0])) as Awaited<
      ReturnType<HostStore['counters']>
    >
  }

  async machines(query: MachineQuery) {
    return readMachines(this.#open(), query)
  }

  async searchMachines(search: MachineSearch) {
    return searchMachines(this.#open(), search)
  }

  async events(query: EventQuery) {
    return readEvents(this.#open(), query)
  }

  async installations() {
    return this.#open().installations.toSorted((left, right) => left.installedAtMs - right.installedAtMs)
  }

  async settings() {
    return this.#open().settings
  }

  saveInstallation(installation: HostKeyInstallation): Promise<void> {
    return this.#administer((data) => {
      data.installations = withInstallation(data.installations, installation)
    })
  }

  removeInstallation(partialProductKey: string): Promise<void> {
    return this.#administer((data) => {
      data.installations = data.installations.filter((item) => item.partialProductKey !== partialProductKey)
    })
  }

  saveSettings(settings: HostSettings): Promise<void> {
    return this.#administer((data) => {
      data.settings = settings
    })
  }

  applyRetention(options: {
    readonly beforeMs: number
    readonly eventsMax: number
    readonly rowsMax: number
  }): Promise<RetentionOutcome> {
    return this.#commit(() => () => removeOld(this.#data, options))
  }

  async revision() {
    return this.#open().revision
  }

  async backup(path: string): Promise<void> {
    this.#data.backups.set(path, this.#open().copy())
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#data.exclusively(async () => {})
  }

  #open(): MemoryHostData {
    if (this.#closed) throw new AppError('store-failed', 'The store is closed.')
    return this.#data
  }

  #administer(change: (data: MemoryHostData) => void): Promise<void> {
    return this.#commit(() => () => {
      change(this.#data)
      this.#data.revision++
    })
  }

  /** `prepare` decides and gives the step that takes effect once the pause is over. */
  async #commit<Result>(prepare: () => () => Result): Promise<Result> {
    return this.#open().exclusively(async () => {
      const apply = prepare()
      await this.#pause().catch((cause: unknown) => {
        throw new AppError('store-failed', undefined, { cause })
      })
      return apply()
    })
  }
}

function withInstallation(
  installations: readonly HostKeyInstallation[],
  added: HostKeyInstallation,
): readonly HostKeyInstallation[] {
  const isSame = (item: HostKeyInstallation) =>
    item.productGroup === added.productGroup && item.partialProductKey === added.partialProductKey
  if (!installations.some(isSame)) return [...installations, added]
  return installations.map((item) => (isSame(item) ? added : item))
}
