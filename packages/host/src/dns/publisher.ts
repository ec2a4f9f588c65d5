/**
 * Publishing this host in DNS (R5.1, R5.2): its SRV record in each domain, its addresses in the zone of its name.
 * One domain that fails holds up no other, and none of it ever stops the host from answering.
 */
import {
  isSameRecord,
  type Publication,
  planAddressUpdate,
  planServiceRemoval,
  planServiceUpdate,
  serviceName,
  type WantedRecord,
  wantedAddressRecords,
  wantedServiceRecord,
} from '@muster/core/discovery'
import {
  decodeServiceData,
  type RecordContent,
  recordDataText,
  recordTypeName,
  recordTypes,
  type ZoneUpdate,
} from '@muster/core/dns'
import { AppError, codeOf, type ErrorCode } from '@muster/core/errors'
import type { Resolver, ServiceRecord } from '@muster/core/ports'
import { ask, type DnsClientPorts } from './dns-client.ts'
import type { DnsConfig, PublishDomain } from './dns-config.ts'
import { findZone, type Zone, type ZoneHints } from './zone-finder.ts'

/**
 * Sends an update the way the configuration says. Rejects with a code of DNS; resolves with the code that a sender
 * suspects whose word is no verdict, and what it said.
 */
export type SendUpdate = (zone: Zone, update: ZoneUpdate) => Promise<SuspectedFailure | undefined>

/** What a sender believes went wrong; the records themselves decide. */
export interface SuspectedFailure {
  readonly code: ErrorCode
  readonly detail: string
}

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
export function wantedRecords(
  config: DnsConfig,
  host: PublishedHost,
  domains: readonly PublishDomain[],
): readonly WantedRecord[] {
  return [
    ...domains.map((domain) => wantedServiceRecord(publicationOf(config, host, domain))),
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
    await apply(ports, zone, planServiceUpdate(zone.name, publication, await servicesAt(ports, zone, name)))
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
    if (removal.deletions.length > 0) await apply(ports, zone, removal)
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
    if ((await firstDifference(ports, zone, update)) === undefined) return
    if (update.additions.length + update.deletions.length > 0) await apply(ports, zone, update)
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

/** Sends an update and reads the records back: what the zone's server then holds is the verdict. */
async function apply(ports: PublisherPorts, zone: Zone, update: ZoneUpdate): Promise<void> {
  const suspected = await ports.send(zone, update)
  const different = await firstDifference(ports, zone, update)
  if (different === undefined) return
  if (suspected !== undefined) throw new AppError(suspected.code, suspected.detail)
  const record = `${different.name} ${recordTypeName(different.type)} ${recordDataText(different)}`
  throw new AppError('dns-record-not-seen', `${record} on ${zone.server.name}.`)
}

/** The first record that does not stand there although it was added, or still does although it was deleted. */
async function firstDifference(
  ports: PublisherPorts,
  zone: Zone,
  { additions, deletions }: ZoneUpdate,
): Promise<RecordContent | undefined> {
  for (const set of setsOf([...additions, ...deletions])) {
    const { answers } = await ask(ports, zone.server, set.name, set.type)
    const stands = (wanted: RecordContent) => answers.some((record) => isSameRecord(record, wanted))
    const isOfSet = ({ name, type }: RecordContent) => name === set.name && type === set.type
    const different =
      additions.find((record) => isOfSet(record) && !stands(record)) ??
      deletions.find((record) => isOfSet(record) && stands(record))
    if (different !== undefined) return different
  }
  return undefined
}

/** One record for each name and type. */
function setsOf(records: readonly RecordContent[]): readonly RecordContent[] {
  return records.filter(
    ({ name, type }, index) =>
      records.findIndex((other) => other.name === name && other.type === type) === index,
  )
}

/** The SRV set as the zone's own server has it; caches elsewhere may be old. Records that cannot be read are not ours. */
async function servicesAt(
  ports: PublisherPorts,
  zone: Zone,
  name: string,
): Promise<readonly ServiceRecord[]> {
  const reply = await ask(ports, zone.server, name, recordTypes.SRV)
  return reply.answers
    .filter((record) => record.type === recordTypes.SRV && record.name === name)
    .flatMap(({ data }) => readService(data))
}

function readService(data: Uint8Array): readonly ServiceRecord[] {
  try {
    return [decodeServiceData(data)]
  } catch {
    return []
  }
}

async function outcomeOf(domain: string, work: () => Promise<void>): Promise<PublishOutcome> {
  try {
    await work()
    return { domain, code: 'success', detail: '' }
  } catch (error) {
    return { domain, code: codeOf(error), detail: error instanceof AppError ? (error.detail ?? '') : '' }
  }
}
