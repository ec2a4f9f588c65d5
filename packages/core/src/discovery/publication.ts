/**
 * What a host wants to stand in DNS, and the update that brings it about (R5.1). Records of other hosts are never
 * touched: deletions name whole records, and only those that point to this host or that it published itself.
 */
import {
  encodeAddressData,
  encodeServiceData,
  normaliseDomainName,
  type RecordContent,
  recordTypes,
  type ZoneUpdate,
} from '../dns/index.ts'
import { AppError, assert } from '../errors/index.ts'
import type { ServiceRecord } from '../ports/index.ts'

/** The label under which machines look for activation hosts. */
export const defaultServiceLabel = '_muster'
export const defaultTtlSeconds = 3_600
const reservedServiceLabel = '_vlmcs'

/** A host as it wants to be found in one domain. */
export interface Publication {
  readonly domain: string
  readonly serviceLabel: string
  readonly priority: number
  readonly weight: number
  readonly port: number
  /** FQDN of the host. */
  readonly hostName: string
  readonly ttlSeconds: number
}

/** A record with the time that others may keep it. */
export type WantedRecord = RecordContent & { readonly ttlSeconds: number }

/** The name of the SRV set. Throws `dns-service-reserved`, `dns-name-invalid`. */
export function serviceName(serviceLabel: string, domain: string): string {
  if (serviceLabel.toLowerCase() === reservedServiceLabel) throw new AppError('dns-service-reserved')
  return normaliseDomainName(`${serviceLabel}._tcp.${domain}`)
}

/** The SRV record of a publication. */
export function wantedServiceRecord(publication: Publication): WantedRecord {
  const { priority, weight, port, hostName, ttlSeconds } = publication
  return {
    name: serviceName(publication.serviceLabel, publication.domain),
    type: recordTypes.SRV,
    data: encodeServiceData({ priority, weight, port, target: hostName }),
    ttlSeconds,
  }
}

/** The address records of a host. */
export function wantedAddressRecords(
  hostName: string,
  addresses: readonly string[],
  ttlSeconds: number,
): readonly WantedRecord[] {
  return addresses.map((address) => {
    const data = encodeAddressData(address)
    assert(data !== undefined, 'addresses are checked where they enter')
    return { name: hostName, type: data.length === 4 ? recordTypes.A : recordTypes.AAAA, data, ttlSeconds }
  })
}

/**
 * The update that makes this host's SRV record stand as wanted: what points to this host with other numbers goes,
 * every other host's record stays.
 */
export function planServiceUpdate(
  zone: string,
  publication: Publication,
  found: readonly ServiceRecord[],
): ZoneUpdate {
  const wanted = wantedServiceRecord(publication)
  const stale = ownServices(found, publication.hostName).filter(
    (record) => !isSameService(record, publication),
  )
  return { zone, additions: [wanted], deletions: stale.map((record) => serviceContent(wanted.name, record)) }
}

/** The update that takes every SRV record of this host out of a set. */
export function planServiceRemoval(
  zone: string,
  name: string,
  hostName: string,
  found: readonly ServiceRecord[],
): ZoneUpdate {
  return {
    zone,
    additions: [],
    deletions: ownServices(found, hostName).map((record) => serviceContent(name, record)),
  }
}

/**
 * The update that makes the host's addresses stand: those that it published before and no longer has go, those
 * that somebody else maintains under its name stay.
 */
export function planAddressUpdate(
  zone: string,
  wanted: readonly WantedRecord[],
  publishedBefore: readonly RecordContent[],
): ZoneUpdate {
  const isWanted = (record: RecordContent) => wanted.some((other) => isSameRecord(other, record))
  return { zone, additions: wanted, deletions: publishedBefore.filter((record) => !isWanted(record)) }
}

/** Whether two records have the same name, type and data. */
export function isSameRecord(left: RecordContent, right: RecordContent): boolean {
  return left.name === right.name && left.type === right.type && left.data.join() === right.data.join()
}

function ownServices(found: readonly ServiceRecord[], hostName: string): readonly ServiceRecord[] {
  return found.filter((record) => record.target === hostName)
}

function isSameService(record: ServiceRecord, publication: Publication): boolean {
  return (
    record.priority === publication.priority &&
    record.weight === publication.weight &&
    record.port === publication.port
  )
}

function serviceContent(name: string, record: ServiceRecord): RecordContent {
  return { name, type: recordTypes.SRV, data: encodeServiceData(record) }
}
