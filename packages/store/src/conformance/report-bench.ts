/** A store on the bench together with what reports read of it. */
import type { ReportStore } from '@muster/core/stores'
import { type HostStoreUnderTest, StoreBench } from './store-bench.ts'

/** Data of a store that reports can be made of. */
export interface ReportStoreUnderTest extends HostStoreUnderTest {
  /** Opens what reports read of the data. */
  openReports(): Promise<ReportStore>
}

/** What the tests of reports work with. */
export class ReportBench extends StoreBench {
  readonly #prepared: { data?: ReportStoreUnderTest; reports?: ReportStore }

  constructor(prepare: () => Promise<ReportStoreUnderTest>) {
    const prepared: { data?: ReportStoreUnderTest; reports?: ReportStore } = {}
    super(async () => {
      prepared.data = await prepare()
      return prepared.data
    })
    this.#prepared = prepared
  }

  override async setUp(): Promise<void> {
    await super.setUp()
    const reports = await this.#prepared.data?.openReports()
    if (reports !== undefined) this.#prepared.reports = reports
  }

  override async tearDown(): Promise<void> {
    await this.#prepared.reports?.close()
    await super.tearDown()
  }

  get reports(): ReportStore {
    if (this.#prepared.reports === undefined) throw new Error('The bench is not set up.')
    return this.#prepared.reports
  }
}
