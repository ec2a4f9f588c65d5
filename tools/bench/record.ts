/** The record of figures: one JSON file, and the tables of a document that are made from it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { MachineDescription } from './machine.ts'
import { type Figure, isMet, type PartResult } from './part.ts'

/** What one run of a part found, and where. */
export interface PartRecord extends PartResult {
  readonly title: string
  /** ISO 8601, the day. */
  readonly measuredOn: string
  readonly rounds: number
  readonly secondsPerMeasurement: number
  readonly machine: MachineDescription
}

/** Records by part. */
export type Records = Readonly<Record<string, PartRecord>>

const tablesStart = '<!-- figures: made by `npm run bench -- --record` -->'
const tablesEnd = '<!-- end of figures -->'
const indent = 2

/** The records of a file; none where there is no file. */
export function readRecords(path: string): Records {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
}

/** Writes the records, those of parts that were not run as they were, in the order of `names`. */
export function writeRecords(path: string, records: Records, names: readonly string[]): void {
  const ordered = names.flatMap((name) => (records[name] === undefined ? [] : [[name, records[name]]]))
  writeFileSync(path, `${JSON.stringify(Object.fromEntries(ordered), undefined, indent)}\n`)
}

/** The document with its tables made anew. Throws where it has no place for them. */
export function withTables(document: string, records: Records): string {
  const start = document.indexOf(tablesStart)
  const end = document.indexOf(tablesEnd)
  if (start < 0 || end < start) throw new Error('The document has no place for tables.')
  const tables = Object.entries(records).map(([name, record]) => tableOf(name, record))
  return `${document.slice(0, start + tablesStart.length)}\n\n${tables.join('\n\n')}\n\n${document.slice(end)}`
}

/** One part as a table. */
export function tableOf(name: string, record: PartRecord): string {
  const failures = record.failures === 0 ? [] : [`**${record.failures} exchanges failed.**`]
  return [
    `### ${record.title}`,
    '',
    `\`npm run bench -- --only ${name}\`, ${record.measuredOn}. ${describe(record.machine)}`,
    '',
    '| figure | unit | median | lowest | highest | target | |',
    '|---|---|---:|---:|---:|---|---|',
    ...record.figures.map(rowOf),
    '',
    [...record.notes, ...failures].join(' '),
  ].join('\n')
}

function rowOf(figure: Figure): string {
  const { name, unit, spread, target } = figure
  const numbers = [spread.median, spread.lowest, spread.highest].map(format)
  const bound = target === undefined ? '' : `${target.bound} ${target.value}`
  const met = isMet(figure)
  const verdict = met === undefined ? '' : met ? 'met' : '**missed**'
  return `| ${[name, unit, ...numbers, bound, verdict].join(' | ')} |`
}

/** Three figures that count. */
export function format(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return value.toFixed(0)
  if (Math.abs(value) >= 10) return value.toFixed(1)
  return Math.abs(value) >= 0.1 ? value.toFixed(2) : value.toPrecision(2)
}

function describe(machine: MachineDescription): string {
  const { processor, cores, memoryGiB, system, node, fileSystem, durableWriteMs } = machine
  return `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node.js ${node}; ${fileSystem}, a durable write of 4 KiB takes ${durableWriteMs.toFixed(2)} ms.`
}
