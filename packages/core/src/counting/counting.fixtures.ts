/** Requests, products and hosts for the tests of counting, made from a few numbers. */
import type { Catalogue, HostCertificate, ProductTerms, Verified } from '../documents/index.ts'
import { type ActivationPolicy, defaultPolicy } from '../documents/index.ts'
import type { VerifiedRequest } from '../wire/index.ts'
import { type ApplicationCount, type CountChange, emptyApplicationCount } from './count-state.ts'
import type { ActivatedHostKey, Coverage } from './coverage.ts'
import { decideBatch, type PendingRequest } from './decide-activation.ts'
import type { HostChange } from './host-change.ts'

export const startMs = 1_800_000_000_000
export const minuteMs = 60_000
export const dayMs = 24 * 60 * minuteMs
export const context = { port: 1688 }

/** A UUID that a person can tell from others: the number at its end. */
export function uuidOf(kind: 'machine' | 'product' | 'application', number: number): string {
  const prefix = { machine: 'c0000000', product: 'd0000000', application: 'a0000000' }[kind]
  return `${prefix}-0000-8000-8000-${number.toString(16).padStart(12, '0')}`
}

export const application = uuidOf('application', 1)

/** Terms of a product; its threshold is the family's. */
export function termsOf(
  family: 'client' | 'server',
  options: { readonly application?: number; readonly policy?: Partial<ActivationPolicy> } = {},
): ProductTerms {
  const applicationNumber = options.application ?? 1
  return {
    productId: uuidOf('product', (family === 'client' ? 1_000 : 2_000) + applicationNumber),
    name: 'Example',
    edition: family,
    version: '1',
    applicationId: uuidOf('application', applicationNumber),
    applicationName: `Application ${applicationNumber}`,
    productGroup: 7,
    policy: { ...defaultPolicy(family), ...options.policy },
  }
}

/** An activated host key for the products; valid for a day around the start unless said otherwise. */
export function hostKeyOf(
  products: readonly ProductTerms[],
  options: {
    readonly productGroups?: readonly number[]
    readonly expiresSeconds?: number
    readonly issuedAtSeconds?: number
  } = {},
): ActivatedHostKey {
  const nowSeconds = startMs / 1_000
  const certificate: HostCertificate = {
    vendorName: 'Example Vendor',
    hostName: 'host.example.test',
    serial: new Uint8Array(8),
    issuedAtSeconds: nowSeconds - 3_600,
    notBeforeSeconds: nowSeconds - 3_600,
    expiresSeconds: options.expiresSeconds ?? nowSeconds + 86_400,
    hostPublicKey: new Uint8Array(32),
    productGroups: options.productGroups ?? [7],
  }
  const catalogue: Catalogue = {
    vendorName: 'Example Vendor',
    issuedAtSeconds: options.issuedAtSeconds ?? nowSeconds - 3_600,
    products,
  }
  return {
    certificate: certificate as Verified<HostCertificate>,
    catalogue: catalogue as Verified<Catalogue>,
  }
}

/** A request of a machine for a product that the host serves, its clock right. */
export function pendingOf(
  machine: number,
  terms: ProductTerms,
  options: {
    readonly nowMs?: number
    readonly request?: Partial<VerifiedRequest>
    readonly coverage?: Coverage<ActivatedHostKey>
  } = {},
): PendingRequest<ActivatedHostKey> {
  const nowMs = options.nowMs ?? startMs
  return {
    request: {
      applicationId: terms.applicationId,
      productId: terms.productId,
      cmid: uuidOf('machine', machine),
      clientPublicKey: new Uint8Array(32),
      machineName: `machine-${machine}`,
      clientTimeSeconds: Math.floor(nowMs / 1_000),
      licenceState: 2,
      minutesToStateExpiry: 43_200,
      minimumCount: terms.policy.threshold,
      virtual: false,
      nonce: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
      ...options.request,
    },
    address: '192.0.2.1',
    coverage: options.coverage ?? { kind: 'covered', terms, hostKey: hostKeyOf([terms]) },
    fresh: { nowMs, leaseId: Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1) },
  }
}

/** A host that answers one request after the other. */
export class HostOfOne {
  counts: ReadonlyMap<string, ApplicationCount> = new Map()
  changes: readonly HostChange[] = []

  /** The count that the machine is told, or the code of the refusal. */
  ask(pending: PendingRequest<ActivatedHostKey>): number | string {
    return this.askAll([pending])[0] ?? 'no decision'
  }

  askAll(batch: readonly PendingRequest<ActivatedHostKey>[]): readonly (number | string)[] {
    const outcome = decideBatch(this.counts, batch, context)
    this.counts = outcome.countsAfter
    this.changes = outcome.changes
    return outcome.result.map((decision) =>
      decision.kind === 'answer' ? decision.answer.count : decision.code,
    )
  }

  count(applicationNumber = 1): ApplicationCount {
    const id = uuidOf('application', applicationNumber)
    return this.counts.get(id) ?? emptyApplicationCount(id)
  }
}

/** The numbers of the machines in a count, the oldest first. */
export function machinesIn(count: ApplicationCount): readonly number[] {
  return [...count.entries.keys()].map((cmid) => Number.parseInt(cmid.slice(-12), 16))
}

/** The count that one change leads to: what a store does with it. */
export function applyCountChange(count: ApplicationCount, change: CountChange): ApplicationCount {
  const entries = new Map(count.entries)
  switch (change.kind) {
    case 'capacity-raised':
      return { ...count, highestThreshold: change.highestThreshold, capacity: change.capacity }
    case 'entry-removed':
      entries.delete(change.cmid)
      return { ...count, entries }
    case 'entry-put':
      entries.delete(change.entry.cmid)
      entries.set(change.entry.cmid, change.entry)
      return { ...count, entries, nextSequence: Math.max(count.nextSequence, change.entry.sequence + 1) }
  }
}
