/** What the administrator says about publishing in DNS, checked. */
import { defaultServiceLabel, defaultTtlSeconds, serviceName } from '@muster/core/discovery'
import { encodeAddressData, normaliseDomainName } from '@muster/core/dns'
import { AppError } from '@muster/core/errors'
import type { Endpoint } from '@muster/core/ports'

/** Domains that one host publishes itself in. */
export const publishListMax = 64
const numberMax = 65_535
const dnsPort = 53

/** One domain to publish in. */
export interface PublishDomain {
  readonly domain: string
  readonly priority: number
  readonly weight: number
}

/** A line of the publish list that cannot be used; the others are published all the same. */
export interface BadPublishLine {
  readonly line: string
  readonly detail: string
}

/** How updates are secured: not at all, by a shared key (TSIG), or by the machine's Kerberos identity (GSS-TSIG). */
export type UpdateSecurity =
  | { readonly kind: 'none' }
  | { readonly kind: 'key'; readonly keyFile: string }
  | { readonly kind: 'kerberos' }

/** The checked configuration. */
export interface DnsConfig {
  readonly publish: boolean
  readonly serviceLabel: string
  readonly ttlSeconds: number
  readonly domains: readonly PublishDomain[]
  readonly badLines: readonly BadPublishLine[]
  readonly server?: Endpoint
  readonly zone?: string
  readonly security: UpdateSecurity
  /** Addresses to publish instead of those of the machine. */
  readonly addresses?: readonly string[]
}

/** The section as it stands in the file, each field still text or number. */
export interface DnsSection {
  readonly publish: boolean
  readonly service_label?: string | undefined
  readonly ttl_seconds?: number | undefined
  readonly domain?: string | undefined
  readonly priority?: number | undefined
  readonly weight?: number | undefined
  readonly publish_list?: readonly string[] | undefined
  readonly server?: string | undefined
  readonly zone?: string | undefined
  readonly key_file?: string | undefined
  readonly kerberos?: boolean | undefined
  readonly addresses?: readonly string[] | undefined
}

/**
 * Checks the section against the host's name. Throws `config-invalid`, `dns-service-reserved`. A bad line of the
 * publish list is kept aside with its reason.
 */
export function checkDnsSection(section: DnsSection, hostName: string): DnsConfig {
  const serviceLabel = section.service_label ?? defaultServiceLabel
  serviceName(serviceLabel, 'example')
  const ownDomain = checkDomain(section.domain ?? hostName.split('.').slice(1).join('.'), 'dns.domain')
  const own = { domain: ownDomain, priority: section.priority ?? 0, weight: section.weight ?? 0 }
  const lines = (section.publish_list ?? []).map(parsePublishLine)
  const listed = lines.filter((line): line is PublishDomain => 'domain' in line)
  return {
    publish: section.publish,
    serviceLabel,
    ttlSeconds: section.ttl_seconds ?? defaultTtlSeconds,
    domains: withoutRepeats(ownDomain === '' ? listed : [own, ...listed]),
    badLines: lines.filter((line): line is BadPublishLine => 'detail' in line),
    security: checkSecurity(section),
    ...(section.server === undefined ? {} : { server: parseServer(section.server) }),
    ...(section.zone === undefined ? {} : { zone: checkDomain(section.zone, 'dns.zone') }),
    ...(section.addresses === undefined ? {} : { addresses: section.addresses.map(checkAddress) }),
  }
}

/** Reads `domain, priority, weight`; the numbers may be left out and are then 0. */
export function parsePublishLine(line: string): PublishDomain | BadPublishLine {
  const [domainText = '', priorityText = '0', weightText = '0', ...rest] = line
    .split(',')
    .map((part) => part.trim())
  if (rest.length > 0) return { line, detail: 'It has more than three parts.' }
  const priority = readNumber(priorityText)
  const weight = readNumber(weightText)
  if (priority === undefined || weight === undefined)
    return { line, detail: `Priority and weight are 0 to ${numberMax}.` }
  try {
    const domain = normaliseDomainName(domainText)
    return domain === '' ? { line, detail: 'The domain is missing.' } : { domain, priority, weight }
  } catch (error) {
    return { line, detail: error instanceof AppError ? error.message : 'The domain is not a name.' }
  }
}

/** Reads `ADDRESS`, `ADDRESS:PORT` or `[ADDRESS]:PORT` of a DNS server. Throws `config-invalid`. */
export function parseServer(text: string): Endpoint {
  const match = /^\[([0-9a-f:.]+)\](?::(\d{1,5}))?$/i.exec(text) ?? /^([^:\s]+)(?::(\d{1,5}))?$/.exec(text)
  const port = Number(match?.[2] ?? dnsPort)
  if (match?.[1] === undefined || port < 1 || port > numberMax) {
    throw new AppError('config-invalid', `Field dns.server: "${text}" is not ADDRESS or ADDRESS:PORT.`)
  }
  return { name: match[1], port }
}

function checkSecurity(section: DnsSection): UpdateSecurity {
  if (section.kerberos === true && section.key_file !== undefined) {
    throw new AppError('config-invalid', 'Fields dns.kerberos and dns.key_file exclude each other.')
  }
  if (section.kerberos === true) return { kind: 'kerberos' }
  return section.key_file === undefined ? { kind: 'none' } : { kind: 'key', keyFile: section.key_file }
}

function checkDomain(text: string, field: string): string {
  try {
    return normaliseDomainName(text)
  } catch (cause) {
    throw new AppError('config-invalid', `Field ${field}: "${text}" is not a domain name.`, { cause })
  }
}

function checkAddress(text: string): string {
  if (encodeAddressData(text) === undefined)
    throw new AppError('config-invalid', `Field dns.addresses: "${text}".`)
  return text
}

function withoutRepeats(domains: readonly PublishDomain[]): readonly PublishDomain[] {
  const unique = domains.filter(
    (one, index) => domains.findIndex(({ domain }) => domain === one.domain) === index,
  )
  if (unique.length > publishListMax)
    throw new AppError('config-invalid', `Field dns.publish_list: at most ${publishListMax} domains.`)
  return unique
}

function readNumber(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= numberMax ? Number(text) : undefined
}
