/**
 * Publishing this host in DNS (R5.1, R5.2): its SRV record in each domain, its addresses in the zone of its name.
 * One domain that fails holds up no other, and none of it ever stops the host from answering.
 */
import {
  type Publication,
  planAddressUpdate,
  planServiceRemoval,
  planServiceUpdate,
  serviceName,
  type WantedRecord,
  wantedAddressRecords,
  wantedServiceRecord,
} from '@muster/core/discovery'
import { decodeServiceData, type RecordContent, recordTypes, type ZoneUpdate } from '@muster/core/dns'
import { AppError, codeOf, type ErrorCode } from '@muster/core/errors'
import type { Resolver, ServiceRecord } from '@muster/core/ports'
import { ask, type DnsClientPorts } from './dns-client.ts'
import type { DnsConfig, PublishDomain } from './dns-config.ts'
import { findZone, type Zone, type ZoneHints } from './zone-finder.ts'

/** Sends an update the way the configuration says. Rejects with a code of DNS. */
export type SendUpdate = (zone: Zone, update: ZoneUpdate) => Promise<void>

/** What publishing needs. */
export interface PublisherPorts extends DnsClientPorts {
  readonly resolver: Resolver
  readonly resolverServers: ZoneHints['resolverServers']
  readonly send: SendUpdate
}

/** This host, as others are to find it. */
export interface PublishedHost {
  /** FQDN in lower case. */
  readonly name: string
  readonly port: number
  readonly addresses: readonly string[]
}

/** What came of one domain, or of the addresses. */
export interface PublishOutcome {
  readonly domain: string
  readonly code: ErrorCode | 'success'
  readonly detail: string
}

/** Everything the host wants to stand in DNS. */
export function wantedRecords(config: DnsConfig, host: PublishedHost): readonly WantedRecord[] {
  return [
    ...config.domains.map((domain) => wantedServiceRecord(publicationOf(config, host, domain))),
    ...wantedAddressRecords(host.name, host.addresses, config.ttlSeconds),
  ]
}

/** Publishes the SRV record in one domain and reads it back. */
export async function publishDomain(
  ports: PublisherPorts,
  config: DnsConfig,
  host: PublishedHost,
  domain: PublishDomain,
): Promise<PublishOutcome> {
  return outcomeOf(domain.domain, async () => {
    const publication = publicationOf(config, host, domain)
    const name = serviceName(config.serviceLabel, domain.domain)
    const zone = await findZone(ports, name, hintsOf(ports, config))
    await ports.send(zone, planServiceUpdate(zone.name, publication, await servicesAt(ports, zone, name)))
    const found = await servicesAt(ports, zone, name)
    if (!found.some((record) => record.target === host.name && record.port === host.port)) {
      throw new AppError('dns-record-not-seen', `${name} on ${zone.server.name}.`)
    }
  })
}

/** Takes this host's SRV records out of one domain. */
export async function removeDomain(
  ports: PublisherPorts,
  config: DnsConfig,
  host: PublishedHost,
  domain: string,
): Promise<PublishOutcome> {
  return outcomeOf(domain, async () => {
    const name = serviceName(config.serviceLabel, domain)
    const zone = await findZone(ports, name, hintsOf(ports, config))
    const removal = planServiceRemoval(zone.name, name, host.name, await servicesAt(ports, zone, name))
    if (removal.deletions.length > 0) await ports.send(zone, removal)
  })
}

/** Publishes the host's addresses; those it published before and no longer has are taken out. */
export async function publishAddresses(
  ports: PublisherPorts,
  config: DnsConfig,
  host: PublishedHost,
  publishedBefore: readonly RecordContent[],
): Promise<PublishOutcome> {
  return outcomeOf(host.name, async () => {
    const zone = await findZone(ports, host.name, hintsOf(ports, config))
    const wanted = wantedAddressRecords(host.name, host.addresses, config.ttlSeconds)
    const update = planAddressUpdate(zone.name, wanted, publishedBefore)
    if (update.additions.length + update.deletions.length > 0) await ports.send(zone, update)
  })
}

function publicationOf(config: DnsConfig, host: PublishedHost, domain: PublishDomain): Publication {
  const { serviceLabel, ttlSeconds } = config
  return { ...domain, serviceLabel, ttlSeconds, port: host.port, hostName: host.name }
}

function hintsOf(ports: PublisherPorts, config: DnsConfig): ZoneHints {
  const { server, zone } = config
  return {
    resolverServers: ports.resolverServers,
    ...(server === undefined ? {} : { server }),
    ...(zone === undefined ? {} : { zone }),
  }
}

/** The SRV set as the zone's own server has it; caches elsewhere may be old. */
async function servicesAt(
  ports: PublisherPorts,
  zone: Zone,
  name: string,
): Promise<readonly ServiceRecord[]> {
  const reply = await ask(ports, zone.server, name, recordTypes.SRV)
  return reply.answers
    .filter((record) => record.type === recordTypes.SRV && record.name === name)
    .map((record) => decodeServiceData(record.data))
}

async function outcomeOf(domain: string, work: () => Promise<void>): Promise<PublishOutcome> {
  try {
    await work()
    return { domain, code: 'success', detail: '' }
  } catch (error) {
    return { domain, code: codeOf(error), detail: error instanceof AppError ? (error.detail ?? '') : '' }
  }
}
