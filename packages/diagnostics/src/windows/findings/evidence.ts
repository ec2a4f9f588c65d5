/** Lines that findings rest on, in words. */
import { licenceStateName } from '../codes/licence-states.ts'
import { placeOfRow } from '../collecting/place-of-row.ts'
import type { RequestTable } from '../collecting/request-table.ts'
import { evidenceMax } from '../limits.ts'
import { formatResult } from '../parsers/numbers.ts'
import type { Evidence } from './finding.ts'

/** A request of a host's log as evidence. */
export function requestEvidence(table: RequestTable, row: number): Evidence {
  const name = table.names[table.name[row] ?? 0] ?? ''
  const state = licenceStateName(table.licenceState[row] ?? 0)
  const result = table.result[row] ?? 0
  const parts = [formatSeconds(table.seconds[row] ?? 0), name === '' ? '(no name)' : name]
  if (result !== 0) parts.push(formatResult(result))
  return { place: placeOfRow(table, row), text: [...parts, state].join('  ') }
}

/** The first lines of evidence, up to the bound. */
export function firstEvidence(evidence: Iterable<Evidence>): readonly Evidence[] {
  const first: Evidence[] = []
  for (const line of evidence) {
    if (first.length >= evidenceMax) break
    first.push(line)
  }
  return first
}

/** `2026-08-01 09:30 UTC`. */
export function formatTimeMs(timeMs: number): string {
  const iso = new Date(timeMs).toISOString()
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
}

/** The same for seconds. */
export function formatSeconds(seconds: number): string {
  return formatTimeMs(seconds * 1_000)
}

/** `2026-08-01` for days since the epoch. */
export function formatDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}

/** `1 machine`, `2 machines`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** The first names of a list, and how many more there are. */
export function listed(names: readonly string[], max: number = 8): string {
  const shown = names.slice(0, max).join(', ')
  return names.length > max ? `${shown} and ${names.length - max} more` : shown
}
