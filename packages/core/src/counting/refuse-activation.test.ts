import { describe, expect, test } from 'vitest'
import { HostOfOne, minuteMs, pendingOf, startMs, termsOf } from './counting.fixtures.ts'
import { decideBatch } from './decide-activation.ts'

const client = termsOf('client')
const server = termsOf('server')
const fourHoursSeconds = 4 * 3_600
const startSeconds = startMs / 1_000

describe('R2.7 the clocks of machine and host', () => {
  test.each([-1, 1])('R2.7 exactly 4 hours pass, one second more is refused (side %i)', (side) => {
    const host = new HostOfOne()
    const asking = (seconds: number, machine: number) =>
      host.ask(pendingOf(machine, client, { request: { clientTimeSeconds: startSeconds + side * seconds } }))
    expect(asking(fourHoursSeconds, 1)).toBe(1)
    expect(asking(fourHoursSeconds + 1, 2)).toBe('clock-difference')
    expect(asking(fourHoursSeconds, 3)).toBe(2)
  })

  test('R2.7 fractions of a second never refuse', () => {
    const host = new HostOfOne()
    const request = { clientTimeSeconds: startSeconds - fourHoursSeconds }
    expect(host.ask(pendingOf(1, client, { nowMs: startMs + 999, request }))).toBe(1)
    expect(host.ask(pendingOf(2, client, { nowMs: startMs + 1_000, request }))).toBe('clock-difference')
  })
})

describe('a refused request', () => {
  const notServed = { kind: 'refused', code: 'product-not-served' } as const
  const wrongClock = { clientTimeSeconds: startSeconds - fourHoursSeconds - 1 }

  test.each([
    ['R2.6', 'product-not-served', { coverage: notServed }],
    ['R2.12', 'host-not-activated', { coverage: { kind: 'refused', code: 'host-not-activated' } as const }],
    ['R2.7', 'clock-difference', { request: wrongClock }],
    [
      'R1.1',
      'product-not-served',
      { request: { applicationId: termsOf('client', { application: 2 }).applicationId } },
    ],
  ])('%s changes no count and no inventory, and is recorded as failed with %s', (_rule, code, options) => {
    const host = new HostOfOne()
    host.ask(pendingOf(1, server))
    const before = host.counts
    expect(host.ask(pendingOf(2, client, options))).toBe(code)
    expect(host.counts).toEqual(before)
    expect(host.changes).toMatchObject([
      { kind: 'counter-added', counter: 'total', amount: 1 },
      { kind: 'counter-added', counter: 'failed', amount: 1 },
      { kind: 'counter-added', counter: 'state-2', amount: 1 },
      { kind: 'event-added', event: { kind: 'request-processed', code, timeMs: startMs } },
    ])
    expect(JSON.stringify(host.changes)).not.toContain('leaseId')
  })

  test('R2.6 a refusal takes away no entry that ended', () => {
    const host = new HostOfOne()
    const short = termsOf('client', { policy: { countEntryMinutes: 1 } })
    host.ask(pendingOf(1, short))
    host.ask(pendingOf(2, client, { nowMs: startMs + 2 * minuteMs, coverage: notServed }))
    expect(host.count().entries.size).toBe(1)
  })
})

describe('what is recorded of a request', () => {
  test('R2.9, R2.11, R2.14 an answered one: entry, inventory, counters, event, in this order', () => {
    const host = new HostOfOne()
    const pending = pendingOf(1, client, {
      request: {
        licenceState: 5,
        virtual: true,
        fingerprint: Uint8Array.of(0xab, 0, 0, 0, 0, 0, 0, 1),
        previousLeaseId: Uint8Array.of(0xcd, 0, 0, 0, 0, 0, 0, 2),
      },
    })
    host.ask(pending)
    const { cmid, applicationId, productId } = pending.request
    const facts = {
      applicationId,
      productId,
      cmid,
      machineName: 'machine-1',
      licenceState: 5,
      virtual: true,
      minutesToStateExpiry: 43_200,
      fingerprint: 'ab00000000000001',
    }
    expect(host.changes).toEqual([
      { kind: 'capacity-raised', applicationId, highestThreshold: 25, capacity: 50 },
      {
        kind: 'entry-put',
        applicationId,
        entry: { cmid, requestedAtMs: startMs, expiresAtMs: startMs + 43_200 * minuteMs, sequence: 1 },
      },
      {
        kind: 'machine-seen',
        machine: {
          ...facts,
          address: '192.0.2.1',
          seenAtMs: startMs,
          lease: { leaseId: '0807060504030201', previousLeaseId: 'cd00000000000002' },
        },
      },
      { kind: 'counter-added', counter: 'total', amount: 1 },
      { kind: 'counter-added', counter: 'state-5', amount: 1 },
      {
        kind: 'event-added',
        event: {
          kind: 'request-processed',
          timeMs: startMs,
          code: 'success',
          address: '192.0.2.1',
          request: {
            ...facts,
            minimumCount: 25,
            clientTimeSeconds: startSeconds,
            previousLeaseId: 'cd00000000000002',
            leaseId: '0807060504030201',
            count: 1,
          },
        },
      },
    ])
  })

  test('R2.9 every licence state has its counter', () => {
    const host = new HostOfOne()
    for (let licenceState = 0; licenceState <= 6; licenceState++) {
      host.ask(pendingOf(1, client, { request: { licenceState } }))
      const counters = host.changes.flatMap((change) =>
        change.kind === 'counter-added' ? [change.counter] : [],
      )
      expect(counters).toEqual(['total', `state-${licenceState}`])
    }
  })
})

describe('a batch', () => {
  test('R2.2 later requests see earlier ones, refused ones among them change nothing', () => {
    const host = new HostOfOne()
    const told = host.askAll([
      pendingOf(1, client),
      pendingOf(2, client, { request: { clientTimeSeconds: 0 } }),
      pendingOf(3, termsOf('server', { application: 2 })),
      pendingOf(4, client),
      pendingOf(1, client),
    ])
    expect(told).toEqual([1, 'clock-difference', 1, 2, 2])
  })

  test('leaves what it was given as it was', () => {
    const host = new HostOfOne()
    host.ask(pendingOf(1, client))
    const before = host.counts
    const snapshot = structuredClone(before)
    decideBatch(before, [pendingOf(2, client), pendingOf(1, client)], { port: 1688 })
    expect(before).toEqual(snapshot)
  })

  test('of nothing decides nothing and keeps the counts', () => {
    const host = new HostOfOne()
    host.ask(pendingOf(1, client))
    const before = host.counts
    expect(host.askAll([])).toEqual([])
    expect(host.counts).toEqual(before)
    expect(host.changes).toEqual([])
  })
})
