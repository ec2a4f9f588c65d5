/** Pages of the host's console over its API, with a million machines in the inventory. */
import { join } from 'node:path'
import { AccessTokens } from '@muster/console'
import { folderFiles, nodeCryptography, systemClock, systemRandom } from '@muster/node'
import { serveHost } from '../host-command.ts'
import { atMost, type Figure, figureOf, type Part, type PartOptions, type PartResult } from '../part.ts'
import { startHost } from '../servers.ts'
import { loadMachines } from './memory.ts'

const machines = 1_000_000
const smokeMachines = 1_000
const pageMsMax = 100
/** Requests of one page in a round. */
const requestsPerRound = 5

/** What a person who looks through the machines asks for. */
const pages: Readonly<Record<string, string>> = {
  overview: '/overview',
  'machines, newest first': '/machines?limit=50',
  'machines by name': '/machines?limit=50&sort=machineName&order=ascending',
  'machines, search for a name': '/machines?limit=50&search=machine-999',
  'machines that count': '/machines?limit=50&counted=true',
  'virtual machines': '/machines?limit=50&virtual=true',
  events: '/events?limit=50',
  duplicates: '/duplicates?limit=50',
  'activity of 30 days': '/activity',
}

/** The part. */
export const consolePages: Part = { title: 'Console with a million machines', run }

async function run({ folder, rounds, isSmoke, tell }: PartOptions): Promise<PartResult> {
  const hostFolder = join(folder, 'host')
  const known = isSmoke ? smokeMachines : machines
  tell(`loading ${known} machines`)
  await loadMachines(hostFolder, known)
  const token = await setUp(hostFolder)
  await using host = await serveHost(hostFolder)
  const times = new Map<string, number[]>(Object.keys(pages).map((name) => [name, []]))
  let failures = 0
  for (let round = 1; round <= rounds; round++) {
    tell(`round ${round} of ${rounds}`)
    for (const [name, path] of Object.entries(pages))
      for (let count = 0; count < requestsPerRound; count++) {
        const { ms, isRead } = await timePage(`${host.url}/api/v1${path}`, token)
        times.get(name)?.push(ms)
        if (!isRead) failures++
      }
  }
  return {
    figures: [...times].map(([name, values]): Figure => figureOf(name, 'ms', values, atMost(pageMsMax))),
    notes: [
      `Whole answers of the API with ${known} machines and as many events; the first of each is among them.`,
    ],
    failures,
  }
}

/** A host with its key, and a token to sign in with. */
async function setUp(folder: string): Promise<string> {
  await using host = startHost(folder)
  await host.ask({ kind: 'serve' })
  const ports = { clock: systemClock, random: systemRandom, cryptography: nodeCryptography }
  const tokens = new AccessTokens({ ...ports, files: folderFiles(folder) })
  return (await tokens.issue({ name: 'benchmark', role: 'viewer' })).token
}

async function timePage(
  url: string,
  token: string,
): Promise<{ readonly ms: number; readonly isRead: boolean }> {
  const startMs = performance.now()
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  await response.text()
  return { ms: performance.now() - startMs, isRead: response.ok }
}
