/** Finding the zone of a name and its primary server: by SOA, walking up (RFC 2136 §4.3, RFC 1034 §4.2.2). */
import { decodePrimaryServer, domainsUpwards, type ResourceRecord, recordTypes } from '@muster/core/dns'
import { AppError } from '@muster/core/errors'
import type { Endpoint, Resolver } from '@muster/core/ports'
import { ask, type DnsClientPorts } from './dns-client.ts'

const dnsPort = 53

/** A zone, and the server that takes its updates. */
export interface Zone {
  readonly name: string
  readonly server: Endpoint
}

/** What the configuration says, and whom to ask for the rest. */
export interface ZoneHints {
  /** The server that is asked, and that takes the updates where it is configured by name. */
  readonly server?: Endpoint
  readonly zone?: string
  /** Servers that this machine asks for names. */
  readonly resolverServers: readonly Endpoint[]
}

/**
 * The zone that holds a name.
 * Rejects with `dns-zone-not-found`, `dns-no-answer`, `dns-message-malformed`.
 */
export async function findZone(
  ports: DnsClientPorts & { readonly resolver: Resolver },
  name: string,
  hints: ZoneHints,
): Promise<Zone> {
  const asked = hints.server ?? hints.resolverServers[0]
  if (asked === undefined) throw new AppError('dns-zone-not-found', 'No DNS server is configured.')
  if (hints.zone !== undefined && hints.server !== undefined)
    return { name: hints.zone, server: hints.server }
  const candidates = hints.zone === undefined ? [name, ...domainsUpwards(name)] : [hints.zone]
  for (const candidate of candidates) {
    const start = await findStartOfAuthority(ports, asked, candidate)
    if (start === undefined || !mayPublishIn(start.name, hints)) continue
    const server = hints.server ?? (await primaryServer(ports.resolver, start))
    return { name: start.name, server }
  }
  throw new AppError('dns-zone-not-found', name)
}

/** The SOA record in the answer, or of the enclosing zone in the authority section of a negative answer. */
async function findStartOfAuthority(
  ports: DnsClientPorts,
  server: Endpoint,
  name: string,
): Promise<ResourceRecord | undefined> {
  const reply = await ask(ports, server, name, recordTypes.SOA)
  const records = [...reply.answers, ...reply.authorities]
  return records.find((record) => record.type === recordTypes.SOA && isAtOrAbove(record.name, name))
}

function isAtOrAbove(zone: string, name: string): boolean {
  return name === zone || name.endsWith(`.${zone}`)
}

/** The root and the top-level domains are nobody's to publish in, unless the configuration says so. */
function mayPublishIn(zone: string, hints: ZoneHints): boolean {
  return zone.includes('.') || zone === hints.zone
}

async function primaryServer(resolver: Resolver, start: ResourceRecord): Promise<Endpoint> {
  const name = decodePrimaryServer(start.data)
  const addresses = await resolver.addresses(name).catch(() => [])
  const address = addresses.find((candidate) => !candidate.includes(':')) ?? addresses[0]
  return { name: address ?? name, port: dnsPort }
}
