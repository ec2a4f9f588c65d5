/** One store on the bench: opened anew for each test, closed after it, whatever the test did. */
import { type AppError, codeOf } from '@muster/core/errors'
import type { HostStore } from '@muster/core/stores'

/** Data of a store that is under test. */
export interface HostStoreUnderTest {
  /** Opens a store on the data, as another process would. */
  open(): Promise<HostStore>
  /** Makes every commit of a batch fail, however far it came, until the function is called that it gives. */
  breakCommits(): Promise<() => Promise<void>>
  /** Where a backup may be written. */
  readonly backupPath: string
  openBackup(): Promise<HostStore>
  /** Removes the data; every store on it is closed. */
  dispose(): Promise<void>
}

/** What the tests of the suite work with. */
export class StoreBench {
  readonly #prepare: () => Promise<HostStoreUnderTest>
  #opened: HostStore[] = []
  #underTest: HostStoreUnderTest | undefined
  #store: HostStore | undefined

  constructor(prepare: () => Promise<HostStoreUnderTest>) {
    this.#prepare = prepare
  }

  async setUp(): Promise<void> {
    this.#underTest = await this.#prepare()
    this.#store = await this.open()
  }

  async tearDown(): Promise<void> {
    for (const store of this.#opened) await store.close()
    this.#opened = []
    await this.#underTest?.dispose()
  }

  get data(): HostStoreUnderTest {
    if (this.#underTest === undefined) throw new Error('The bench is not set up.')
    return this.#underTest
  }

  /** The store that the test began with, or the one after the last restart. */
  get store(): HostStore {
    if (this.#store === undefined) throw new Error('The bench is not set up.')
    return this.#store
  }

  /** Another store on the same data. */
  async open(): Promise<HostStore> {
    return this.#remember(await this.data.open())
  }

  async openBackup(): Promise<HostStore> {
    return this.#remember(await this.data.openBackup())
  }

  /** Closes the store and opens it again, as a restart of the host does. */
  async restart(): Promise<HostStore> {
    await this.store.close()
    this.#store = await this.open()
    return this.#store
  }

  #remember(store: HostStore): HostStore {
    this.#opened.push(store)
    return store
  }
}

/** The code that a promise rejects with. */
export async function codeOfRejection(promise: Promise<unknown>): Promise<AppError['code'] | 'no rejection'> {
  return promise.then(
    () => 'no rejection' as const,
    (error: unknown) => codeOf(error),
  )
}
