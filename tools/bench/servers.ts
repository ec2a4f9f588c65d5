/** The processes that are measured and the one that loads them. */
import { join } from 'node:path'
import { type Child, type NodeSettings, startChild, startChildWith } from './child.ts'
import type { Generator } from './load-case.ts'
import type { HostListening, HostMemory, HostQuestion, Listening, Prepare } from './messages.ts'

/** A host's process. */
export type HostChild = Child<HostQuestion, HostListening & HostMemory>

/** Those of the unit that runs a host as a service, and the option that the command sets by itself. */
export const serviceSettings: NodeSettings = {
  options: ['--max-semi-space-size=4', '--heap-growing-percent=30'],
  environment: { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '262144' },
}

/** A host in a process of its own; a new folder is set up. `environment` changes its configuration. */
export function startHost(folder: string, environment: Readonly<Record<string, string>> = {}): HostChild {
  return startChildWith(serviceSettings, siblingPath('host-server.ts'), folder, JSON.stringify(environment))
}

/** The floor of cryptography. */
export function startSignatureFloor(): Child<{ readonly replyBytes: number }, Listening> {
  return startChild(siblingPath('floor/signature-server.ts'))
}

/** The floor of the network. */
export function startEchoFloor(): Child<object, Listening> {
  return startChild(siblingPath('floor/echo-server.ts'))
}

/** The load generator; its requests are signed before anything is measured. */
export async function startGenerator(host: Omit<Prepare, 'kind'>): Promise<Generator> {
  const generator: Generator = startChild(siblingPath('generator.ts'))
  const { applicationId, productId, hostKeyId } = host
  await generator.ask({ kind: 'prepare', applicationId, productId, hostKeyId })
  return generator
}

/** Long enough for one connection to be made and one exchange to end, on a slow machine. */
const probeSeconds = 0.2

/** A short load that tells the sizes of a host's packets. */
export function probe(generator: Generator, port: number) {
  const load = { port, atOnce: 1, requestsPerConnection: 1, seconds: probeSeconds, expectsAnswers: true }
  return generator.ask({ kind: 'measure', ...load })
}

function siblingPath(name: string): string {
  return join(import.meta.dirname, name)
}
