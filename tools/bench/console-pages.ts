/**
 * What the console's pages ask a host for, and how long each waits: asked first of all after a start, until it is whole,
 * and later. As the console does it: an answer that is being made is asked for again.
 */
import { AccessTokens } from '@muster/console'
import { folderFiles, nodeCryptography, systemClock, systemRandom } from '@muster/node'
import { type ServingHost, serveHost } from './host-command.ts'
import { loadedCmid } from './large-store/plan.ts'

/** Requests of one page after its first. */
const laterRequests = 4
const againMs = 10
const besidePauseMs = 5
const wholeMsMax = 60_000

/** One that every load has. */
const oneCmid = loadedCmid(471)

/** Lists of machines, as people search and sort them. */
export const searchPages: Readonly<Record<string, string>> = {
  'machines, newest first': '/machines?limit=50',
  'machines by name': '/machines?limit=50&sort=machineName&order=ascending',
  'machines, search for the beginning of a name': '/machines?limit=50&search=machine-999',
  'machines, search for one name': '/machines?limit=50&search=machine-4711.example.test',
  'machines, search for three digits': '/machines?limit=50&search=333',
  'machines, search for a CMID': '/machines?limit=50&search=c4ca42',
  'machines that count': '/machines?limit=50&counted=true',
  'virtual machines': '/machines?limit=50&virtual=true',
}

/** All that grows with machines and events; of reports what their pages ask for, unless somebody chooses otherwise. */
export const consolePages: Readonly<Record<string, string>> = {
  overview: '/overview',
  'activity of 24 hours': '/activity?hours=24',
  'activity of 90 days': '/activity?hours=2160',
  ...searchPages,
  events: '/events?limit=50',
  'events, 500 requests': '/events?limit=500&id=12290',
  'one machine': `/machines/${oneCmid}`,
  'events of one machine': `/events?limit=50&cmid=${oneCmid}`,
  'relations of one machine': `/machines/${oneCmid}/relations`,
  duplicates: '/duplicates?limit=20&days=30',
  churn: '/churn',
  'checks of the doctor': '/checks',
  ...Object.fromEntries(
    ['counts', 'licence-status', 'expiry', 'activity', 'denials', 'virtual', 'duplicates', 'churn'].map(
      (name) => [`report ${name}`, `/reports/${name}?days=30`],
    ),
  ),
}

/** How long a page waited, in milliseconds. */
export interface PageTimes {
  /** The first answer after a start: the page itself, or that it is being made. */
  readonly firstMs: number
  /** From the first request until the page was whole. */
  readonly wholeMs: number
  readonly laterMs: readonly number[]
  /** The longest that another request waited until the page was whole. */
  readonly besideMs: number
  readonly failures: number
}

/** A token that may look, of a host that is set up. */
export async function viewerToken(folder: string): Promise<string> {
  const ports = { clock: systemClock, random: systemRandom, cryptography: nodeCryptography }
  const tokens = new AccessTokens({ ...ports, files: folderFiles(folder) })
  return (await tokens.issue({ name: 'benchmark', role: 'viewer' })).token
}

/** Starts the host of a folder and asks for one page, a few times. */
export async function measurePage(
  folder: string,
  token: string,
  path: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<PageTimes> {
  await using host = await serveHost(folder, environment)
  const beside = new AbortController()
  const besideMs = longestBeside(host, beside.signal)
  const beganMs = performance.now()
  const first = await ask(host, token, path)
  let { status } = first
  while (status === 202 && performance.now() - beganMs < wholeMsMax) {
    await new Promise((resolve) => setTimeout(resolve, againMs))
    status = (await ask(host, token, path)).status
  }
  const wholeMs = performance.now() - beganMs
  beside.abort()
  const later = []
  for (let count = 0; count < laterRequests; count++) later.push(await ask(host, token, path))
  const failures = [status, ...later.map((one) => one.status)].filter((one) => one !== 200).length
  return {
    firstMs: first.ms,
    wholeMs,
    laterMs: later.map(({ ms }) => ms),
    besideMs: await besideMs,
    failures,
  }
}

/** Asks for nothing that takes time, again and again: what it waits is what a machine would. */
async function longestBeside({ url }: ServingHost, signal: AbortSignal): Promise<number> {
  let longestMs = 0
  while (!signal.aborted) {
    const startMs = performance.now()
    await (await fetch(`${url}/healthz`)).arrayBuffer()
    longestMs = Math.max(longestMs, performance.now() - startMs)
    await new Promise((resolve) => setTimeout(resolve, besidePauseMs))
  }
  return longestMs
}

async function ask({ url }: ServingHost, token: string, path: string) {
  const startMs = performance.now()
  const headers = { authorization: `Bearer ${token}`, prefer: 'respond-async' }
  const response = await fetch(`${url}/api/v1${path}`, { headers })
  await response.arrayBuffer()
  return { ms: performance.now() - startMs, status: response.status }
}
