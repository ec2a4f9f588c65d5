/**
 * Copies a whole store into another, page by page, and compares both before the copy goes into service. Interrupted,
 * it goes on where it was; the pages that are there are not written again.
 */
import { AppError } from '@muster/core/errors'
import { type ContentDigest, digestContent, isSameContent } from './content-digest.ts'
import type { StoreContent, StoreFilling } from './store-content.ts'

const rowsPerPage = 1_000

/** How far it is. */
export interface CopyProgress {
  readonly step: 'copying' | 'comparing'
  /** Machines and events together. */
  readonly rowsDone: number
  readonly rowsTotal: number
}

/** Told after each page. */
export type OnProgress = (progress: CopyProgress) => void

/**
 * Copies, compares, and puts the copy in service; gives what both hold.
 * Rejects with `store-copy-differs`, and then the copy is not in service.
 */
export async function copyStore(
  source: StoreContent,
  target: StoreFilling,
  onProgress: OnProgress = () => {},
): Promise<ContentDigest> {
  const { machines, events } = await source.totals()
  const rowsTotal = machines + events
  const copied = counted('copying', rowsTotal, onProgress)
  await copyMachines(source, target, copied)
  await copyEvents(source, target, copied)
  await target.addHead(await source.head())
  const compared = counted('comparing', 2 * rowsTotal, onProgress)
  const original = await digestContent(source, compared)
  const copy = await target.content()
  try {
    if (!isSameContent(original, await digestContent(copy, compared)))
      throw new AppError('store-copy-differs')
  } finally {
    await copy.close()
  }
  await target.finish()
  return original
}

async function copyMachines(
  source: StoreContent,
  target: StoreFilling,
  onRows: (rows: number) => void,
): Promise<void> {
  let key = (await target.position()).machine
  for (;;) {
    const page = await source.machinesAfter(key, rowsPerPage)
    const last = page.at(-1)
    if (last === undefined) return
    await target.addMachines(page)
    key = last
    onRows(page.length)
  }
}

async function copyEvents(
  source: StoreContent,
  target: StoreFilling,
  onRows: (rows: number) => void,
): Promise<void> {
  let { sequence } = await target.position()
  for (;;) {
    const page = await source.eventsAfter(sequence, rowsPerPage)
    const last = page.at(-1)
    if (last === undefined) return
    await target.addEvents(page)
    sequence = last.sequence
    onRows(page.length)
  }
}

function counted(
  step: CopyProgress['step'],
  rowsTotal: number,
  onProgress: OnProgress,
): (rows: number) => void {
  let rowsDone = 0
  return (rows) => {
    rowsDone += rows
    onProgress({ step, rowsDone, rowsTotal })
  }
}
