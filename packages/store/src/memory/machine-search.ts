/** Finding machines in the memory store: every machine is looked at. */
import type { MachineOrder, MachineRecord, MachineSearch, Page } from '@muster/core/stores'
import { lowerCase, readSearchCursor, type SearchPlace, searchPage, searchTerms } from '../machine-search.ts'
import type { MemoryHostData } from './host-data.ts'
import { withCounted } from './host-lists.ts'

/** A machine and its place in the order. */
interface Placed {
  readonly machine: MachineRecord
  readonly place: SearchPlace
}

/** One page of what is asked for. Throws `cursor-invalid`. */
export function searchMachines(data: MemoryHostData, search: MachineSearch): Page<MachineRecord> {
  const after = readSearchCursor(search)
  const sign = search.ascending ? 1 : -1
  const placed = [...data.machines.values()]
    .map((machine) => withCounted(data, machine, search.nowMs))
    .map((machine, number) => ({ machine, place: placeOf(machine, number, search.order) }))
    .filter(({ machine }) => fits(machine, search))
    .filter(({ place }) => after === undefined || sign * compare(place, after) > 0)
    .sort((left, right) => sign * compare(left.place, right.place))
  return searchPage<Placed>(
    placed,
    search,
    ({ machine }) => machine,
    ({ place }) => place,
  )
}

function fits(machine: MachineRecord, search: MachineSearch): boolean {
  const { applicationId, licenceState, counted, virtual } = search
  if (applicationId !== undefined && machine.applicationId !== applicationId) return false
  if (licenceState !== undefined && machine.licenceState !== licenceState) return false
  if (counted !== undefined && machine.counted !== counted) return false
  if (virtual !== undefined && machine.virtual !== virtual) return false
  const { text, cmids } = searchTerms(search)
  if (text === undefined || nameOf(machine).includes(text) || machine.address.startsWith(text)) return true
  const cmid = machine.cmid.replaceAll('-', '')
  return cmids !== undefined && cmids.first <= cmid && cmid <= cmids.last
}

function placeOf(machine: MachineRecord, number: number, order: MachineOrder): SearchPlace {
  const value = sortValueOf(machine, order)
  return { value, tie: order === 'lastSeen' ? [machine.cmid, machine.productId] : [number] }
}

function sortValueOf(machine: MachineRecord, order: MachineOrder): string | number {
  switch (order) {
    case 'lastSeen':
      return machine.seenAtMs
    case 'firstSeen':
      return machine.firstSeenMs
    case 'machineName':
      return nameOf(machine)
    case 'address':
      return machine.address
    case 'licenceState':
      return machine.licenceState
  }
}

function nameOf(machine: MachineRecord): string {
  return lowerCase(machine.machineName ?? '')
}

function compare(left: SearchPlace, right: SearchPlace): number {
  const pairs = [[left.value, right.value], ...left.tie.map((part, index) => [part, right.tie[index]])]
  const [before, after] = pairs.find(([one, other]) => one !== other) ?? []
  if (before === undefined || after === undefined) return 0
  return before < after ? -1 : 1
}
