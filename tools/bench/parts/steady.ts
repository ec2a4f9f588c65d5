/** Full load for minutes: what grows that should not. Memory and files are looked at again and again. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Measured } from '../messages.ts'
import { atMost, type Figure, figureOf, type Part, type PartOptions, type PartResult } from '../part.ts'
import { startGenerator, startHost } from '../servers.ts'

/** Samples of a minute. */
const samplesPerMinute = 6
const smokeSeconds = 0.3
const smokeSamples = 3
const atOnce = 64
const bytesPerMebibyte = 2 ** 20
/** Share of the samples at either end that are compared. */
const endShare = 0.25

/** The part. */
export const steady: Part = { title: 'Minutes at full load', run }

interface Sample {
  readonly measured: Measured
  readonly residentMebibytes: number
  readonly heapMebibytes: number
  readonly logMebibytes: number
  readonly storeMebibytes: number
}

async function run({ folder, minutes, isSmoke, tell }: PartOptions): Promise<PartResult> {
  const hostFolder = join(folder, 'host')
  await using host = startHost(hostFolder)
  const listening = await host.ask({ kind: 'serve' })
  await using generator = await startGenerator(listening)
  const count = isSmoke ? smokeSamples : Math.max(2, Math.round(minutes * samplesPerMinute))
  const seconds = isSmoke ? smokeSeconds : 60 / samplesPerMinute
  const load = { port: listening.port, atOnce, requestsPerConnection: 1, seconds, expectsAnswers: true }
  const samples: Sample[] = []
  while (samples.length < count) {
    const measured = await generator.ask({ kind: 'measure', ...load })
    const { residentMebibytes, heapMebibytes } = await host.ask({ kind: 'memory' })
    const size = (name: string) => statSync(join(hostFolder, name)).size / bytesPerMebibyte
    const [storeMebibytes, logMebibytes] = [size('host.sqlite'), size('host.sqlite-wal')]
    samples.push({ measured, residentMebibytes, heapMebibytes, logMebibytes, storeMebibytes })
    tell(`sample ${samples.length} of ${count}: ${residentMebibytes.toFixed(0)} MiB`)
  }
  return { figures: figuresOf(samples), notes: notesOf(samples, seconds), failures: failuresOf(samples) }
}

function figuresOf(samples: readonly Sample[]): readonly Figure[] {
  const both = (name: string, unit: string, take: (sample: Sample) => number) => [
    figureOf(`${name}, first quarter`, unit, ends(samples).first.map(take)),
    figureOf(`${name}, last quarter`, unit, ends(samples).last.map(take)),
  ]
  return [
    ...both('answers', 'requests/s', ({ measured }) => measured.perSecond),
    ...both('99 of 100 answers within', 'ms', ({ measured }) => measured.p99Ms),
    ...both('resident', 'MiB', ({ residentMebibytes }) => residentMebibytes),
    ...both('heap', 'MiB', ({ heapMebibytes }) => heapMebibytes),
    ...both('write-ahead log', 'MiB', ({ logMebibytes }) => logMebibytes),
    figureOf(
      'resident, all samples',
      'MiB',
      samples.map(({ residentMebibytes }) => residentMebibytes),
      atMost(150),
    ),
  ]
}

function ends(samples: readonly Sample[]) {
  const size = Math.max(1, Math.floor(samples.length * endShare))
  return { first: samples.slice(0, size), last: samples.slice(-size) }
}

/** The store grows with what it is to keep; how much for each request is what matters. */
function notesOf(samples: readonly Sample[], seconds: number): readonly string[] {
  const requests = samples.reduce((sum, { measured }) => sum + measured.perSecond * seconds, 0)
  const grownMebibytes = (samples.at(-1)?.storeMebibytes ?? 0) - (samples[0]?.storeMebibytes ?? 0)
  const bytes = (grownMebibytes * bytesPerMebibyte) / Math.max(1, requests)
  return [
    `${((samples.length * seconds) / 60).toFixed(1)} minutes in ${samples.length} samples, about ${Math.round(requests)} requests.`,
    `The store grew by ${grownMebibytes.toFixed(0)} MiB, ${bytes.toFixed(0)} bytes for each request: the log of events, which retention bounds.`,
  ]
}

function failuresOf(samples: readonly Sample[]): number {
  return samples.reduce((sum, { measured }) => sum + measured.failures, 0)
}
