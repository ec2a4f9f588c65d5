/** Answers in a second, beside the floors that network, cryptography and disk set on the same machine. */
import { join } from 'node:path'
import { measureDurableRows, rowsPerCommit } from '../floor/durable-rows.ts'
import {
  failuresOf,
  figuresOf,
  type LoadCase,
  measureCases,
  ratioOf,
  requestsPerKeptConnection,
} from '../load-case.ts'
import { atLeast, atMost, figureOf, type Part, type PartOptions, type PartResult } from '../part.ts'
import { probe, startEchoFloor, startGenerator, startHost, startSignatureFloor } from '../servers.ts'

const manyAtOnce = 64
const hostToFloorMin = 0.8

/** The part. */
export const answers: Part = { title: 'Answers, and the floors under them', run }

interface Ports {
  readonly host: number
  readonly signatures: number
  readonly echo: number
}

async function run(options: PartOptions): Promise<PartResult> {
  await using host = startHost(join(options.folder, 'host'))
  await using signatures = startSignatureFloor()
  await using echo = startEchoFloor()
  const listening = await host.ask({ kind: 'serve' })
  await using generator = await startGenerator(listening)
  const { requestBytes, replyBytes } = await probe(generator, listening.port)
  const cases = casesOf({
    host: listening.port,
    signatures: (await signatures.ask({ replyBytes })).port,
    echo: (await echo.ask({})).port,
  })
  const durableRows: number[] = []
  const rounds = await measureCases(generator, cases, options, () =>
    durableRows.push(measureDurableRows(options.folder, options.seconds)),
  )
  const target = atLeast(hostToFloorMin)
  return {
    figures: [
      ratioOf('host to F1, new connection each, 64 at once', rounds, at.hostToF1, target),
      ratioOf('host to F2, kept connections, 64 at once', rounds, at.keptToF2, target),
      ...figuresOf(cases, rounds),
      figureOf(`F4 SQLite, ${rowsPerCommit} rows a commit`, 'rows/s', durableRows),
    ],
    notes: [
      `A request has ${requestBytes} and an answer ${replyBytes} bytes on the wire.`,
      'Requests are signed before anything is measured. The load generator is a process of its own and shares the cores.',
    ],
    failures: failuresOf(rounds),
  }
}

/** Places in {@link casesOf} of what is compared: neighbours, so that a slow moment meets both. */
const at = { hostToF1: [4, 3], keptToF2: [6, 5] } as const

/** All cases in the order in which each round measures them. */
function casesOf(ports: Ports): readonly LoadCase[] {
  const floor = { expectsAnswers: false }
  const host = { port: ports.host, expectsAnswers: true }
  const once = { requestsPerConnection: 1 }
  const kept = { requestsPerConnection: requestsPerKeptConnection }
  const alone = { atOnce: 1 }
  const many = { atOnce: manyAtOnce }
  const f1 = { name: 'F1 verify and sign, new connection each', port: ports.signatures, ...floor, ...once }
  const f2 = { name: 'F2 verify and sign, kept connections', port: ports.signatures, ...floor, ...kept }
  const f3 = { name: 'F3 echo, new connection each', port: ports.echo, ...floor, ...once }
  const f3Kept = { ...f3, name: 'F3 echo, kept connections', ...kept }
  const answered = { name: 'host, new connection each', ...host, ...once }
  const answeredKept = { name: 'host, kept connections', ...host, ...kept }
  return [
    { ...f1, ...alone },
    { ...answered, ...alone, p50Ms: atMost(1.5) },
    { ...answeredKept, ...alone },
    { ...f1, ...many },
    { ...answered, ...many },
    { ...f2, ...many },
    { ...answeredKept, ...many, perSecond: atLeast(5_000), p99Ms: atMost(25) },
    { ...f3, ...many },
    { ...f3Kept, ...many },
  ]
}
