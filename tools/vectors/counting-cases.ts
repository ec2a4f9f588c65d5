/** The counting vectors: histories of requests, and what the count is after each. */

import { fromHex } from '@muster/core/bytes'
import {
  type ActivatedHostKey,
  type ApplicationCount,
  decideBatch,
  liveCount,
  type PendingRequest,
} from '@muster/core/counting'
import { type ActivationPolicy, defaultPolicy } from '@muster/core/documents'
import { assert } from '@muster/core/errors'
import type { VectorCase } from './vector-files.ts'

/** One request of a history; machines, applications and fingerprints are named by numbers. */
export interface HistoryStep {
  readonly atMs: number
  readonly machine: number
  /** Index in the products of the vector. */
  readonly product: number
  /** Seconds that the machine's clock is ahead; absent where it is right. */
  readonly clockAheadSeconds?: number
  /** Hexadecimal. */
  readonly fingerprint?: string
  /** What the request states as its threshold, where that is not the product's. */
  readonly statedMinimumCount?: number
}

/** A product as far as counting looks at it. */
export interface HistoryProduct {
  readonly application: number
  readonly threshold: number
  readonly countEntryMinutes: number
  readonly churn: ActivationPolicy['churn']
}

/** A history before it was run. */
export interface CountingHistory {
  readonly proves: string
  readonly products: readonly HistoryProduct[]
  readonly steps: readonly HistoryStep[]
}

/** The count of one application at the end. */
export interface ExpectedCount {
  readonly application: number
  readonly capacity: number
  /** Machines in the cache, the oldest request first. */
  readonly machines: readonly number[]
  /** Of these, live at the time of the last step. */
  readonly liveCount: number
}

/** What a history leads to. */
export interface ExpectedCounting {
  /** For each step the count that is answered, or the code of the refusal. */
  readonly told: readonly (number | string)[]
  readonly counts: readonly ExpectedCount[]
}

/** A history with what it leads to. */
export type CountingVector = CountingHistory & { readonly expected: ExpectedCounting }

const startMs = 1_800_000_000_000
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const thirtyDaysMinutes = 43_200

const server = product({ threshold: 5 })
const client = product({ threshold: 25 })

/** Every history. */
export function countingCases(): readonly (VectorCase & CountingVector)[] {
  return [...sequences(), ...bounds(), ...times(), ...refusals(), ...churn()].map(({ name, ...history }) => ({
    name,
    ...history,
    expected: runHistory(history),
  }))
}

/** Runs a history through the software. */
export function runHistory(history: CountingHistory): ExpectedCounting {
  let counts: ReadonlyMap<string, ApplicationCount> = new Map()
  const told: (number | string)[] = []
  for (const step of history.steps) {
    const outcome = decideBatch(counts, [pendingOf(history, step)], { port: 1688 })
    counts = outcome.countsAfter
    for (const decision of outcome.result)
      told.push(decision.kind === 'answer' ? decision.answer.count : decision.code)
  }
  const nowMs = history.steps.at(-1)?.atMs ?? startMs
  const expected = [...counts.values()].map((count) => ({
    application: numberOf(count.applicationId),
    capacity: count.capacity,
    machines: [...count.entries.keys()].map(numberOf),
    liveCount: liveCount(count, nowMs),
  }))
  return { told, counts: expected.sort((left, right) => left.application - right.application) }
}

type Case = VectorCase & CountingHistory

function sequences(): readonly Case[] {
  const steps = [0, 0, 0, 1, 1].map((product, index) => step(index + 1, { product }))
  return [
    {
      name: 'one-after-the-other',
      proves: 'R2.2 each machine is counted before it is answered: 1, 2, 3, 4, 5.',
      products: [client, server],
      steps,
    },
    {
      name: 'twenty-fifth',
      proves: 'R2.2 the 25th machine is told 25.',
      products: [client],
      steps: machines(1, 25),
    },
    {
      name: 'same-machine',
      proves: 'R2.5 two machines with one CMID are one entry.',
      products: [client],
      steps: [step(1), step(1), step(2)],
    },
    {
      name: 'applications-apart',
      proves: 'R1.1 applications are counted apart, products of one application together.',
      products: [server, product({ threshold: 5, application: 2 }), client],
      steps: [step(1), step(2, { product: 1 }), step(3, { product: 2 }), step(1, { product: 1 })],
    },
  ]
}

function bounds(): readonly Case[] {
  const growing = [...machines(1, 12), step(13, { product: 1 }), ...machines(14, 60)]
  return [
    {
      name: 'servers-only',
      proves: 'R2.4 twice the threshold at most: with a threshold of 5 the count never passes 10.',
      products: [server],
      steps: machines(1, 13),
    },
    {
      name: 'growth',
      proves: 'R2.4 the first request for a product with threshold 25 makes it 50.',
      products: [server, client],
      steps: growing,
    },
    {
      name: 'growth-stays',
      proves: 'R2.4 the cache never shrinks, even when nobody of those who made it grow is left.',
      products: [server, client],
      steps: [step(1, { product: 1 }), ...machines(2, 13, startMs + 30 * dayMs)],
    },
    {
      name: 'oldest-leaves',
      proves: 'R2.4 the machine that has not asked for longest leaves; a renewal makes a machine the newest.',
      products: [server],
      steps: [...machines(1, 10), step(1), step(11), step(12)],
    },
    {
      name: 'stated-threshold',
      proves: 'R2.4 a request that states another threshold grows nothing.',
      products: [server],
      steps: [step(1, { statedMinimumCount: 1_000 }), ...machines(2, 12)],
    },
  ]
}

function times(): readonly Case[] {
  const endMs = startMs + 30 * dayMs
  return [
    {
      name: 'before-thirty-days',
      proves: 'R2.3 an entry counts up to the last millisecond of 30 days.',
      products: [server],
      steps: [step(1), step(2, { atMs: endMs - 1 })],
    },
    {
      name: 'at-thirty-days',
      proves: 'R2.3 at exactly 30 days an entry is gone.',
      products: [server],
      steps: [step(1), step(2, { atMs: endMs })],
    },
    {
      name: 'renewal',
      proves: 'R2.3 a renewal dates the entry anew.',
      products: [server],
      steps: [step(1), step(1, { atMs: startMs + dayMs }), step(2, { atMs: endMs })],
    },
    {
      name: 'lifetimes',
      proves: 'R2.3 each licence sets its own lifetime; the oldest entry need not end first.',
      products: [server, product({ threshold: 5, countEntryMinutes: 10 })],
      steps: [step(1), step(2, { product: 1 }), step(3, { atMs: startMs + 10 * minuteMs })],
    },
    {
      name: 'clock-set-back',
      proves: 'R2.3 a clock that is set back loses no machine and counts none twice.',
      products: [server],
      steps: [
        ...machines(1, 4),
        step(1, { atMs: startMs - 60 * dayMs }),
        step(5, { atMs: startMs - 30 * dayMs }),
      ],
    },
  ]
}

function refusals(): readonly Case[] {
  const fourHoursSeconds = 14_400
  return [
    {
      name: 'clock-difference',
      proves: 'R2.7 4 hours pass on both sides, a second more is refused and changes no count.',
      products: [server],
      steps: [
        step(1, { clockAheadSeconds: fourHoursSeconds }),
        step(2, { clockAheadSeconds: fourHoursSeconds + 1 }),
        step(3, { clockAheadSeconds: -fourHoursSeconds }),
        step(4, { clockAheadSeconds: -fourHoursSeconds - 1 }),
        step(5),
      ],
    },
  ]
}

function churn(): readonly Case[] {
  const fingerprint = '0102030405060708'
  const steps = [step(1, { fingerprint }), step(2), step(3, { fingerprint }), step(4)]
  return [
    {
      name: 'churn-each-cmid',
      proves: 'R9.4 each CMID counts, unless the licence says otherwise.',
      products: [server],
      steps,
    },
    {
      name: 'churn-once',
      proves:
        'R9.4 where the licence says so, the newest CMID of a fingerprint takes the place of the others.',
      products: [product({ threshold: 5, churn: 'once' })],
      steps,
    },
  ]
}

function product(options: Partial<HistoryProduct> & { readonly threshold: number }): HistoryProduct {
  return { application: 1, countEntryMinutes: thirtyDaysMinutes, churn: 'each-cmid', ...options }
}

function step(machine: number, options: Partial<HistoryStep> = {}): HistoryStep {
  return { atMs: startMs, machine, product: 0, ...options }
}

function machines(from: number, to: number, atMs = startMs): readonly HistoryStep[] {
  return Array.from({ length: to - from + 1 }, (_, index) => step(from + index, { atMs }))
}

function pendingOf(history: CountingHistory, step: HistoryStep): PendingRequest<ActivatedHostKey> {
  const product = history.products[step.product]
  assert(product !== undefined, 'a step names a product of its vector')
  const { application, ...policyOfProduct } = product
  const applicationId = uuidOf(application)
  const productId = uuidOf(step.product)
  const policy = { ...defaultPolicy('custom', product.threshold), ...policyOfProduct }
  const names = { name: '', edition: '', version: '', applicationName: '', productGroup: 0 }
  const fingerprint = step.fingerprint === undefined ? undefined : fromHex(step.fingerprint)
  return {
    request: {
      applicationId,
      productId,
      cmid: uuidOf(step.machine),
      clientPublicKey: new Uint8Array(32),
      clientTimeSeconds: Math.floor(step.atMs / 1_000) + (step.clockAheadSeconds ?? 0),
      licenceState: 2,
      minutesToStateExpiry: 0,
      minimumCount: step.statedMinimumCount ?? product.threshold,
      virtual: false,
      nonce: new Uint8Array(8),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    },
    address: '192.0.2.1',
    // Counting looks at the terms alone; no certificate stands behind them here.
    coverage: {
      kind: 'covered',
      terms: { ...names, productId, applicationId, policy },
      hostKey: {} as ActivatedHostKey,
    },
    fresh: { nowMs: step.atMs, leaseId: new Uint8Array(8) },
  }
}

function uuidOf(number: number): string {
  return `00000000-0000-8000-8000-${number.toString(16).padStart(12, '0')}`
}

function numberOf(uuid: string): number {
  return Number.parseInt(uuid.slice(-12), 16)
}
