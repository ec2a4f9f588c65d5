/** Requests that are really decided, and what they leave in a store. */
import {
  type ActivatedHostKey,
  type ApplicationCount,
  decideBatch,
  type HostChange,
  type PendingRequest,
} from '@muster/core/counting'
import { type ActivationPolicy, defaultPolicy } from '@muster/core/documents'
import type { MusterEvent } from '@muster/core/events'
import type { HostStore } from '@muster/core/stores'

export const startMs = 1_800_000_000_000
export const dayMs = 86_400_000

/** UUIDs that a person can tell apart by their number. */
export const cmidOf = (number: number) => uuidOf('c0000000', number)
export const productOf = (number: number) => uuidOf('d0000000', number)
export const applicationOf = (number: number) => uuidOf('a0000000', number)

function uuidOf(prefix: string, number: number): string {
  return `${prefix}-0000-8000-8000-${number.toString(16).padStart(12, '0')}`
}

/** What a sample request is like; everything has a default. */
export interface Sample {
  readonly application?: number
  readonly product?: number
  readonly policy?: Partial<ActivationPolicy>
  readonly nowMs?: number
  readonly clockWrong?: boolean
  /** Whether it carries no optional value. */
  readonly bare?: boolean
  readonly machineName?: string
}

// No store looks at the certificates behind a decision.
const hostKey = {} as ActivatedHostKey

/** A request of a machine as it waits for its decision. */
export function pendingOf(machine: number, sample: Sample = {}): PendingRequest<ActivatedHostKey> {
  const nowMs = sample.nowMs ?? startMs
  const applicationId = applicationOf(sample.application ?? 1)
  const productId = productOf(sample.product ?? 1)
  const policy = { ...defaultPolicy('server'), ...sample.policy }
  const product = { productId, name: '', edition: '', version: '', productGroup: 1 }
  const terms = { ...product, applicationId, applicationName: '', policy }
  const optional = {
    machineName: sample.machineName ?? `machine-${machine}`,
    fingerprint: new Uint8Array(8).fill(machine & 0xff),
    previousLeaseId: new Uint8Array(8).fill(0xee),
  }
  return {
    request: {
      applicationId,
      productId,
      cmid: cmidOf(machine),
      clientPublicKey: new Uint8Array(32),
      clientTimeSeconds: sample.clockWrong ? 0 : Math.floor(nowMs / 1_000),
      licenceState: machine % 7,
      minutesToStateExpiry: machine,
      minimumCount: policy.threshold,
      virtual: machine % 2 === 1,
      nonce: new Uint8Array(8),
      ...(sample.bare ? {} : optional),
    },
    address: `192.0.2.${machine % 256}`,
    coverage: { kind: 'covered', terms, hostKey },
    fresh: { nowMs, leaseId: new Uint8Array(8).fill(0xaa) },
  }
}

/** Commits requests as one batch; gives the counts or codes that they were told. */
export function ask(
  store: HostStore,
  ...batch: readonly PendingRequest<ActivatedHostKey>[]
): Promise<readonly (number | string)[]> {
  const applicationIds = [...new Set(batch.map(({ request }) => request.applicationId))]
  return store.commitBatch(applicationIds, (counts) => {
    const outcome = decideBatch(counts, batch, { port: 1688 })
    const result = outcome.result.map((decision) =>
      decision.kind === 'answer' ? decision.answer.count : decision.code,
    )
    return { ...outcome, result }
  })
}

/** Commits changes that no decision made. */
export function write(store: HostStore, ...changes: readonly HostChange[]): Promise<void> {
  return store.commitBatch([], () => ({ changes, countsAfter: new Map(), result: undefined }))
}

/** Commits events of the service. */
export function writeEvents(store: HostStore, ...events: readonly MusterEvent[]): Promise<void> {
  return write(store, ...events.map((event) => ({ kind: 'event-added', event }) as const))
}

/** The machines' numbers in a count, the oldest first. */
export function machinesIn(count: ApplicationCount | undefined): readonly number[] {
  return [...(count?.entries.keys() ?? [])].map(numberOf)
}

/** The number behind a sample's UUID. */
export function numberOf(uuid: string): number {
  return Number.parseInt(uuid.slice(-12), 16)
}

/** Everything that a store can tell, for comparing. */
export async function contentOf(store: HostStore) {
  const counts = await store.counts()
  return {
    counts: counts.map((count) => ({ ...count, entries: [...count.entries] })),
    counters: await store.counters(),
    machines: (await store.machines({ nowMs: startMs, limit: 1_000 })).items,
    events: (await store.events({ limit: 1_000 })).items,
    installations: await store.installations(),
    settings: await store.settings(),
  }
}
