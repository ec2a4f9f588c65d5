/** R2.13: hosts that should share a count and do not are found, and those that do share are left in peace. */
import type { PresentedEvent } from '@muster/core/events'
import { describe, expect, test } from 'vitest'
import type { HostFacts, SharingHostFacts } from './host-facts.ts'
import { judgeSharing, judgeTold } from './judge-sharing.ts'

const nowMs = Date.UTC(2027, 4, 21, 12)
const dayMs = 86_400_000
const answering = { name: 'host-2.example.test', port: 1688, outcome: 'host' } as const
const enough = {
  applicationId: 'a',
  name: 'Office',
  currentCount: 25,
  cacheCapacity: 50,
  highestThreshold: 25,
}

function host(hostName: string, change: Partial<SharingHostFacts> = {}): SharingHostFacts {
  const lastSeen = new Date(nowMs).toISOString()
  return { hostName, isThisHost: false, serving: true, lastSeen, ...change }
}

const self = host('host-1.example.test', { isThisHost: true })

function judge(change: Partial<HostFacts>) {
  return judgeSharing({ others: [answering], sharing: null, applications: [enough], ...change } as HostFacts)
}

describe('R2.13 seen from a host', () => {
  test('another host that answers counts apart where this one has a store of its own', () => {
    const finding = judge({})
    expect(finding).toMatchObject({
      verdict: 'warn',
      command: expect.stringContaining('migrate-store --from embedded'),
    })
    expect(finding.command).not.toContain('--join')
    expect(finding.seen).toContain('host-2.example.test')
  })

  test('it is what keeps machines from being activated where the count is below the threshold', () => {
    const verdict = (currentCount: number) => judge({ applications: [{ ...enough, currentCount }] }).verdict
    expect(verdict(24)).toBe('fail')
    expect(verdict(25)).toBe('warn')
  })

  test('a host that shares the store is no trouble, whatever form its name has', () => {
    for (const name of ['host-2.example.test', 'HOST-2.Example.Test', 'host-2.example.test.', 'host-2'])
      expect([name, judge({ sharing: [self, host(name)] }).verdict]).toEqual([name, 'ok'])
    expect(judge({ sharing: [self, host('host-2.example.test')] }).seen).toContain('host-2.example.test')
  })

  test('a host that is not among those that share is told to join', () => {
    for (const sharing of [[self], [self, host('host-3')], [self, host('host-2.other.test')]]) {
      const finding = judge({ sharing })
      expect([finding.verdict, finding.command?.includes('--join')]).toEqual(['warn', true])
    }
  })

  test('a host that served from the store and answers without it counts apart now', () => {
    const lastSeen = '2027-05-20T00:00:00.000Z'
    const gone = host('host-2.example.test', { serving: false, lastSeen })
    expect(judge({ sharing: [self, gone] })).toMatchObject({
      verdict: 'warn',
      seen: expect.stringContaining(lastSeen),
    })
  })

  test('hosts that do not answer split nothing', () => {
    const others = [{ ...answering, outcome: 'unreachable', code: 'connection-refused' } as const]
    expect(judge({ others }).verdict).toBe('ok')
    expect(judge({ others: [], sharing: [self] }).verdict).toBe('ok')
    const gone = host('host-2.example.test', { serving: false })
    expect(judge({ others: [], sharing: [self, gone] }).seen).toContain('Not serving now: host-2')
  })
})

describe('R2.13 seen from a machine', () => {
  const exchange = (name: string, count: number, daysAgo: number): readonly PresentedEvent[] => {
    const time = new Date(nowMs - daysAgo * dayMs).toISOString()
    const event = { time, level: 'information', code: 'success', message: '', info: '' } as const
    return [
      { ...event, id: 12288, fields: { host: name } },
      { ...event, id: 12289, fields: { count } },
    ]
  }
  const verdict = (...exchanges: readonly (readonly PresentedEvent[])[]) =>
    judgeTold({ events: exchanges.flat() }).verdict

  test('a host that tells less than another told before counts apart', () => {
    expect(verdict(exchange('a', 4, 2), exchange('b', 3, 1))).toBe('warn')
    expect(verdict(exchange('a', 4, 2), exchange('b', 5, 1), exchange('a', 4, 0))).toBe('warn')
  })

  test('counts that go together are left in peace', () => {
    expect(verdict(exchange('a', 4, 2), exchange('b', 4, 1), exchange('a', 5, 0))).toBe('ok')
    expect(verdict(exchange('a', 4, 2), exchange('a', 3, 1))).toBe('ok')
    expect(verdict()).toBe('ok')
  })

  test('a week is compared, and not more', () => {
    expect(verdict(exchange('a', 4, 7), exchange('b', 3, 0))).toBe('warn')
    expect(verdict(exchange('a', 4, 7.001), exchange('b', 3, 0))).toBe('ok')
  })

  test('a request that reached nobody, and an answer that was refused, tell no count', () => {
    const lost = { ...(exchange('b', 0, 1)[0] as PresentedEvent), code: 'connection-timeout' as const }
    expect(verdict(exchange('a', 4, 2), [lost], exchange('a', 5, 0))).toBe('ok')
    expect(verdict(exchange('a', 4, 2), exchange('b', 0, 1))).toBe('ok')
  })
})
