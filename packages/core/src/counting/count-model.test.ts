/** Arbitrary histories against an implementation that a reader can check at a glance: a plain list, searched whole. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from '../bytes/index.ts'
import type { ProductTerms } from '../documents/index.ts'
import { applyCountChange, HostOfOne, pendingOf, startMs, termsOf, uuidOf } from './counting.fixtures.ts'
import type { HostChange } from './host-change.ts'

const applications = [1, 2]
const products: readonly ProductTerms[] = applications.flatMap((application) => [
  termsOf('server', { application }),
  termsOf('client', { application, policy: { threshold: 3, countEntryMinutes: 60 } }),
  termsOf('client', { application, policy: { threshold: 4, churn: 'once' } }),
])

interface Step {
  readonly machine: number
  readonly product: number
  readonly fingerprint: number | undefined
  readonly jumpMs: number
  readonly clockWrong: boolean
}

const dayMs = 86_400_000
const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  machine: fc.integer({ min: 1, max: 14 }),
  product: fc.nat(products.length - 1),
  fingerprint: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  jumpMs: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 20 * 60_000 }) },
    { weight: 2, arbitrary: fc.constantFrom(0, 1, 60 * 60_000, 30 * dayMs, 30 * dayMs - 1) },
    { weight: 1, arbitrary: fc.integer({ min: -40 * dayMs, max: 40 * dayMs }) },
  ),
  clockWrong: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
})
const stepsArbitrary = fc.array(stepArbitrary, { minLength: 1, maxLength: 80, size: 'max' })

/** A machine that asked; the list is in order of last request. */
interface NaiveEntry {
  readonly cmid: string
  readonly application: string
  readonly endsMs: number
  readonly fingerprint: string | undefined
}

class NaiveHost {
  #entries: readonly NaiveEntry[] = []
  readonly #highest = new Map<string, number>()

  ask({ request, fresh }: ReturnType<typeof pendingOf>, { applicationId, policy }: ProductTerms): number {
    const highest = Math.max(policy.threshold, this.#highest.get(applicationId) ?? 0)
    this.#highest.set(applicationId, highest)
    const fingerprint =
      policy.churn === 'once' && request.fingerprint ? toHex(request.fingerprint) : undefined
    const elsewhere = this.#entries.filter((entry) => entry.application !== applicationId)
    const others = this.#entries
      .filter((entry) => entry.application === applicationId && entry.endsMs > fresh.nowMs)
      .filter((entry) => entry.cmid !== request.cmid)
      .filter((entry) => fingerprint === undefined || entry.fingerprint !== fingerprint)
    const endsMs = fresh.nowMs + policy.countEntryMinutes * 60_000
    const mine = { cmid: request.cmid, application: applicationId, endsMs, fingerprint }
    const kept = [...others, mine].slice(-2 * highest)
    this.#entries = [...elsewhere, ...kept]
    return kept.length
  }

  cmids(applicationId: string): readonly string[] {
    return this.#entries.filter((entry) => entry.application === applicationId).map(({ cmid }) => cmid)
  }
}

function requestsOf(steps: readonly Step[]) {
  let nowMs = startMs
  return steps.map((step) => {
    nowMs += step.jumpMs
    const terms = products[step.product] as ProductTerms
    const fingerprint = step.fingerprint && { fingerprint: new Uint8Array(8).fill(step.fingerprint) }
    const request = { ...fingerprint, ...(step.clockWrong ? { clientTimeSeconds: 0 } : {}) }
    return { pending: pendingOf(step.machine, terms, { nowMs, request }), terms, step }
  })
}

test('R2.2–R2.5, R9.4 any history gives the counts of a plain list', () => {
  fc.assert(
    fc.property(stepsArbitrary, (steps) => {
      const host = new HostOfOne()
      const naive = new NaiveHost()
      for (const { pending, terms, step } of requestsOf(steps)) {
        const expected = step.clockWrong ? 'clock-difference' : naive.ask(pending, terms)
        expect(host.ask(pending)).toBe(expected)
      }
      for (const application of applications) {
        const count = host.count(application)
        expect([...count.entries.keys()]).toEqual(naive.cmids(uuidOf('application', application)))
        expect(count.entries.size).toBeLessThanOrEqual(2 * count.highestThreshold)
      }
    }),
    { numRuns: 300 },
  )
})

test('R2.2 batches of any sizes give what one by one gives', () => {
  fc.assert(
    fc.property(stepsArbitrary, fc.array(fc.integer({ min: 1, max: 20 })), (steps, sizes) => {
      const requests = requestsOf(steps).map(({ pending }) => pending)
      const single = new HostOfOne()
      const singly: HostChange[] = []
      const told = requests.map((pending) => {
        const count = single.ask(pending)
        singly.push(...single.changes)
        return count
      })
      const batched = new HostOfOne()
      const together: HostChange[] = []
      const toldTogether: (number | string)[] = []
      for (let start = 0, turn = 0; start < requests.length; turn++) {
        const size = sizes[turn] ?? requests.length
        toldTogether.push(...batched.askAll(requests.slice(start, start + size)))
        together.push(...batched.changes)
        start += size
      }
      expect(toldTogether).toEqual(told)
      expect(together).toEqual(singly)
      for (const application of applications) {
        expect(batched.count(application)).toEqual(single.count(application))
      }
    }),
    { numRuns: 150 },
  )
})

test('R2.10 the changes alone lead to the counts that were decided', () => {
  fc.assert(
    fc.property(stepsArbitrary, (steps) => {
      const host = new HostOfOne()
      let stored = new HostOfOne().counts
      for (const { pending } of requestsOf(steps)) {
        host.ask(pending)
        for (const change of host.changes) {
          if (!('applicationId' in change)) continue
          const before = stored.get(change.applicationId) ?? new HostOfOne().count()
          const count = applyCountChange({ ...before, applicationId: change.applicationId }, change)
          stored = new Map([...stored, [change.applicationId, count]])
        }
      }
      expect(stored).toEqual(host.counts)
      for (const [id, count] of stored) {
        expect([...count.entries.keys()]).toEqual([...(host.counts.get(id)?.entries.keys() ?? [])])
      }
    }),
    { numRuns: 150 },
  )
})
