/** Pages of the host's console over its API, with a million machines in the inventory. */
import { join } from 'node:path'
import { measurePage, type PageTimes, consolePages as pages, viewerToken } from '../console-pages.ts'
import { atMost, type Figure, figureOf, type Part, type PartOptions, type PartResult } from '../part.ts'
import { startHost } from '../servers.ts'
import { loadMachines } from './memory.ts'

const machines = 1_000_000
const smokeMachines = 1_000
const pageMsMax = 100

/** The part. */
export const consolePages: Part = { title: 'Console with a million machines', run }

async function run({ folder, rounds, isSmoke, tell }: PartOptions): Promise<PartResult> {
  const hostFolder = join(folder, 'host')
  const known = isSmoke ? smokeMachines : machines
  tell(`loading ${known} machines`)
  await loadMachines(hostFolder, known)
  await setUp(hostFolder)
  const token = await viewerToken(hostFolder)
  // Compiled code is kept from one start to the next: the first of all is an installation's.
  await measurePage(hostFolder, token, '/reports/counts')
  const times = new Map<string, PageTimes[]>(Object.keys(pages).map((name) => [name, []]))
  for (let round = 1; round <= rounds; round++) {
    tell(`round ${round} of ${rounds}`)
    for (const [name, path] of Object.entries(pages))
      times.get(name)?.push(await measurePage(hostFolder, token, path))
  }
  return {
    figures: [
      ...[...times].flatMap(([name, measured]) => figuresOf(name, measured)),
      figureOf('another request, while a first page is being made', 'ms', besideOf(times), atMost(pageMsMax)),
    ],
    notes: [
      `Whole answers of the API with ${known} machines and as many events of 90 days. Each page is the first thing that is asked of a host that has just been started. Where it takes longer than a moment to make, the API says at once that it is being made, as the console shows it: "whole" is when it was there, from the first request on. The last figure is the longest that a request for nothing waited meanwhile, as a machine would.`,
    ],
    failures: [...times.values()].flat().reduce((sum, { failures }) => sum + failures, 0),
  }
}

async function setUp(folder: string): Promise<void> {
  await using host = startHost(folder)
  await host.ask({ kind: 'serve' })
}

function besideOf(times: ReadonlyMap<string, readonly PageTimes[]>): readonly number[] {
  return [...times.values()].flat().map(({ besideMs }) => besideMs)
}

function figuresOf(name: string, measured: readonly PageTimes[]): readonly Figure[] {
  const first = measured.map(({ firstMs }) => firstMs)
  const whole = measured.map(({ wholeMs }) => wholeMs)
  const later = measured.flatMap(({ laterMs }) => laterMs)
  const isMadeLater = whole.some((ms, place) => ms > (first[place] ?? 0) + 1)
  return [
    figureOf(`${name}, first after a start`, 'ms', first, atMost(pageMsMax)),
    ...(isMadeLater ? [figureOf(`${name}, first after a start, whole`, 'ms', whole)] : []),
    figureOf(name, 'ms', later, atMost(pageMsMax)),
  ]
}
