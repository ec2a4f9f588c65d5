/** How soon commands have answered, and how soon a host that starts answers its first request. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { activateMachine } from '../activated-machine.ts'
import { atMost, figureOf, type Part, type PartOptions, type PartResult } from '../part.ts'
import { startGenerator, startHost } from '../servers.ts'

const run = promisify(execFile)
const command = join(import.meta.dirname, '../../../packages/cli/bin.js')
/** Starts of one round; the middle one counts. */
const startsPerRound = 5

/** The part. */
export const start: Part = { title: 'Starting', run: measure }

async function measure({ folder, rounds, isSmoke, tell }: PartOptions): Promise<PartResult> {
  const hostFolder = join(folder, 'host')
  const machine = await prepare(folder, hostFolder)
  const status = ['client', 'status', '--data', machine.stateFolder]
  const versions: number[] = []
  const statuses: number[] = []
  const answers: number[] = []
  for (let round = 1; round <= rounds; round++) {
    tell(`round ${round} of ${rounds}`)
    for (let count = 0; count < (isSmoke ? 1 : startsPerRound); count++) {
      versions.push(await timeCommand(['--version']))
      statuses.push(await timeCommand(status))
    }
    answers.push(await timeFirstAnswer(hostFolder))
  }
  return {
    figures: [
      figureOf('muster --version', 's', versions, atMost(0.15)),
      figureOf('muster client status', 's', statuses, atMost(0.3)),
      figureOf('host, start of its process to its first answer', 's', answers, atMost(1)),
    ],
    notes: ['Whole processes, from their start to their end; the caches of the file system are warm.'],
    failures: 0,
  }
}

async function prepare(folder: string, hostFolder: string) {
  await using host = startHost(hostFolder)
  const machine = await activateMachine(folder, await host.ask({ kind: 'serve' }))
  // The first start fills the cache of compiled code, as the first use of an installation does.
  await timeCommand(['--version'])
  await timeCommand(['client', 'status', '--data', machine.stateFolder])
  return machine
}

async function timeCommand(words: readonly string[]): Promise<number> {
  const startMs = performance.now()
  await run(process.execPath, [command, ...words])
  return (performance.now() - startMs) / 1_000
}

async function timeFirstAnswer(hostFolder: string): Promise<number> {
  // The generator is there before, so that only the host's start is measured.
  await using generator = await startGenerator(nobody)
  const startMs = performance.now()
  await using host = startHost(hostFolder)
  const { port } = await host.ask({ kind: 'serve' })
  const load = { port, atOnce: 1, requestsPerConnection: 1, seconds: 0.01, expectsAnswers: true }
  await generator.ask({ kind: 'measure', ...load })
  return (performance.now() - startMs) / 1_000
}

const anyId = '10000000-0000-4000-8000-000000000000'
const nobody = { applicationId: anyId, productId: anyId, hostKeyId: '0000000000000000' }
