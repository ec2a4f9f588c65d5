/** What a run of retention does to those who ask meanwhile: its steps, and batches beside it. */
import type { HostStore } from '@muster/core/stores'
import { type Spread, spreadOf } from '../statistics.ts'
import { type BatchFigures, measureBatches } from './measure.ts'
import { type LoadPlan, loadedMs, names } from './plan.ts'

const batchRequests = 64
/** The steps of a host (`packages/host/src/operations/apply-retention.ts`). */
const rowsPerStepMax = 2_000
const pauseMs = 10

/** Figures of one run. */
interface RetentionFigures {
  readonly eventsRemoved: number
  readonly stepMs: Spread
  /** Batches of 64 one after another, alone and while the steps go on beside them. */
  readonly batchesAlone: BatchFigures
  readonly batchesBeside: BatchFigures
}

/** Removes the oldest events step by step, as the host does, for as long as one measurement takes. */
export async function measureRetention(
  store: HostStore,
  { plan, milliseconds }: { readonly plan: LoadPlan; readonly milliseconds: number },
): Promise<RetentionFigures> {
  const machines = Array.from({ length: plan.machines }, (_, index) => index + 1)
  const batches = { ...names, milliseconds, batchRequests, machines, leases: new Map() }
  const batchesAlone = await measureBatches([store], batches)
  const endMs = performance.now() + milliseconds
  const [batchesBeside, steps] = await Promise.all([
    measureBatches([store], batches),
    removeUntil(store, endMs, plan.nowMs - loadedMs / 2),
  ])
  return {
    eventsRemoved: steps.eventsRemoved,
    stepMs: spreadOf(steps.times),
    batchesAlone,
    batchesBeside,
  }
}

async function removeUntil(store: HostStore, endMs: number, beforeMs: number) {
  const times: number[] = []
  let eventsRemoved = 0
  while (performance.now() < endMs) {
    const startMs = performance.now()
    const outcome = await store.applyRetention({
      beforeMs,
      eventsMax: Number.MAX_SAFE_INTEGER,
      rowsMax: rowsPerStepMax,
    })
    times.push(performance.now() - startMs)
    eventsRemoved += outcome.eventsRemoved
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  return { times, eventsRemoved }
}
