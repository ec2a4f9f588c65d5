/** What a store is loaded with: years of use that two loaders write alike, in PostgreSQL's SQL and in SQLite's. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** How much is loaded. */
export interface Load {
  readonly machines: number
  readonly events: number
}

/** A load, and the moment that its last event has. */
export interface LoadPlan extends Load {
  readonly nowMs: number
}

/** Rows from one number to another, both among them. */
export interface Range {
  readonly first: number
  readonly last: number
}

/** Who asks for what: the application and the product of the benchmark's vendor. */
export const names = {
  applicationId: '10000000-0000-4000-8000-000000000000',
  productId: '10000000-0000-4000-8000-000000000001',
}

/** The retention that a host has by default. */
const days = 90
/** Everything was seen in so much time before `nowMs`. */
export const loadedMs = days * 24 * 60 * 60 * 1_000
/** Events of neighbouring sequences are of machines that are far apart. */
export const machineStride = 7_919
/** Rows that one statement inserts. */
export const rowsPerStatement = 500_000

/** The CMID of the machine with this number, as spread out as real ones are: the MD5 of its number. */
export function loadedCmid(number: number): string {
  const hex = createHash('md5').update(String(number)).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** What a loaded machine is known by, as both loaders write it. */
export function loadedMachine(number: number) {
  const cmid = loadedCmid(number)
  const address = `10.${number % 250}.${Math.floor(number / 250) % 250}.${Math.floor(number / 62_500) % 250}`
  return {
    cmid,
    address,
    machineName: `machine-${number}.example.test`,
    fingerprint: Buffer.from(cmid.replaceAll('-', ''), 'hex').subarray(0, 8),
    virtual: number % 2 === 0,
  }
}

/** The plan of a folder; made at its first use, so that an interrupted load goes on with the same. */
export function planOf(folder: string, load: Load): LoadPlan {
  const path = join(folder, 'plan.json')
  if (!existsSync(path)) writeFileSync(path, JSON.stringify({ ...load, nowMs: Date.now() }))
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** The statements' ranges of so many rows, without what is there already. */
export function rangesFrom(done: number, rows: number): readonly Range[] {
  const starts = Array.from(
    { length: Math.ceil(rows / rowsPerStatement) },
    (_, index) => index * rowsPerStatement,
  )
  return starts
    .map((start) => ({ first: start + 1, last: Math.min(rows, start + rowsPerStatement) }))
    .filter(({ last }) => last > done)
}
