/** What the administrator says about publishing in DNS, checked. */
import { defaultServiceLabel, defaultTtlSeconds, serviceName } from '@muster/core/discovery'
import { encodeAddressData, isDomainName, normaliseDomainName, parseServerAddress } from '@muster/core/dns'
import { AppError } from '@muster/core/errors'
import type { Endpoint } from '@muster/core/ports'
import * as v from 'valibot'

/** Lines of a publish list. */
export const publishListMax = 64
const numberMax = 65_535
const ttlSecondsMax = 604_800
const textCharactersMax = 300

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

/** The checked section. */
export interface DnsConfig {
  readonly publish: boolean
  readonly serviceLabel: string
  readonly ttlSeconds: number
  /** The domain of this host; absent: what follows the first dot of its name. */
  readonly ownDomain?: string
  /** Of the record in the own domain. */
  readonly priority: number
  readonly weight: number
  /** The publish list without the own domain. */
  readonly listed: readonly PublishDomain[]
  readonly badLines: readonly BadPublishLine[]
  /** The server that is asked and that takes the updates. */
  readonly server?: Endpoint
  readonly zone?: string
  readonly security: UpdateSecurity
  /** Name of this host in DNS instead of the name in its certificate. */
  readonly hostName?: string
  /** Addresses to publish instead of those of the machine. */
  readonly addresses?: readonly string[]
}

const sixteenBits = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(numberMax))
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(textCharactersMax))
const list = v.pipe(v.array(text), v.maxLength(publishListMax))

/** The section as it stands in the file; its fields are shown by their names there. */
export const dnsSection = v.strictObject({
  publish: v.optional(v.boolean(), true),
  service_label: v.optional(text, defaultServiceLabel),
  ttl_seconds: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(ttlSecondsMax)),
    defaultTtlSeconds,
  ),
  host_name: v.optional(text),
  domain: v.optional(text),
  priority: v.optional(sixteenBits, 0),
  weight: v.optional(sixteenBits, 0),
  publish_list: v.optional(list, []),
  server: v.optional(text),
  zone: v.optional(text),
  key_file: v.optional(text),
  kerberos: v.optional(v.boolean(), false),
  addresses: v.optional(list),
})

/**
 * Checks the section. Throws `config-invalid`, `dns-service-reserved`. A bad line of the publish list is kept aside
 * with its reason.
 */
export function checkDnsSection(section: v.InferOutput<typeof dnsSection>): DnsConfig {
  const { server, domain, zone, host_name: hostName, addresses } = section
  const lines = section.publish_list.map(parsePublishLine)
  return {
    publish: section.publish,
    serviceLabel: checkServiceLabel(section.service_label),
    ttlSeconds: section.ttl_seconds,
    priority: section.priority,
    weight: section.weight,
    listed: lines.filter((line) => 'domain' in line),
    badLines: lines.filter((line) => 'detail' in line),
    security: checkSecurity(section),
    ...(server === undefined ? {} : { server: checkServer(server) }),
    ...(domain === undefined ? {} : { ownDomain: checkDomain(domain, 'dns.domain') }),
    ...(zone === undefined ? {} : { zone: checkDomain(zone, 'dns.zone') }),
    ...(hostName === undefined ? {} : { hostName: checkDomain(hostName, 'dns.host_name') }),
    ...(addresses === undefined ? {} : { addresses: addresses.map(checkAddress) }),
  }
}

/** The domains to publish in: the own one first, each once. */
export function publishDomains(config: DnsConfig, hostName: string): readonly PublishDomain[] {
  const { priority, weight } = config
  const domain = ownDomainOf(config, hostName)
  const all = domain === '' ? config.listed : [{ domain, priority, weight }, ...config.listed]
  return all.filter((one, index) => all.findIndex((other) => other.domain === one.domain) === index)
}

/**
 * The whole name of this host in DNS, in lower case. Throws `dns-domain-unknown` for a name without a domain where
 * none is configured, `dns-name-invalid`.
 */
export function publishedHostName(config: DnsConfig, hostName: string): string {
  const name = normaliseDomainName(config.hostName ?? hostName)
  if (name.includes('.')) return name
  const domain = ownDomainOf(config, name)
  if (domain === '') throw new AppError('dns-domain-unknown', `The name is ${name}.`)
  return normaliseDomainName(`${name}.${domain}`)
}

function ownDomainOf(config: DnsConfig, hostName: string): string {
  const [, ...labels] = (config.hostName ?? hostName).toLowerCase().split('.')
  const domain = labels.join('.')
  return config.ownDomain ?? (isDomainName(domain) ? domain : '')
}

/**
 * A publish list as an administrator gives it at run time. Throws `config-invalid` with the entry's number: a domain
 * that is no name or stands twice, a number out of range, too many entries.
 */
export function checkPublishList(list: readonly PublishDomain[]): readonly PublishDomain[] {
  if (list.length > publishListMax)
    throw new AppError('config-invalid', `publish list: at most ${publishListMax} domains.`)
  const checked = list.map(({ domain, priority, weight }, index) => {
    const parsed = parsePublishLine(`${domain}, ${priority}, ${weight}`)
    if ('domain' in parsed) return parsed
    throw new AppError('config-invalid', `publish list, entry ${index + 1}: ${parsed.detail}`)
  })
  const twice = checked.find(({ domain }, index) => checked.findIndex((one) => one.domain === domain) < index)
  if (twice !== undefined) throw new AppError('config-invalid', `publish list: ${twice.domain} stands twice.`)
  return checked
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

function checkServer(text: string): Endpoint {
  const server = parseServerAddress(text)
  if (server !== undefined) return server
  throw new AppError('config-invalid', `dns.server: "${text}" is not ADDRESS or ADDRESS:PORT.`)
}

/** One label that begins with an underscore, as RFC 2782 has it. */
function checkServiceLabel(label: string): string {
  serviceName(label, 'example')
  if (!/^_[a-z0-9-]+$/i.test(label))
    throw new AppError('config-invalid', `dns.service_label: "${label}" is not like _muster.`)
  return label.toLowerCase()
}

function checkSecurity(section: v.InferOutput<typeof dnsSection>): UpdateSecurity {
  const { kerberos, key_file: keyFile } = section
  if (kerberos && keyFile !== undefined)
    throw new AppError('config-invalid', 'dns.key_file: it and dns.kerberos exclude each other.')
  if (kerberos) return { kind: 'kerberos' }
  return keyFile === undefined ? { kind: 'none' } : { kind: 'key', keyFile }
}

function checkDomain(text: string, field: string): string {
  if (isDomainName(text)) return normaliseDomainName(text)
  throw new AppError('config-invalid', `${field}: "${text}" is not a domain name.`)
}

function checkAddress(text: string): string {
  if (encodeAddressData(text) === undefined)
    throw new AppError('config-invalid', `dns.addresses: "${text}" is not an address.`)
  return text
}

function readNumber(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= numberMax ? Number(text) : undefined
}
