/** The latest licence state of each machine that the hosts' logs know, and when it expires. */
import type { RequestTable } from '../collecting/request-table.ts'

const secondsPerMinute = 60

/** One machine as it last asked. A machine is a CMID under a name. */
export interface MachineState {
  readonly name: string
  readonly cmid: string
  readonly licenceState: number
  readonly virtual: boolean
  readonly lastSeconds: number
  readonly expiresSeconds: number | undefined
  readonly row: number
}

/** Row numbers of pairs stay exact below this. */
const namesSpan = 2 ** 21

/** Each machine's last row, in order of its time. */
export function latestRows(table: RequestTable): readonly number[] {
  const last = new Map<number, number>()
  for (let row = 0; row < table.size; row++) {
    const key = (table.cmid[row] ?? 0) * namesSpan + (table.name[row] ?? 0)
    last.delete(key)
    last.set(key, row)
  }
  return [...last.values()]
}

/** The machine that a row is about. */
export function machineOfRow(table: RequestTable, row: number): MachineState {
  const minutes = table.minutesToExpiry[row] ?? 0
  const lastSeconds = table.seconds[row] ?? 0
  return {
    name: table.names[table.name[row] ?? 0] ?? '',
    cmid: table.cmids[table.cmid[row] ?? 0] ?? '',
    licenceState: table.licenceState[row] ?? 0,
    virtual: table.virtual[row] === 1,
    lastSeconds,
    expiresSeconds: minutes === 0 ? undefined : lastSeconds + minutes * secondsPerMinute,
    row,
  }
}
