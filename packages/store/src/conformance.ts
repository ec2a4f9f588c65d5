/**
 * What every store of an activation host must do, as one suite. A store's own test hands in how to prepare it;
 * the suite opens, breaks, restarts and closes it.
 */
import { afterEach, beforeEach, describe } from 'vitest'
import { describeAdministration } from './conformance/administration.ts'
import { describeAtomicity } from './conformance/atomicity.ts'
import { describeCounts } from './conformance/counts.ts'
import { describeEvents } from './conformance/events.ts'
import { describeInventory } from './conformance/inventory.ts'
import { describeMachineSearch } from './conformance/machine-search.ts'
import { ReportBench, type ReportStoreUnderTest } from './conformance/report-bench.ts'
import { describeReports } from './conformance/reports.ts'
import { describeRetention } from './conformance/retention.ts'
import { type HostStoreUnderTest, StoreBench } from './conformance/store-bench.ts'
import { describeUse } from './conformance/use.ts'

export type { ReportStoreUnderTest } from './conformance/report-bench.ts'
export {
  applicationOf,
  ask,
  contentOf,
  dayMs,
  pendingOf,
  startMs,
  writeEvents,
} from './conformance/samples.ts'
export { codeOfRejection, type HostStoreUnderTest } from './conformance/store-bench.ts'

/** Declares the tests of what reports read of a store. */
export function describeReportStore(name: string, prepare: () => Promise<ReportStoreUnderTest>): void {
  describe(name, () => {
    const bench = new ReportBench(prepare)
    beforeEach(() => bench.setUp())
    afterEach(() => bench.tearDown())
    describeReports(bench)
  })
}

/** Declares the suite for one store. `prepare` gives fresh, empty data for each test. */
export function describeHostStore(name: string, prepare: () => Promise<HostStoreUnderTest>): void {
  describe(name, () => {
    const bench = new StoreBench(prepare)
    beforeEach(() => bench.setUp())
    afterEach(() => bench.tearDown())
    describeCounts(bench)
    describeAtomicity(bench)
    describeInventory(bench)
    describeMachineSearch(bench)
    describeEvents(bench)
    describeRetention(bench)
    describeAdministration(bench)
    describeUse(bench)
  })
}
