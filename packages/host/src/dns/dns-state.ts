/**
 * What publishing did so far: the state of each domain for people, and the address records that this host put
 * there, so that it removes those and no others. Kept in one small file of the data folder.
 */

import { fromHex, toHex } from '@muster/core/bytes'
import { isSameRecord } from '@muster/core/discovery'
import type { RecordContent } from '@muster/core/dns'
import { type ErrorCode, isErrorCode } from '@muster/core/errors'
import type { Files } from '@muster/core/ports'
import * as v from 'valibot'
import type { PublishDomain } from './dns-config.ts'

const stateFileName = 'dns-state.json'
const decoder = new TextDecoder()
const encoder = new TextEncoder()

/** How publishing in one domain went last. */
export interface DomainState {
  readonly domain: string
  readonly state: 'published' | 'failed' | 'removed'
  readonly lastCode: ErrorCode | 'success'
  readonly lastTimeMs: number
}

/** All that is remembered. */
export interface DnsState {
  /** The administrator's switch; absent means what the configuration says. */
  readonly enabled?: boolean
  /** The administrator's publish list; absent means what the configuration says. */
  readonly publishList?: readonly PublishDomain[]
  readonly domains: readonly DomainState[]
  /** The state of the host's own name. */
  readonly host?: DomainState
  readonly publishedAddresses: readonly RecordContent[]
}

const emptyDnsState: DnsState = { domains: [], publishedAddresses: [] }

const domainSchema = v.object({
  domain: v.string(),
  state: v.picklist(['published', 'failed', 'removed']),
  lastCode: v.string(),
  lastTimeMs: v.number(),
})

const stateSchema = v.object({
  enabled: v.optional(v.boolean()),
  publishList: v.optional(
    v.array(v.object({ domain: v.string(), priority: v.number(), weight: v.number() })),
  ),
  domains: v.array(domainSchema),
  host: v.optional(domainSchema),
  publishedAddresses: v.array(v.object({ name: v.string(), type: v.number(), data: v.string() })),
})

/** Reads the state; a file that is missing or damaged is as if nothing had been published. */
export async function readDnsState(files: Files): Promise<DnsState> {
  const content = await files.read(stateFileName)
  if (content === undefined) return emptyDnsState
  const parsed = v.safeParse(stateSchema, parseJson(decoder.decode(content)))
  if (!parsed.success) return emptyDnsState
  const { enabled, publishList, domains, host, publishedAddresses } = parsed.output
  return {
    ...(enabled === undefined ? {} : { enabled }),
    ...(publishList === undefined ? {} : { publishList }),
    ...(host === undefined ? {} : { host: withCode(host) }),
    domains: domains.map(withCode),
    publishedAddresses: publishedAddresses.map((record) => ({
      ...record,
      data: fromHex(record.data) ?? new Uint8Array(),
    })),
  }
}

/** Writes the state. */
export async function writeDnsState(files: Files, state: DnsState): Promise<void> {
  const publishedAddresses = state.publishedAddresses.map((record) => ({
    ...record,
    data: toHex(record.data),
  }))
  await files.write(
    stateFileName,
    encoder.encode(JSON.stringify({ ...state, publishedAddresses }, undefined, 2)),
  )
}

/** The state with one domain's latest outcome. */
export function withDomainState(state: DnsState, domain: DomainState): DnsState {
  const others = state.domains.filter((known) => known.domain !== domain.domain)
  return { ...state, domains: [...others, domain] }
}

/** The state after these addresses replaced those published before. */
export function withPublishedAddresses(state: DnsState, records: readonly RecordContent[]): DnsState {
  const published = records.filter(
    (one, index) => records.findIndex((other) => isSameRecord(one, other)) === index,
  )
  return { ...state, publishedAddresses: published.map(({ name, type, data }) => ({ name, type, data })) }
}

function withCode(domain: v.InferOutput<typeof domainSchema>): DomainState {
  return { ...domain, lastCode: codeNamed(domain.lastCode) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function codeNamed(name: string): ErrorCode | 'success' {
  return isErrorCode(name) ? name : name === 'success' ? name : 'unexpected'
}
