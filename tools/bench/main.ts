/**
 * `npm run bench`: what an activation host makes of this machine, compared with a server that only checks and makes
 * signatures. Rounds are interleaved, so that a slow moment meets all cases; only ratios travel between machines.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Child, startChild } from './child.ts'
import { describeMachine } from './machine.ts'
import type { HostListening, Listening, Measure, Measured, Prepare, Serve } from './messages.ts'
import { cases, type Round, ratiosOf, summarise } from './plan.ts'
import { formatReport, type Report } from './report.ts'

const usage = `npm run bench -- [--seconds N] [--rounds N] [--data DIR] [--json]

  --seconds N   how long each measurement takes (3)
  --rounds N    how often all six are taken (3)
  --data DIR    where the host's store is made; decides what a durable write costs (the temporary folder)
  --json        one JSON value on standard output
`
/** Long enough for one connection to be made and one exchange to end, on a slow machine. */
const probeSeconds = 0.2

type Generator = Child<Prepare | Measure, Measured>

async function main(): Promise<number> {
  const { seconds, rounds, data, json, help } = readArguments()
  if (help || !(seconds > 0) || !(rounds >= 1)) {
    process.stderr.write(usage)
    return help ? 0 : 2
  }
  const folder = mkdtempSync(join(data, 'muster-bench-'))
  try {
    const report = await run({ folder, seconds, rounds })
    process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : formatReport(report))
    return report.cases.some(({ failures }) => failures > 0) ? 1 : 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '3' },
      data: { type: 'string', default: tmpdir() },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  return { ...values, seconds: Number(values.seconds), rounds: Number(values.rounds) }
}

async function run(options: {
  readonly folder: string
  readonly seconds: number
  readonly rounds: number
}): Promise<Report> {
  const machine = describeMachine(options.folder)
  await using host = startChild<Serve, HostListening>(
    siblingPath('host-server.ts'),
    join(options.folder, 'host'),
  )
  await using floor = startChild<{ readonly replyBytes: number }, Listening>(siblingPath('floor-server.ts'))
  await using generator: Generator = startChild(siblingPath('generator.ts'))
  const listening = await host.ask({ kind: 'serve' })
  await generator.ask({ kind: 'prepare', ...listening })
  const { requestBytes, replyBytes } = await probe(generator, listening.port)
  const ports = { host: listening.port, floor: (await floor.ask({ replyBytes })).port }
  const measured: Round[] = []
  for (let round = 1; round <= options.rounds; round++) {
    process.stderr.write(`round ${round} of ${options.rounds}\n`)
    measured.push(await measureRound(generator, ports, options.seconds))
  }
  return {
    machine,
    rounds: options.rounds,
    secondsPerMeasurement: options.seconds,
    requestBytes,
    replyBytes,
    cases: summarise(measured),
    ratios: ratiosOf(measured),
  }
}

function siblingPath(name: string): string {
  return join(import.meta.dirname, name)
}

/** A short load that tells the sizes of the packets. */
function probe(generator: Generator, port: number): Promise<Measured> {
  const requestsPerConnection = 1
  return generator.ask({
    kind: 'measure',
    port,
    atOnce: 1,
    requestsPerConnection,
    seconds: probeSeconds,
    expectsAnswers: true,
  })
}

async function measureRound(
  generator: Generator,
  ports: Readonly<Record<'floor' | 'host', number>>,
  seconds: number,
): Promise<Round> {
  const results: Measured[] = []
  for (const { server, requestsPerConnection, atOnce } of cases) {
    const expectsAnswers = server === 'host'
    const port = ports[server]
    results.push(
      await generator.ask({ kind: 'measure', port, atOnce, requestsPerConnection, seconds, expectsAnswers }),
    )
  }
  return results
}

process.exitCode = await main()
