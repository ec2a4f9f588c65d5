/**
 * Which names each CMID was used under, in order of time. Only CMIDs with more than one name are kept. A bare name and
 * the same name with a domain are one machine: it joined the domain.
 */
import type { RequestTable } from '../collecting/request-table.ts'

/** Names of one CMID that are told apart; further ones are only counted. */
export const namesOfCmidMax = 50

/** One name of a CMID. */
export interface NameUse {
  readonly name: string
  readonly firstSeconds: number
  readonly lastSeconds: number
  readonly requests: number
  readonly firstRow: number
  readonly lastRow: number
  /** Licence state that the first request under this name stated. */
  readonly firstState: number
}

/** A CMID with several names. */
export interface SharedCmid {
  readonly cmid: string
  readonly cmidNumber: number
  /** In order of first use. */
  readonly names: readonly NameUse[]
  /** Names beyond the bound. */
  readonly namesLeftOut: number
  /** How often a name came back after another had been used. */
  readonly returns: number
  /** Rows at which the name changed, the first ones. */
  readonly changeRows: readonly number[]
}

const changeRowsMax = 12
const unseen = 0xffff_ffff

/** Every CMID with several names, in order of CMID numbers. */
export function findSharedCmids(table: RequestTable): readonly SharedCmid[] {
  const shared = cmidsWithSeveralNames(table)
  const drafts = new Map<number, Draft>()
  for (let row = 0; row < table.size; row++) {
    const cmid = table.cmid[row] ?? 0
    if (shared[cmid] !== 1 || table.names[table.name[row] ?? 0] === '') continue
    const draft = drafts.get(cmid) ?? new Draft()
    drafts.set(cmid, draft)
    draft.add(table, row)
  }
  return [...drafts]
    .sort(([first], [second]) => first - second)
    .map(([cmid, draft]) => draft.finish(table.cmids[cmid] ?? '', cmid))
    .filter(({ names, namesLeftOut }) => names.length + namesLeftOut > 1)
}

function cmidsWithSeveralNames(table: RequestTable): Uint8Array {
  const first = new Uint32Array(table.cmids.length).fill(unseen)
  const several = new Uint8Array(table.cmids.length)
  for (let row = 0; row < table.size; row++) {
    const [cmid, name] = [table.cmid[row] ?? 0, table.name[row] ?? 0]
    if (table.names[name] === '') continue
    if (first[cmid] === unseen) first[cmid] = name
    else if (first[cmid] !== name) several[cmid] = 1
  }
  return several
}

type DraftUse = { -readonly [Key in keyof NameUse]: NameUse[Key] }

class Draft {
  readonly #uses = new Map<string, DraftUse>()
  readonly #leftOut = new Set<string>()
  readonly #changeRows: number[] = []
  #current: string | undefined
  #returns = 0

  add(table: RequestTable, row: number): void {
    const name = this.#canonical(table.names[table.name[row] ?? 0] ?? '')
    const seconds = table.seconds[row] ?? 0
    const use = this.#uses.get(name)
    if (name !== this.#current) this.#change(row, use !== undefined || this.#leftOut.has(name))
    this.#current = name
    if (use !== undefined) {
      use.lastSeconds = seconds
      use.lastRow = row
      use.requests++
    } else if (this.#uses.size >= namesOfCmidMax) this.#leftOut.add(name)
    else this.#uses.set(name, newUse(table, name, row))
  }

  finish(cmid: string, cmidNumber: number): SharedCmid {
    return {
      cmid,
      cmidNumber,
      names: [...this.#uses.values()],
      namesLeftOut: this.#leftOut.size,
      returns: this.#returns,
      changeRows: this.#changeRows,
    }
  }

  #change(row: number, isReturn: boolean): void {
    if (this.#current !== undefined && this.#changeRows.length < changeRowsMax) this.#changeRows.push(row)
    if (isReturn) this.#returns++
  }

  /** The name under which this machine is already known. */
  #canonical(name: string): string {
    if (this.#uses.has(name)) return name
    const isBare = !name.includes('.')
    for (const known of this.#uses.keys()) {
      const fits = isBare ? known.startsWith(`${name}.`) : name.startsWith(`${known}.`)
      if (fits && isBare !== !known.includes('.')) return known
    }
    return name
  }
}

function newUse(table: RequestTable, name: string, row: number): DraftUse {
  const seconds = table.seconds[row] ?? 0
  return {
    name,
    firstSeconds: seconds,
    lastSeconds: seconds,
    requests: 1,
    firstRow: row,
    lastRow: row,
    firstState: table.licenceState[row] ?? 0,
  }
}
