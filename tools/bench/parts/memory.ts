/** Memory of a host that knows many machines. */
import { mkdir } from 'node:fs/promises'
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
  tell(`loading ${known} machines`)
  await loadMachines(hostFolder, known)
  await startOnce(hostFolder)
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
    notes: [
      'Resident memory of the whole process of the host, its threads included, run with the settings that the service unit and the command give it.',
    ],
    failures,
  }
}

/** Sets the host up, and fills the cache of compiled code, as an installation's first start does. */
async function startOnce(folder: string): Promise<void> {
  await using host = startHost(folder)
  await host.ask({ kind: 'serve' })
}

/** The store of a host that is not set up yet, with so many machines that asked once each. */
export async function loadMachines(folder: string, count: number): Promise<void> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'host.sqlite')
  await openSqliteHostStore(path).close()
  loadSqlite(path, { machines: count, events: count, nowMs: Date.now() }, () => true)
}
