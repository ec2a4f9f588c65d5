/** Memory of a host that knows many machines. */
import { join } from 'node:path'
import { openSqliteHostStore } from '@muster/store/sqlite'
import { loadSqlite } from '../large-store/load-sqlite.ts'
import { atMost, figureOf, type Part, type PartOptions, type PartResult } from '../part.ts'
import { startGenerator, startHost } from '../servers.ts'

const machines = 1_000_000
const smokeMachines = 1_000
const residentMebibytesMax = 150
const atOnce = 64

/** The part. */
export const memory: Part = { title: 'Memory with a million machines', run }

async function run({ folder, rounds, seconds, isSmoke, tell }: PartOptions): Promise<PartResult> {
  const known = isSmoke ? smokeMachines : machines
  const hostFolder = join(folder, 'host')
  await setUp(hostFolder)
  tell(`loading ${known} machines`)
  loadMachines(join(hostFolder, 'host.sqlite'), known)
  const atStart: number[] = []
  const underLoad: number[] = []
  let failures = 0
  for (let round = 1; round <= rounds; round++) {
    tell(`round ${round} of ${rounds}`)
    await using host = startHost(hostFolder)
    const listening = await host.ask({ kind: 'serve' })
    atStart.push((await host.ask({ kind: 'memory' })).residentMebibytes)
    await using generator = await startGenerator(listening)
    const { port } = listening
    const load = { port, atOnce, requestsPerConnection: 1, seconds: 2 * seconds, expectsAnswers: true }
    failures += (await generator.ask({ kind: 'measure', ...load })).failures
    underLoad.push((await host.ask({ kind: 'memory' })).residentMebibytes)
  }
  return {
    figures: [
      figureOf(`resident with ${known} machines, at the start`, 'MiB', atStart, atMost(residentMebibytesMax)),
      figureOf(
        `resident with ${known} machines, after full load`,
        'MiB',
        underLoad,
        atMost(residentMebibytesMax),
      ),
    ],
    notes: ['Resident memory of the whole process of the host, its threads included.'],
    failures,
  }
}

/** Starts a host once, so that it has its key. */
async function setUp(folder: string): Promise<void> {
  await using host = startHost(folder)
  await host.ask({ kind: 'serve' })
}

/** Machines that asked once each. */
export function loadMachines(path: string, count: number): void {
  void openSqliteHostStore(path).close()
  loadSqlite(path, { machines: count, events: count, nowMs: Date.now() }, () => true)
}
