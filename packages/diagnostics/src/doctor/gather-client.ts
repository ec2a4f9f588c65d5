/** Gathers what the doctor needs to know of a client: in parallel, each part within its time. */
import type { ClientFolder, DiscoveryReport } from '@muster/client'
import { within } from './bounded.ts'
import type { ClientFacts, FolderFacts } from './client-facts.ts'
import { type ProbePorts, probeHost } from './probe-host.ts'

/** How long looking for hosts may take. */
export const discoveryMsMax = 5_500
/** Hosts that are looked at. */
const hostsMax = 16
const eventsKept = 500

/** The facts, within about nine seconds whatever is down. Rejects where the folder cannot be read. */
export async function gatherClientFacts(
  client: Pick<ClientFolder, 'describe' | 'discover' | 'events'>,
  folder: FolderFacts,
  ports: ProbePorts,
): Promise<ClientFacts> {
  const [{ status, sentence, daysLeft }, events, discovery] = await Promise.all([
    client.describe(),
    client.events(),
    within(ports.timers, discoveryMsMax, client.discover(), () => undefined),
  ])
  const probes = await Promise.all(
    hostsOf(status.host, discovery).map((endpoint) => probeHost(endpoint, ports)),
  )
  const nowMs = ports.clock.nowMs()
  return { nowMs, status, sentence, daysLeft, discovery, probes, events: events.slice(-eventsKept), folder }
}

/** The host in use and all that discovery names, each once. */
function hostsOf(
  known: { readonly name: string; readonly port: number } | null,
  discovery: Pick<DiscoveryReport, 'hosts'> | undefined,
): readonly { readonly name: string; readonly port: number }[] {
  const all = [...(known === null ? [] : [known]), ...(discovery?.hosts ?? [])]
  const unique = new Map(all.map(({ name, port }) => [`${name}:${port}`, { name, port }]))
  return [...unique.values()].slice(0, hostsMax)
}
