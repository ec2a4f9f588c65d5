/**
 * Finding machines in an inventory that may be far larger than memory. The store gives them newest first; what is
 * looked for is picked while reading, in pages that give way to the service, and never more than a bound at a time.
 */
import { AppError } from '@muster/core/errors'
import type { HostStore, MachineRecord } from '@muster/core/stores'

/** Rows that one search reads before it hands back a place to go on. */
export const rowsReadMax = 20_000
const rowsPerPage = 500

/** Columns that can be sorted by. Only `lastSeen` goes through the whole inventory; the others sort what was read. */
export const sortColumns = ['lastSeen', 'firstSeen', 'machineName', 'address', 'licenceState'] as const
/** One of {@link sortColumns}. */
export type SortColumn = (typeof sortColumns)[number]

/** Which machines. */
export interface MachineSearch {
  readonly limit: number
  readonly after?: string | undefined
  /** In name, CMID or address; lower case. */
  readonly search: string
  readonly applicationId?: string | undefined
  readonly licenceState?: number | undefined
  readonly counted?: boolean | undefined
  readonly virtual?: boolean | undefined
  readonly sort: SortColumn
  readonly order: 'ascending' | 'descending'
  readonly nowMs: number
}

/** What was found. */
export interface FoundMachines {
  readonly items: readonly MachineRecord[]
  readonly next: string | undefined
  /** Whether everything was looked at that the sort is about. */
  readonly complete: boolean
}

/** Finds machines. Throws `cursor-invalid`. */
export function findMachines(store: HostStore, search: MachineSearch): Promise<FoundMachines> {
  const isNatural = search.sort === 'lastSeen' && search.order === 'descending'
  return isNatural ? inOrder(store, search) : sorted(store, search)
}

/** In the order of the store, from where the last page ended. */
async function inOrder(store: HostStore, search: MachineSearch): Promise<FoundMachines> {
  const place = readPlace(search.after)
  const found: MachineRecord[] = []
  let after = place.after
  let skip = place.skip
  for (let read = 0; read < rowsReadMax; read += rowsPerPage) {
    const page = await readPage(store, search, after)
    for (const [index, machine] of page.items.entries()) {
      if (index < skip || !matches(machine, search)) continue
      if (found.length === search.limit)
        return { items: found, next: placeText(index, after), complete: true }
      found.push(machine)
    }
    if (page.next === undefined) return { items: found, next: undefined, complete: true }
    after = page.next
    skip = 0
  }
  return { items: found, next: placeText(0, after), complete: false }
}

/** The newest machines up to the bound, in another order; pages by number. */
async function sorted(store: HostStore, search: MachineSearch): Promise<FoundMachines> {
  const { skip } = readPlace(search.after)
  const all: MachineRecord[] = []
  let after: string | undefined
  let complete = false
  for (let read = 0; read < rowsReadMax && !complete; read += rowsPerPage) {
    const page = await readPage(store, search, after)
    all.push(...page.items.filter((machine) => matches(machine, search)))
    after = page.next
    complete = after === undefined
  }
  const sign = search.order === 'ascending' ? 1 : -1
  const ordered = all.toSorted((left, right) => sign * compare(left, right, search.sort))
  const items = ordered.slice(skip, skip + search.limit)
  const end = skip + items.length
  return { items, next: end < ordered.length ? placeText(end, undefined) : undefined, complete }
}

function readPage(store: HostStore, { nowMs, applicationId }: MachineSearch, after: string | undefined) {
  return store.machines({
    nowMs,
    limit: rowsPerPage,
    ...(applicationId === undefined ? {} : { applicationId }),
    ...(after === undefined ? {} : { after }),
  })
}

function matches(machine: MachineRecord, search: MachineSearch): boolean {
  const { licenceState, counted, virtual } = search
  if (licenceState !== undefined && machine.licenceState !== licenceState) return false
  if (counted !== undefined && machine.counted !== counted) return false
  if (virtual !== undefined && machine.virtual !== virtual) return false
  if (search.search === '') return true
  const texts = [machine.machineName ?? '', machine.cmid, machine.address]
  return texts.some((text) => text.toLowerCase().includes(search.search))
}

function compare(left: MachineRecord, right: MachineRecord, column: SortColumn): number {
  const [before, after] = [sortValue(left, column), sortValue(right, column)]
  if (before === after) return left.cmid < right.cmid ? -1 : 1
  return before < after ? -1 : 1
}

function sortValue(machine: MachineRecord, column: SortColumn): string | number {
  switch (column) {
    case 'lastSeen':
      return machine.seenAtMs
    case 'firstSeen':
      return machine.firstSeenMs
    case 'machineName':
      return (machine.machineName ?? '').toLowerCase()
    case 'address':
      return machine.address
    case 'licenceState':
      return machine.licenceState
  }
}

/** Rows to leave out, and the store's own place. */
function placeText(skip: number, after: string | undefined): string {
  return `${skip}.${after ?? ''}`
}

function readPlace(text: string | undefined): { readonly skip: number; readonly after: string | undefined } {
  if (text === undefined) return { skip: 0, after: undefined }
  const [, skip, after] = /^(\d{1,7})\.(.*)$/s.exec(text) ?? []
  if (skip === undefined) throw new AppError('cursor-invalid')
  return { skip: Number(skip), after: after === '' ? undefined : after }
}
