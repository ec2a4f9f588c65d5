/**
 * Finds copies among the requests of a batch, where the product's licence says that a copy is to take a CMID of its
 * own (R9.3). A machine that simply goes on is recognised from memory; only for another one is the log read. Where
 * hosts share a store, a copy that another host answered meanwhile is found at its next request.
 */
import { toHex } from '@muster/core/bytes'
import { type PendingRequest, refusalOf } from '@muster/core/counting'
import {
  continuesLatest,
  isCopy,
  type LatestRequest,
  type LineageRequest,
  lineageRequestsMax,
} from '@muster/core/duplicates'
import type { HostStore } from '@muster/core/stores'
import type { ServedHostKey } from '../serving/served-host-key.ts'

/** CMIDs whose latest lease is remembered; of the others the log is read. */
export const latestLeasesMax = 65_536

type Pending = PendingRequest<ServedHostKey>

/** A batch whose copies are marked. */
export interface WatchedBatch {
  readonly requests: readonly Pending[]
  /** To be called once the batch is durable. */
  remember(): void
}

/** What is known of the lineages of a running host. */
export class DuplicateWatch {
  readonly #store: Pick<HostStore, 'events'>
  /** By CMID and product, the longest unheard of first. */
  readonly #latest = new Map<string, LatestRequest>()

  constructor(store: Pick<HostStore, 'events'>) {
    this.#store = store
  }

  /** Gives every request of a copy its directive. Rejects with the codes of a store that cannot be read. */
  async watch(requests: readonly Pending[]): Promise<WatchedBatch> {
    if (!requests.some(isWatched)) return { requests, remember: () => undefined }
    const earlier = new Map<string, LineageRequest[]>()
    const marked: Pending[] = []
    for (const pending of requests) {
      if (!isWatched(pending)) {
        marked.push(pending)
        continue
      }
      const asked = lineageRequestOf(pending)
      const ofBatch = earlier.get(keyOf(pending)) ?? []
      const copied = await this.#isCopy(pending, asked, ofBatch)
      marked.push(copied ? { ...pending, directive: 'rearm' } : pending)
      earlier.set(keyOf(pending), [...ofBatch, asked])
    }
    return { requests: marked, remember: () => this.#remember(earlier) }
  }

  async #isCopy(
    pending: Pending,
    asked: LineageRequest,
    ofBatch: readonly LineageRequest[],
  ): Promise<boolean> {
    const latest = ofBatch.at(-1) ?? this.#latest.get(keyOf(pending))
    if (continuesLatest(asked, latest)) return false
    return isCopy([...(await this.#historyOf(pending)), ...ofBatch], asked)
  }

  async #historyOf({ request }: Pending): Promise<readonly LineageRequest[]> {
    const { items } = await this.#store.events({ cmid: request.cmid, limit: lineageRequestsMax })
    return items.toReversed().flatMap(({ event }): readonly LineageRequest[] => {
      if (event.kind !== 'request-processed' || event.request.productId !== request.productId) return []
      const { leaseId, previousLeaseId, fingerprint } = event.request
      if (leaseId === undefined) return []
      return [
        {
          timeMs: event.timeMs,
          address: event.address,
          leaseId,
          ...(previousLeaseId === undefined ? {} : { previousLeaseId }),
          ...(fingerprint === undefined ? {} : { fingerprint }),
        },
      ]
    })
  }

  #remember(lineages: ReadonlyMap<string, readonly LineageRequest[]>): void {
    for (const [key, requests] of lineages) {
      const latest = requests.at(-1)
      if (latest === undefined) continue
      this.#latest.delete(key)
      this.#latest.set(key, latest)
    }
    for (const key of this.#latest.keys()) {
      if (this.#latest.size <= latestLeasesMax) return
      this.#latest.delete(key)
    }
  }
}

/** Whether the request is answered, for a product whose copies are told. */
function isWatched(pending: Pending): boolean {
  const { coverage } = pending
  if (coverage.kind !== 'covered' || coverage.terms.policy.onDuplicate !== 'rearm') return false
  return refusalOf(pending) === undefined
}

function keyOf({ request }: Pending): string {
  return `${request.cmid} ${request.productId}`
}

function lineageRequestOf({ request, address, fresh }: Pending): LineageRequest {
  const { previousLeaseId, fingerprint } = request
  return {
    timeMs: fresh.nowMs,
    address,
    leaseId: toHex(fresh.leaseId),
    ...(previousLeaseId === undefined ? {} : { previousLeaseId: toHex(previousLeaseId) }),
    ...(fingerprint === undefined ? {} : { fingerprint: toHex(fingerprint) }),
  }
}
