/**
 * What hosts have answered, by their durable events: each count is the number of live distinct entries and never
 * beyond twice the threshold (R2.3–R2.5), each event is counted, and what is sent was durable before (R2.10, R2.11).
 */

import { toHex } from '@muster/core/bytes'
import {
  answerBytesMax,
  claimKeys,
  decodeClaims,
  decodeSign1,
  type ProductTerms,
} from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import type { RequestProcessedEvent } from '@muster/core/events'
import type { StoredEvent } from '@muster/core/stores'
import { decodePacket, FrameParser } from '@muster/core/wire'
import type { MemoryHostData } from '@muster/store/memory'
import type { SimulatedDatabase } from '../database/simulated-database.ts'
import type { HostData } from '../disk/simulated-store.ts'
import type { SimulatedHost } from '../world/simulated-host.ts'
import { type Checker, Violation } from './checker.ts'
import { CountingOracle } from './counting-oracle.ts'
import { SerialOrder } from './serial-order.ts'

/** An answer that is durable. */
export interface LedgerLease {
  readonly cmid: string
  readonly count: number
  readonly atMs: number
  readonly sequence: number
  /** The host that gave it, where several share the log. */
  readonly hostName: string | undefined
}

/** Follows the data of one host, or of hosts that share theirs. */
export class HostLedger {
  readonly #data: MemoryHostData
  readonly #database: SimulatedDatabase | undefined
  readonly #products: () => readonly ProductTerms[]
  readonly #order = new SerialOrder()
  readonly #oracles = new Map<string, CountingOracle>()
  readonly leases = new Map<string, LedgerLease>()
  #nextSequence = 1
  #requests = 0
  #failed = 0

  constructor({ counted, database }: HostData, products: () => readonly ProductTerms[]) {
    this.#data = counted
    this.#database = database
    this.#products = products
  }

  /** An answer leaves a host: it must be durable, under the name of that host, and in its place. Throws {@link Violation}. */
  tell(
    leaseId: string,
    told: { readonly by: string; readonly askedAt: number; readonly toldAt: number },
  ): void {
    this.follow()
    const lease = this.leases.get(leaseId)
    if (lease === undefined)
      throw new Violation('R2.10', `${told.by} answers ${leaseId}, which is not durable`)
    if (this.#database !== undefined && lease.hostName !== told.by)
      throw new Violation('R2.13', `${told.by} answers ${leaseId}, which stands under ${lease.hostName}`)
    this.#order.tell({ ...told, sequence: lease.sequence })
  }

  /** Takes in what is new. Throws {@link Violation}. */
  follow(): void {
    const { nextEventSequence, events } = this.#data
    if (nextEventSequence === this.#nextSequence) return
    const fresh = events.slice(events.length - (nextEventSequence - this.#nextSequence))
    this.#nextSequence = nextEventSequence
    for (const stored of fresh)
      if (stored.event.kind === 'request-processed') this.#take(stored.event, stored)
    this.#checkTotals()
  }

  #take(event: RequestProcessedEvent, { sequence, hostName }: StoredEvent): void {
    const { request, code, timeMs } = event
    this.#requests += 1
    if (code !== 'success') this.#failed += 1
    const { leaseId, count, cmid, applicationId, fingerprint } = request
    if (leaseId === undefined || count === undefined) return
    if (this.leases.has(leaseId)) throw new Violation('R2.11', `lease ${leaseId} was given twice`)
    this.leases.set(leaseId, { cmid, count, atMs: timeMs, sequence, hostName })
    const terms = this.#products().find(({ productId }) => productId === request.productId)
    if (terms === undefined) throw new Violation('R2.6', `${request.productId} was answered`)
    const oracle = this.#oracles.get(applicationId) ?? new CountingOracle()
    this.#oracles.set(applicationId, oracle)
    const asked = { cmid, atMs: timeMs, ...(fingerprint === undefined ? {} : { fingerprint }) }
    const expected = oracle.ask(asked, terms.policy)
    if (count !== expected) throw new Violation('R2.3', `${cmid} was told ${count}, there are ${expected}`)
  }

  #checkTotals(): void {
    const { counters, counts } = this.#data
    if ((counters.get('total') ?? 0) !== this.#requests || (counters.get('failed') ?? 0) !== this.#failed)
      throw new Violation('R2.9', `${this.#requests} requests in the log, ${counters.get('total')} counted`)
    for (const [applicationId, oracle] of this.#oracles) {
      const entries = counts.get(applicationId)?.entries
      if (entries === undefined || entries.size > oracle.capacity)
        throw new Violation('R2.4', `${entries?.size} entries, ${oracle.capacity} are the most`)
      if ([...entries.keys()].join() !== oracle.cmids.join())
        throw new Violation('R2.5', 'the cache holds other machines than the log')
      const rows = this.#database?.rowsOf(applicationId)
      if (rows !== undefined && rows.join() !== oracle.cmids.join())
        throw new Violation(
          'R2.5',
          `the rows of the database are ${rows.length} for ${entries.size} machines`,
        )
    }
  }
}

/** The ledgers of a world. */
export class HostLedgers implements Checker {
  readonly #ledgers = new Map<MemoryHostData, HostLedger>()
  readonly #products: () => readonly ProductTerms[]
  readonly #hosts: () => Iterable<SimulatedHost>
  readonly #readsAnswers: boolean
  readonly #nowAt: () => number

  constructor(
    hosts: () => Iterable<SimulatedHost>,
    products: () => readonly ProductTerms[],
    options: { readonly readsAnswers: boolean; readonly nowAt: () => number },
  ) {
    this.#hosts = hosts
    this.#products = products
    this.#readsAnswers = options.readsAnswers
    this.#nowAt = options.nowAt
  }

  /** The durable answer of this id. */
  lease(leaseId: string): LedgerLease | undefined {
    for (const ledger of this.#ledgers.values()) {
      const lease = ledger.leases.get(leaseId)
      if (lease !== undefined) return lease
    }
    return undefined
  }

  afterEvent(): void {
    for (const host of this.#hosts()) this.#ledgerOf(host).follow()
  }

  hostSent(host: SimulatedHost, bytes: Uint8Array, askedAt = 0): void {
    if (!this.#readsAnswers) return
    const leaseId = leaseIdIn(bytes)
    if (leaseId === undefined) return
    this.#ledgerOf(host).tell(leaseId, { by: host.name, askedAt, toldAt: this.#nowAt() })
  }

  #ledgerOf(host: SimulatedHost): HostLedger {
    const { counted } = host.data
    const ledger = this.#ledgers.get(counted) ?? new HostLedger(host.data, this.#products)
    this.#ledgers.set(counted, ledger)
    return ledger
  }
}

/** The lease id of an answer in a frame; undefined where it is a refusal. */
function leaseIdIn(frame: Uint8Array): string | undefined {
  const parser = new FrameParser(answerBytesMax)
  parser.push(frame)
  const packet = parser.next()
  if (packet === undefined) throw new AppError('frame-truncated')
  const received = decodePacket(packet)
  if (received.kind === 'refusal') return undefined
  const claims = decodeClaims(decodeSign1(received.lease, answerBytesMax).payload, answerBytesMax)
  const leaseId = claims.get(claimKeys.id)
  if (!(leaseId instanceof Uint8Array)) throw new Violation('R2.10', 'an answer without its lease id')
  return toHex(leaseId)
}
