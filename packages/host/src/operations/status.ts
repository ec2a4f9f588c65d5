/** The state of a host in one value: the shape of `muster host status --json`, which other programs build on. */
import { type ApplicationCount, type CounterName, liveCount } from '@muster/core/counting'
import { defaultPolicy, type ProductTerms } from '@muster/core/documents'
import type { HostSettings, HostStore } from '@muster/core/stores'
import type { DnsStatus } from '../dns/dns-status.ts'
import type { ServedHostKey } from '../serving/served-host-key.ts'
import { type ListedSharingHost, listSharingHosts } from './list-sharing-hosts.ts'

/** A licence state number as a JSON key. */
export type LicenceStateKey = '0' | '1' | '2' | '3' | '4' | '5' | '6'

/** One application that the host counts. */
export interface ApplicationStatus {
  readonly applicationId: string
  readonly name: string
  readonly currentCount: number
  readonly cacheCapacity: number
  readonly highestThreshold: number
}

/** What `muster host status --json` prints. */
export interface HostStatus {
  readonly service: 'running' | 'stopped'
  /** Whether at least one host key is activated and its certificate valid. */
  readonly activated: boolean
  /** The earliest end among the certificates, ISO 8601; null where there is none. */
  readonly certificateExpires: string | null
  readonly listening: { readonly address: string; readonly port: number }
  readonly applications: readonly ApplicationStatus[]
  readonly counters: {
    readonly total: number
    readonly failed: number
    readonly byLicenceState: Readonly<Record<LicenceStateKey, number>>
  }
  readonly dns: DnsStatus
  readonly intervals: { readonly retryMinutes: number; readonly renewalMinutes: number }
  /** The hosts that share the count (R2.13), this one among them; null where this host counts on its own. */
  readonly sharing: readonly ListedSharingHost[] | null
}

/** What the status is made of, beside the store. */
export interface StatusFacts {
  readonly service: 'running' | 'stopped'
  readonly listening: { readonly address: string; readonly port: number }
  readonly hostKeys: readonly ServedHostKey[]
  readonly settings: HostSettings
  readonly dns: DnsStatus
  readonly nowMs: number
}

/** Gathers the status. */
export async function readStatus(store: HostStore, facts: StatusFacts): Promise<HostStatus> {
  const [counts, counters, sharing] = await Promise.all([
    store.counts(),
    store.counters(),
    listSharingHosts(store, facts.nowMs),
  ])
  const products = facts.hostKeys.flatMap((hostKey) => hostKey.catalogue.products)
  return {
    service: facts.service,
    activated: facts.hostKeys.some((hostKey) => isValid(hostKey, facts.nowMs)),
    certificateExpires: earliestEnd(facts.hostKeys),
    listening: { address: facts.listening.address, port: facts.listening.port },
    applications: applicationsOf(counts, products, facts.nowMs),
    counters: {
      total: counters.total,
      failed: counters.failed,
      byLicenceState: byLicenceState(counters),
    },
    dns: facts.dns,
    intervals: intervalsOf(facts.settings, products),
    sharing,
  }
}

/** Whether a certificate is valid now. */
export function isValid({ certificate }: ServedHostKey, nowMs: number): boolean {
  return certificate.notBeforeSeconds * 1_000 <= nowMs && nowMs < certificate.expiresSeconds * 1_000
}

function earliestEnd(hostKeys: readonly ServedHostKey[]): string | null {
  if (hostKeys.length === 0) return null
  const endSeconds = Math.min(...hostKeys.map(({ certificate }) => certificate.expiresSeconds))
  return new Date(endSeconds * 1_000).toISOString()
}

/** Applications of the catalogues first, in their order, then those that are counted and no longer in any. */
function applicationsOf(
  counts: readonly ApplicationCount[],
  products: readonly ProductTerms[],
  nowMs: number,
): readonly ApplicationStatus[] {
  const names = new Map(products.map((product) => [product.applicationId, product.applicationName]))
  for (const { applicationId } of counts) if (!names.has(applicationId)) names.set(applicationId, '')
  return [...names].map(([applicationId, name]) => {
    const count = counts.find((candidate) => candidate.applicationId === applicationId)
    return {
      applicationId,
      name,
      currentCount: count === undefined ? 0 : liveCount(count, nowMs),
      cacheCapacity: count?.capacity ?? 0,
      highestThreshold: count?.highestThreshold ?? 0,
    }
  })
}

function byLicenceState(
  counters: Readonly<Record<CounterName, number>>,
): Readonly<Record<LicenceStateKey, number>> {
  return {
    '0': counters['state-0'],
    '1': counters['state-1'],
    '2': counters['state-2'],
    '3': counters['state-3'],
    '4': counters['state-4'],
    '5': counters['state-5'],
    '6': counters['state-6'],
  }
}

/** What the administrator set, else what the products say, else what products usually say. */
function intervalsOf(settings: HostSettings, products: readonly ProductTerms[]) {
  const policy = products[0]?.policy ?? defaultPolicy('client')
  return {
    retryMinutes: settings.retryMinutes ?? policy.retryMinutes,
    renewalMinutes: settings.renewalMinutes ?? policy.renewalMinutes,
  }
}
