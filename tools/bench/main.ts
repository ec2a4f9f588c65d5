/**
 * `npm run bench`: what Muster makes of this machine, part by part, beside the floors that the machine sets. Rounds are
 * interleaved, so that a slow moment meets everything that is compared; only ratios travel between machines.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine } from './machine.ts'
import { parts } from './parts.ts'
import { type PartRecord, readRecords, withTables, writeRecords } from './record.ts'
import { formatRecord } from './report.ts'

const usage = `npm run bench -- [--only PART,…] [--seconds N] [--rounds N] [--minutes N] [--data DIR] [--record] [--smoke] [--json]

  --only PART,…  some parts instead of all: ${Object.keys(parts).join(', ')}
  --seconds N    how long a measurement of a rate takes (3)
  --minutes N    how long the part steady keeps a host under full load (10)
  --rounds N     how often everything is measured, in turns (5)
  --data DIR     where stores are made; decides what a durable write costs (the temporary folder)
  --record       write the figures into docs/performance.json and the tables of docs/performance.md
  --smoke        everything once and very briefly, only to see that it runs
  --json         one JSON value on standard output
`
const documentPath = join(import.meta.dirname, '../../docs/performance.md')
const recordPath = join(import.meta.dirname, '../../docs/performance.json')
const smokeSeconds = 0.3

async function main(): Promise<number> {
  const options = readArguments()
  const unknown = options.names.filter((name) => parts[name] === undefined)
  if (
    options.help ||
    unknown.length > 0 ||
    !(options.seconds > 0) ||
    !(options.rounds >= 1) ||
    !(options.minutes > 0)
  ) {
    process.stderr.write(unknown.length > 0 ? `No part is called ${unknown.join(', ')}.\n\n${usage}` : usage)
    return options.help ? 0 : 2
  }
  const records: Record<string, PartRecord> = {}
  for (const name of options.names) {
    const record = await runPart(name, options)
    records[name] = record
    if (options.record) keep(name, record)
    if (!options.json) process.stdout.write(formatRecord(record))
  }
  if (options.json) process.stdout.write(`${JSON.stringify(records, undefined, 2)}\n`)
  return Object.values(records).some(({ failures }) => failures > 0) ? 1 : 0
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: Object.keys(parts).join(',') },
      seconds: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '5' },
      minutes: { type: 'string', default: '10' },
      data: { type: 'string', default: tmpdir() },
      record: { type: 'boolean', default: false },
      smoke: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const { smoke, only, ...rest } = values
  const [seconds, rounds] = smoke ? [smokeSeconds, 1] : [Number(values.seconds), Number(values.rounds)]
  return { ...rest, isSmoke: smoke, names: only.split(','), seconds, rounds, minutes: Number(values.minutes) }
}

async function runPart(name: string, options: ReturnType<typeof readArguments>): Promise<PartRecord> {
  const part = parts[name]
  if (part === undefined) throw new Error(`No part is called ${name}.`)
  const { rounds, seconds, minutes, isSmoke, data } = options
  const folder = mkdtempSync(join(data, 'muster-bench-'))
  const tell = (text: string) => process.stderr.write(`${name}: ${text}\n`)
  try {
    const machine = describeMachine(folder)
    const result = await part.run({ folder, rounds, seconds, minutes, isSmoke, tell })
    const measuredOn = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length)
    return { title: part.title, measuredOn, rounds, secondsPerMeasurement: seconds, machine, ...result }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Keeps the figures of a part beside those of the others. */
function keep(name: string, record: PartRecord): void {
  const records = { ...readRecords(recordPath), [name]: record }
  writeRecords(recordPath, records, Object.keys(parts))
  writeFileSync(documentPath, withTables(readFileSync(documentPath, 'utf8'), readRecords(recordPath)))
}

process.exitCode = await main()
