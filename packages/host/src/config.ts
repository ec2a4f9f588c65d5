/**
 * Text (`host.toml`) and environment → checked, readonly configuration. Every field may be absent and is then safe;
 * an unknown field or a contradiction is refused with the field's name.
 */
import { AppError } from '@muster/core/errors'
import { defaultPort, requestsPerConnectionMax } from '@muster/core/wire'
import { parse as parseToml, TomlError } from 'smol-toml'
import * as v from 'valibot'
import { checkDnsSection, type DnsConfig, dnsSection } from './dns/dns-config.ts'

const portMax = 65_535
const millisecondsMax = 10 * 60 * 1_000
const connectionsCeiling = 100_000
const queueCeiling = 100_000
const retentionDaysMax = 10 * 365
const eventRowsCeiling = 100_000_000
const nameCharactersMax = 253
const connectionCharactersMax = 4_096

const wholeNumber = (min: number, max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))
const text = (charactersMax: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(charactersMax))

/** Which database it is, and whether the rest of the string is right, the store itself finds out. */
const connectionString = v.pipe(
  text(connectionCharactersMax),
  v.regex(/^postgres(ql)?:\/\//, 'it begins with postgres://'),
)

/** The file, field by field. */
export const hostConfigSchema = v.strictObject({
  name: v.optional(text(nameCharactersMax)),
  store: v.optional(connectionString),
  listen: v.optional(
    v.strictObject({
      address: v.optional(text(nameCharactersMax), '0.0.0.0'),
      port: v.optional(wholeNumber(0, portMax), defaultPort),
    }),
    {},
  ),
  http: v.optional(
    v.strictObject({
      enabled: v.optional(v.boolean(), true),
      address: v.optional(text(nameCharactersMax), '127.0.0.1'),
      port: v.optional(wholeNumber(0, portMax), 1780),
      allow_plain: v.optional(v.boolean(), false),
    }),
    {},
  ),
  limits: v.optional(
    v.strictObject({
      connections: v.optional(wholeNumber(1, connectionsCeiling), 4_000),
      connections_per_address: v.optional(wholeNumber(1, connectionsCeiling), 500),
      requests_per_connection: v.optional(wholeNumber(1, requestsPerConnectionMax), requestsPerConnectionMax),
      requests_waiting: v.optional(wholeNumber(1, queueCeiling), 4_000),
      idle_ms: v.optional(wholeNumber(10, millisecondsMax), 30_000),
      request_ms: v.optional(wholeNumber(10, millisecondsMax), 10_000),
      stop_ms: v.optional(wholeNumber(10, millisecondsMax), 10_000),
    }),
    {},
  ),
  retention: v.optional(
    v.strictObject({
      days: v.optional(wholeNumber(1, retentionDaysMax), 90),
      events: v.optional(wholeNumber(1_000, eventRowsCeiling), 1_000_000),
    }),
    {},
  ),
  metrics: v.optional(
    v.strictObject({
      enabled: v.optional(v.boolean(), false),
      address: v.optional(text(nameCharactersMax), '127.0.0.1'),
      port: v.optional(wholeNumber(0, portMax), 9_688),
    }),
    {},
  ),
  dns: v.optional(dnsSection, {}),
})

/** Fields that the environment may set: `listen.port` is `MUSTER_HOST_LISTEN_PORT`. */
export const hostConfigFields = [
  'name',
  'store',
  'listen.address',
  'listen.port',
  'http.enabled',
  'http.address',
  'http.port',
  'http.allow_plain',
  'metrics.enabled',
  'metrics.address',
  'metrics.port',
  'limits.connections',
  'limits.connections_per_address',
  'limits.requests_per_connection',
  'limits.requests_waiting',
  'limits.idle_ms',
  'limits.request_ms',
  'limits.stop_ms',
  'retention.days',
  'retention.events',
  'dns.publish',
  'dns.host_name',
  'dns.domain',
  'dns.publish_list',
  'dns.priority',
  'dns.weight',
  'dns.service_label',
  'dns.ttl_seconds',
  'dns.addresses',
  'dns.server',
  'dns.zone',
  'dns.key_file',
  'dns.kerberos',
] as const
/** One of {@link hostConfigFields}. */
export type HostConfigField = (typeof hostConfigFields)[number]

/** Fields that are lists; their environment twins hold the items with this between them. */
const separators: Readonly<Record<string, string>> = { 'dns.publish_list': ';', 'dns.addresses': ',' }

/** The bounds of the doors and of the queue behind them. */
export interface HostLimits {
  readonly connectionsMax: number
  readonly connectionsPerAddressMax: number
  readonly requestsPerConnectionMax: number
  /** Requests that may wait for their commit; more are refused with `host-busy`. */
  readonly requestsWaitingMax: number
  /** How long a connection may stay silent between requests, and before its first. */
  readonly idleMs: number
  /** How long one request may take to arrive once it began, and its answer to be taken. */
  readonly requestMs: number
  /** How long a stop waits for what was accepted. */
  readonly stopMs: number
}

/** What one activation host is told at its start. */
export interface HostConfig {
  /** Name of this host in its certificate; absent: the machine's own name. */
  readonly hostName: string | undefined
  /** Connection string of the PostgreSQL database that hosts share (R2.13); absent: the embedded store. */
  readonly store: string | undefined
  readonly listen: { readonly address: string; readonly port: number }
  readonly http: { readonly enabled: boolean; readonly address: string; readonly port: number }
  /** Where monitoring asks; off unless switched on. */
  readonly metrics: { readonly enabled: boolean; readonly address: string; readonly port: number }
  readonly limits: HostLimits
  readonly retention: { readonly days: number; readonly eventsMax: number }
  readonly dns: DnsConfig
}

/**
 * Reads the configuration. A value of the environment wins over the file's.
 * Throws `config-invalid` with the field's name.
 */
export function readHostConfig(
  tomlText = '',
  environment: Readonly<Record<string, string | undefined>> = {},
): HostConfig {
  const result = v.safeParse(hostConfigSchema, withEnvironment(parseText(tomlText), environment))
  if (!result.success) {
    const [issue] = result.issues
    throw new AppError('config-invalid', `${v.getDotPath(issue) ?? 'host.toml'}: ${issue.message}.`)
  }
  const config = toConfig(result.output)
  refuseContradictions(config, result.output.http.allow_plain)
  return config
}

/** The environment twin of a field. */
export function environmentName(field: string): string {
  return `MUSTER_HOST_${field.replaceAll('.', '_').toUpperCase()}`
}

function parseText(tomlText: string): Record<string, unknown> {
  try {
    return parseToml(tomlText)
  } catch (cause) {
    const place = cause instanceof TomlError ? `host.toml, line ${cause.line}` : 'host.toml'
    throw new AppError('config-invalid', `${place}: not valid TOML.`, { cause })
  }
}

function withEnvironment(
  raw: Record<string, unknown>,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, unknown> {
  let merged = raw
  for (const field of hostConfigFields) {
    const value = environment[environmentName(field)]
    if (value === undefined || value === '') continue
    const [first, second] = field.split('.') as [string, string?]
    if (second === undefined) merged = { ...merged, [first]: value }
    else merged = { ...merged, [first]: { ...asTable(merged[first]), [second]: fieldValue(field, value) } }
  }
  return merged
}

function asTable(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}

function fieldValue(field: string, value: string) {
  const separator = separators[field]
  if (separator === undefined) return fromText(value)
  return value
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

function fromText(value: string): string | number | boolean {
  if (value === 'true' || value === 'false') return value === 'true'
  return /^\d{1,12}$/.test(value) ? Number(value) : value
}

function toConfig(fields: v.InferOutput<typeof hostConfigSchema>): HostConfig {
  const { limits, retention, metrics } = fields
  return {
    hostName: fields.name,
    store: fields.store,
    listen: fields.listen,
    http: { enabled: fields.http.enabled, address: fields.http.address, port: fields.http.port },
    metrics,
    limits: {
      connectionsMax: limits.connections,
      connectionsPerAddressMax: Math.min(limits.connections_per_address, limits.connections),
      requestsPerConnectionMax: limits.requests_per_connection,
      requestsWaitingMax: limits.requests_waiting,
      idleMs: limits.idle_ms,
      requestMs: limits.request_ms,
      stopMs: limits.stop_ms,
    },
    retention: { days: retention.days, eventsMax: retention.events },
    dns: checkDnsSection(fields.dns),
  }
}

function refuseContradictions(config: HostConfig, allowPlain: boolean): void {
  const { listen, http } = config
  if (!http.enabled) return
  if (!isLoopback(http.address) && !allowPlain) {
    throw new AppError(
      'config-invalid',
      'http.address: beyond this machine HTTP is not encrypted; set http.allow_plain = true if that is meant.',
    )
  }
  if (http.port !== 0 && http.port === listen.port)
    throw new AppError('config-invalid', 'http.port: it equals listen.port.')
}

function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127(\.\d{1,3}){3}$/.test(address)
}
