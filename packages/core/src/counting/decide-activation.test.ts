import { describe, expect, test } from 'vitest'
import { liveCount } from './count-state.ts'
import {
  context,
  dayMs,
  HostOfOne,
  hostKeyOf,
  machinesIn,
  minuteMs,
  pendingOf,
  startMs,
  termsOf,
} from './counting.fixtures.ts'
import { decideActivation } from './decide-activation.ts'

const client = termsOf('client')
const server = termsOf('server')

function askRange(host: HostOfOne, from: number, to: number, terms = client, nowMs = startMs) {
  const told: (number | string)[] = []
  for (let machine = from; machine <= to; machine++) told.push(host.ask(pendingOf(machine, terms, { nowMs })))
  return told
}

describe('R2.1–R2.3 counting before answering', () => {
  test('R2.2 machines, a virtual one and servers are told 1, 2, 3, 4, 5', () => {
    const host = new HostOfOne()
    expect(host.ask(pendingOf(1, client))).toBe(1)
    expect(host.ask(pendingOf(2, client))).toBe(2)
    expect(host.ask(pendingOf(3, client, { request: { virtual: true } }))).toBe(3)
    expect(host.ask(pendingOf(4, server))).toBe(4)
    expect(host.ask(pendingOf(5, server))).toBe(5)
  })

  test('R2.2 the 25th machine is told 25', () => {
    expect(askRange(new HostOfOne(), 1, 25).at(-1)).toBe(25)
  })

  test('R2.1 the host answers below the threshold too, with the count as it is', () => {
    const { result } = decideActivation(new Map(), pendingOf(1, client), context)
    expect(result).toMatchObject({ kind: 'answer', answer: { count: 1 } })
  })

  test('R2.3 a renewal replaces the entry and dates it anew', () => {
    const host = new HostOfOne()
    askRange(host, 1, 2)
    const renewedMs = startMs + dayMs
    expect(host.ask(pendingOf(1, client, { nowMs: renewedMs }))).toBe(2)
    expect(machinesIn(host.count())).toEqual([2, 1])
    expect(host.count().entries.get(pendingOf(1, client).request.cmid)).toMatchObject({
      requestedAtMs: renewedMs,
      expiresAtMs: renewedMs + 30 * dayMs,
    })
  })

  test('R2.3 an entry counts up to the last millisecond of 30 days and not at exactly 30 days', () => {
    const endMs = startMs + 30 * dayMs
    const before = new HostOfOne()
    before.ask(pendingOf(1, client))
    expect(liveCount(before.count(), endMs - 1)).toBe(1)
    expect(liveCount(before.count(), endMs)).toBe(0)
    expect(before.ask(pendingOf(2, client, { nowMs: endMs - 1 }))).toBe(2)
    const at = new HostOfOne()
    at.ask(pendingOf(1, client))
    expect(at.ask(pendingOf(2, client, { nowMs: endMs }))).toBe(1)
    expect(machinesIn(at.count())).toEqual([2])
  })

  test('R2.3 the licence sets how long an entry lives', () => {
    const host = new HostOfOne()
    const short = termsOf('client', { policy: { countEntryMinutes: 10 } })
    host.ask(pendingOf(1, client))
    host.ask(pendingOf(2, short))
    expect(liveCount(host.count(), startMs + 10 * minuteMs - 1)).toBe(2)
    expect(host.ask(pendingOf(3, client, { nowMs: startMs + 10 * minuteMs }))).toBe(2)
    expect(machinesIn(host.count())).toEqual([1, 3])
  })

  test('R2.5 two machines with one CMID are one entry', () => {
    const host = new HostOfOne()
    host.ask(pendingOf(1, client, { request: { machineName: 'original' } }))
    expect(host.ask(pendingOf(1, client, { request: { machineName: 'copy' } }))).toBe(1)
  })

  test('R1.1 products of one application are counted together, applications apart', () => {
    const host = new HostOfOne()
    const elsewhere = termsOf('server', { application: 2 })
    expect(host.ask(pendingOf(1, client))).toBe(1)
    expect(host.ask(pendingOf(2, server))).toBe(2)
    expect(host.ask(pendingOf(3, elsewhere))).toBe(1)
    expect(host.ask(pendingOf(1, elsewhere))).toBe(2)
    expect(host.count(1).entries.size).toBe(2)
    expect(host.count(2)).toMatchObject({ capacity: 10, highestThreshold: 5 })
  })
})

describe('R2.4 the bound of the cache', () => {
  test('R2.4 with servers only the cache is 10 and the count never passes 10', () => {
    const host = new HostOfOne()
    expect(askRange(host, 1, 12, server)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10])
    expect(host.count()).toMatchObject({ highestThreshold: 5, capacity: 10 })
  })

  test('R2.4 the first client-family request makes it 50, and for ever', () => {
    const host = new HostOfOne()
    askRange(host, 1, 12, server)
    expect(host.ask(pendingOf(13, client))).toBe(11)
    expect(host.count()).toMatchObject({ highestThreshold: 25, capacity: 50 })
    expect(askRange(host, 14, 60, server).at(-1)).toBe(50)
    const muchLaterMs = startMs + 400 * dayMs
    expect(host.ask(pendingOf(99, server, { nowMs: muchLaterMs }))).toBe(1)
    expect(host.count()).toMatchObject({ highestThreshold: 25, capacity: 50 })
  })

  test('R2.4 a full cache drops the entry that has not asked for longest', () => {
    const host = new HostOfOne()
    askRange(host, 1, 10, server)
    host.ask(pendingOf(1, server))
    host.ask(pendingOf(11, server))
    expect(machinesIn(host.count())).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 1, 11])
  })

  test('R2.4 a renewal in a full cache drops nobody', () => {
    const host = new HostOfOne()
    askRange(host, 1, 10, server)
    expect(host.ask(pendingOf(5, server))).toBe(10)
    expect(machinesIn(host.count())).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 10, 5])
  })

  test('R2.4 an expired entry leaves before a live one would', () => {
    const host = new HostOfOne()
    const short = termsOf('server', { policy: { countEntryMinutes: 1 } })
    askRange(host, 1, 9, server)
    host.ask(pendingOf(10, short))
    expect(host.ask(pendingOf(11, server, { nowMs: startMs + minuteMs }))).toBe(10)
    expect(machinesIn(host.count())).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 11])
  })

  test('R2.4 a request that states another threshold is answered and recorded, and grows nothing', () => {
    const host = new HostOfOne()
    expect(host.ask(pendingOf(1, server, { request: { minimumCount: 1_000 } }))).toBe(1)
    expect(host.count()).toMatchObject({ highestThreshold: 5, capacity: 10 })
    expect(host.changes.at(-1)).toMatchObject({
      event: { code: 'success', request: { minimumCount: 1_000 } },
    })
  })
})

describe('a clock that is set back', () => {
  test('R2.3 keeps every machine, counts none twice, and leaves by order of request', () => {
    const host = new HostOfOne()
    askRange(host, 1, 10, server)
    const backMs = startMs - 60 * dayMs
    expect(host.ask(pendingOf(1, server, { nowMs: backMs }))).toBe(10)
    expect(host.ask(pendingOf(11, server, { nowMs: backMs }))).toBe(10)
    expect(machinesIn(host.count())).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 1, 11])
  })

  test('R2.3 entries made after it end on time, also behind older ones that end later', () => {
    const host = new HostOfOne()
    host.ask(pendingOf(1, client))
    const backMs = startMs - 10 * dayMs
    host.ask(pendingOf(2, client, { nowMs: backMs }))
    expect(host.ask(pendingOf(3, client, { nowMs: backMs + 30 * dayMs }))).toBe(2)
    expect(machinesIn(host.count())).toEqual([1, 3])
  })
})

describe('R9.4 a licence that counts one machine once', () => {
  const once = termsOf('client', { policy: { churn: 'once' } })
  const fingerprint = Uint8Array.of(1, 1, 2, 3, 5, 8, 13, 21)
  const other = Uint8Array.of(1, 1, 2, 3, 5, 8, 13, 22)

  test('R9.4 a new CMID of the same fingerprint takes the place of the old one', () => {
    const host = new HostOfOne()
    host.ask(pendingOf(1, once, { request: { fingerprint } }))
    host.ask(pendingOf(2, once, { request: { fingerprint: other } }))
    expect(host.ask(pendingOf(3, once, { request: { fingerprint } }))).toBe(2)
    expect(machinesIn(host.count())).toEqual([2, 3])
    expect(host.changes[0]).toMatchObject({ kind: 'entry-removed', reason: 'replaced' })
  })

  test('R9.4 a renewal replaces nobody', () => {
    const host = new HostOfOne()
    host.ask(pendingOf(1, once, { request: { fingerprint } }))
    expect(host.ask(pendingOf(1, once, { request: { fingerprint } }))).toBe(1)
    expect(host.changes.map(({ kind }) => kind)).not.toContain('entry-removed')
  })

  test('R9.4 machines without a fingerprint count each', () => {
    const host = new HostOfOne()
    host.ask(pendingOf(1, once))
    expect(host.ask(pendingOf(2, once))).toBe(2)
  })

  test('R9.4 without that policy each CMID counts', () => {
    const host = new HostOfOne()
    host.ask(pendingOf(1, client, { request: { fingerprint } }))
    expect(host.ask(pendingOf(2, client, { request: { fingerprint } }))).toBe(2)
  })

  test('R9.4 a full cache makes room by the replacement alone', () => {
    const host = new HostOfOne()
    const onceServer = termsOf('server', { policy: { churn: 'once' } })
    askRange(host, 1, 9, onceServer)
    host.ask(pendingOf(10, onceServer, { request: { fingerprint } }))
    expect(host.ask(pendingOf(11, onceServer, { request: { fingerprint } }))).toBe(10)
    expect(machinesIn(host.count())).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 11])
  })
})

describe('R2.8 what the answer states', () => {
  const pending = pendingOf(1, client, { nowMs: startMs + 999 })

  test('R2.8 the intervals of the licence, and the port of the host', () => {
    expect(decideActivation(new Map(), pending, context).result).toEqual({
      kind: 'answer',
      hostKey: hostKeyOf([client]),
      answer: {
        nonce: pending.request.nonce,
        cmid: pending.request.cmid,
        productId: client.productId,
        count: 1,
        retryMinutes: 120,
        renewalMinutes: 10_080,
        validityMinutes: 259_200,
        port: 1688,
        hostTimeSeconds: startMs / 1_000,
        leaseId: pending.fresh.leaseId,
      },
    })
  })

  test('R2.8 the administrator of the host may set both intervals', () => {
    const own = { port: 1, retryMinutes: 15, renewalMinutes: 43_200 }
    expect(decideActivation(new Map(), pending, own).result).toMatchObject({
      answer: { retryMinutes: 15, renewalMinutes: 43_200, port: 1, validityMinutes: 259_200 },
    })
  })

  test('R9.3 a directive is handed on', () => {
    const { result } = decideActivation(new Map(), { ...pending, directive: 'rearm' }, context)
    expect(result).toMatchObject({ answer: { directive: 'rearm' } })
  })
})
