/**
 * Text (`authority.toml`) and environment → checked, readonly configuration. Every field may be absent and is then
 * safe; an unknown field or a contradiction is refused with the field's name.
 */
import { AppError } from '@muster/core/errors'
import { parse as parseToml, TomlError } from 'smol-toml'
import * as v from 'valibot'

/** Where the service listens unless told otherwise. */
export const defaultAuthorityPort = 7443
/** Where monitoring asks unless told otherwise. */
const defaultMetricsPort = 9_689
const portMax = 65_535
const textCharactersMax = 1_024
const millisecondsMax = 10 * 60 * 1_000
const connectionsCeiling = 100_000

const wholeNumber = (min: number, max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(textCharactersMax))

/** The file, field by field. */
export const authorityConfigSchema = v.strictObject({
  listen: v.optional(
    v.strictObject({
      address: v.optional(text, '127.0.0.1'),
      port: v.optional(wholeNumber(0, portMax), defaultAuthorityPort),
      allow_plain: v.optional(v.boolean(), false),
    }),
    {},
  ),
  console: v.optional(v.strictObject({ enabled: v.optional(v.boolean()) }), {}),
  metrics: v.optional(
    v.strictObject({
      enabled: v.optional(v.boolean(), false),
      address: v.optional(text, '127.0.0.1'),
      port: v.optional(wholeNumber(0, portMax), defaultMetricsPort),
    }),
    {},
  ),
  tls: v.optional(v.strictObject({ certificate: v.optional(text), key: v.optional(text) }), {}),
  limits: v.optional(
    v.strictObject({
      connections: v.optional(wholeNumber(1, connectionsCeiling), 256),
      failed_attempts: v.optional(wholeNumber(1, 1_000), 10),
      request_ms: v.optional(wholeNumber(10, millisecondsMax), 15_000),
      stop_ms: v.optional(wholeNumber(10, millisecondsMax), 10_000),
    }),
    {},
  ),
})

/** Fields that the environment may set: `listen.port` is `MUSTER_AUTHORITY_LISTEN_PORT`. */
export const authorityConfigFields = [
  'listen.address',
  'listen.port',
  'listen.allow_plain',
  'console.enabled',
  'metrics.enabled',
  'metrics.address',
  'metrics.port',
  'tls.certificate',
  'tls.key',
  'limits.connections',
  'limits.failed_attempts',
  'limits.request_ms',
  'limits.stop_ms',
] as const
/** One of {@link authorityConfigFields}. */
export type AuthorityConfigField = (typeof authorityConfigFields)[number]

/** What one authority is told at its start. */
export interface AuthorityConfig {
  readonly listen: { readonly address: string; readonly port: number }
  /** Whether the console is served; unless set, only where nobody beyond this computer can reach it. */
  readonly console: { readonly enabled: boolean }
  /** Where monitoring asks; off unless switched on. */
  readonly metrics: { readonly enabled: boolean; readonly address: string; readonly port: number }
  /** Paths of PEM files; absent: plain HTTP. */
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | undefined
  readonly limits: {
    readonly connectionsMax: number
    /** Failed attempts with a key that one address has a minute. */
    readonly failedAttemptsMax: number
    /** How long one request may take to arrive. */
    readonly requestMs: number
    /** How long a stop waits for what was accepted. */
    readonly stopMs: number
  }
}

/**
 * Reads the configuration. `values` win over the file; they are text, as flags and the environment have it.
 * Throws `config-invalid` with the field's name, also where plain HTTP would leave this computer.
 */
export function readAuthorityConfig(
  tomlText = '',
  values: Partial<Readonly<Record<AuthorityConfigField, string>>> = {},
): AuthorityConfig {
  const result = v.safeParse(authorityConfigSchema, withValues(parseText(tomlText), values))
  if (!result.success) {
    const [issue] = result.issues
    throw new AppError('config-invalid', `${v.getDotPath(issue) ?? 'authority.toml'}: ${issue.message}.`)
  }
  return toConfig(result.output)
}

/** The values that the environment states. */
export function valuesOfEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Partial<Readonly<Record<AuthorityConfigField, string>>> {
  return Object.fromEntries(
    authorityConfigFields
      .map((field) => [field, environment[environmentName(field)]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  )
}

/** The environment twin of a field. */
export function environmentName(field: string): string {
  return `MUSTER_AUTHORITY_${field.replaceAll('.', '_').toUpperCase()}`
}

/** Whether only this computer can reach an address. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address)
}

function parseText(tomlText: string): Record<string, unknown> {
  try {
    return parseToml(tomlText)
  } catch (cause) {
    const place = cause instanceof TomlError ? `authority.toml, line ${cause.line}` : 'authority.toml'
    throw new AppError('config-invalid', `${place}: not valid TOML.`, { cause })
  }
}

function withValues(
  raw: Record<string, unknown>,
  values: Partial<Readonly<Record<AuthorityConfigField, string>>>,
): Record<string, unknown> {
  let merged = raw
  for (const [field, value] of Object.entries(values)) {
    const [table = '', name = ''] = field.split('.')
    merged = { ...merged, [table]: { ...asTable(merged[table]), [name]: fromText(value) } }
  }
  return merged
}

function asTable(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function fromText(value: string): string | number | boolean {
  if (value === 'true' || value === 'false') return value === 'true'
  return /^\d{1,15}$/.test(value) ? Number(value) : value
}

function toConfig({
  listen,
  tls,
  limits,
  console,
  metrics,
}: v.InferOutput<typeof authorityConfigSchema>): AuthorityConfig {
  const { certificate, key } = tls
  if ((certificate === undefined) !== (key === undefined))
    throw new AppError('config-invalid', 'tls.certificate and tls.key go together.')
  if (certificate === undefined && !isLoopback(listen.address) && !listen.allow_plain)
    throw new AppError(
      'config-invalid',
      'listen.address is beyond this computer: set tls.certificate and tls.key, or listen.allow_plain.',
    )
  return {
    listen: { address: listen.address, port: listen.port },
    console: { enabled: console.enabled ?? isLoopback(listen.address) },
    metrics,
    tls:
      certificate === undefined || key === undefined
        ? undefined
        : { certificateFile: certificate, keyFile: key },
    limits: {
      connectionsMax: limits.connections,
      failedAttemptsMax: limits.failed_attempts,
      requestMs: limits.request_ms,
      stopMs: limits.stop_ms,
    },
  }
}
