/** Answers of a host on PostgreSQL, on the same machine, beside the floor of cryptography. */
import { join } from 'node:path'
import { startPostgres } from '../../../tests/servers/postgres.ts'
import {
  failuresOf,
  figuresOf,
  type LoadCase,
  measureCases,
  ratioOf,
  requestsPerKeptConnection,
} from '../load-case.ts'
import { atLeast, type Part, type PartOptions, type PartResult } from '../part.ts'
import { probe, startGenerator, startHost, startSignatureFloor } from '../servers.ts'

const atOnce = 64
const hostToFloorMin = 0.5
/** As a server is set up that keeps what it said it has. */
const settings = { fsync: 'on', synchronous_commit: 'on', shared_buffers: '256MB', max_wal_size: '4GB' }

/** The part. */
export const shared: Part = { title: 'Answers of a host on PostgreSQL', run }

async function run(options: PartOptions): Promise<PartResult> {
  await using server = await startPostgres(settings)
  await using host = startHost(join(options.folder, 'host'))
  await using floor = startSignatureFloor()
  const listening = await host.ask({ kind: 'serve', store: server.url() })
  await using generator = await startGenerator(listening)
  const { replyBytes } = await probe(generator, listening.port)
  const floorPort = (await floor.ask({ replyBytes })).port
  const base = { port: floorPort, atOnce, requestsPerConnection: 1, expectsAnswers: false }
  const answered = { ...base, port: listening.port, expectsAnswers: true }
  const cases: readonly LoadCase[] = [
    { ...base, name: 'F1 verify and sign, new connection each' },
    { ...answered, name: 'host on PostgreSQL, new connection each' },
    {
      ...answered,
      name: 'host on PostgreSQL, kept connections',
      requestsPerConnection: requestsPerKeptConnection,
    },
    { ...answered, name: 'host on PostgreSQL, new connection each', atOnce: 1 },
  ]
  const rounds = await measureCases(generator, cases, options)
  return {
    figures: [
      ratioOf('host on PostgreSQL to F1, 64 at once', rounds, [1, 0], atLeast(hostToFloorMin)),
      ...figuresOf(cases, rounds),
    ],
    notes: ['PostgreSQL, the host and the load generator share the cores.'],
    failures: failuresOf(rounds),
  }
}
