import type { ActivityBucket } from '@muster/core/stores'
import { describe, expect, test } from 'vitest'
import type { HostFacts } from './host-facts.ts'
import { judgeHost } from './judge-host.ts'

const nowMs = Date.UTC(2027, 4, 21, 12)
const msPerDay = 86_400_000
const applicationId = 'a0000000-0000-8000-8000-000000000001'
const record = { priority: 0, weight: 0, port: 1688, target: 'host.example.test' }
const domain = { name: '_muster._tcp.example.test', records: [record] }
const own = { name: '127.0.0.1', port: 1688, outcome: 'host', clockAheadSeconds: 0 } as const
const other = { ...own, name: 'other.example.test' }
const application = {
  applicationId,
  name: 'Office',
  currentCount: 30,
  cacheCapacity: 50,
  highestThreshold: 25,
}
const few = { ...application, currentCount: 10 }

function bucket(daysAgo: number, change: Partial<ActivityBucket> = {}): ActivityBucket {
  const startMs = nowMs - daysAgo * msPerDay
  return {
    startMs,
    productId: 'd',
    applicationId,
    code: 'success',
    requests: 100,
    activations: 0,
    countMax: 10,
    ...change,
  }
}

const healthy: HostFacts = {
  nowMs,
  service: 'running',
  activated: true,
  certificateExpires: new Date(nowMs + 400 * msPerDay).toISOString(),
  hostKeys: 1,
  listening: { address: '::', port: 1688 },
  applications: [application],
  own,
  hostName: 'HOST.example.test',
  publishing: true,
  domains: [domain],
  ownAddresses: ['192.0.2.1', '2001:db8::1'],
  nameAddresses: ['2001:db8::1'],
  others: [],
  sharing: null,
  activity: [bucket(7), bucket(0)],
  duplicates: { cmids: 0, machines: 0 },
  eventsStored: 10,
  eventsMax: 1_000,
  diskFreeBytes: 1e10,
  folder: { path: '/data', exists: true, usable: true, openToAll: false },
  lowCount: undefined,
}

function check(name: string, change: Partial<HostFacts>) {
  return judgeHost({ ...healthy, ...change }).checks.find((one) => one.name === name)
}

test('a name that leads to another machine, or nowhere, is found', () => {
  const verdict = (nameAddresses: readonly string[]) => check('dns', { nameAddresses })?.verdict
  expect(verdict(['192.0.2.1'])).toBe('ok')
  expect(verdict(['192.0.2.9'])).toBe('fail')
  expect(verdict([])).toBe('fail')
  expect(check('dns', { nameAddresses: [], ownAddresses: [] })?.verdict).toBe('ok')
})

test('a host that is well has nothing to mend', () => {
  for (const { name, verdict } of judgeHost(healthy).checks) expect([name, verdict]).toEqual([name, 'ok'])
})

describe('the checks of a host', () => {
  const ends = (days: number) => new Date(nowMs + days * msPerDay).toISOString()

  test.each([
    ['activated', { hostKeys: 0 }, 'fail'],
    ['activated', { activated: false }, 'fail'],
    ['activated', { certificateExpires: ends(29) }, 'warn'],
    ['activated', { certificateExpires: ends(30) }, 'ok'],
    ['service', { service: 'stopped' }, 'fail'],
    ['reachable', { own: { ...own, outcome: 'other' } }, 'fail'],
    ['reachable', { own: { ...own, outcome: 'unreachable', code: 'connection-refused' } }, 'fail'],
    ['firewall', { listening: { address: '127.0.0.1', port: 1688 } }, 'warn'],
    ['dns', { domains: [] }, 'warn'],
    ['dns', { domains: [{ name: 'x', records: [], code: 'dns-name-missing' }] }, 'fail'],
    ['dns', { domains: [{ ...domain, records: [{ ...record, port: 1 }] }] }, 'fail'],
    ['dns', { domains: [{ ...domain, records: [{ ...record, target: 'other' }] }] }, 'fail'],
    ['other-hosts', { others: [other] }, 'ok'],
    ['other-hosts', { others: [{ ...other, outcome: 'unreachable', code: 'connection-timeout' }] }, 'warn'],
    ['low-count', { lowCount: 30 }, 'ok'],
    ['low-count', { lowCount: 31 }, 'warn'],
    ['low-count', { applications: [few] }, 'warn'],
    [
      'refusals',
      { activity: [bucket(0, { requests: 95 }), bucket(0, { code: 'clock-difference', requests: 5 })] },
      'warn',
    ],
    [
      'refusals',
      { activity: [bucket(0, { requests: 96 }), bucket(0, { code: 'clock-difference', requests: 4 })] },
      'ok',
    ],
    ['retention', { eventsStored: 899 }, 'ok'],
    ['retention', { eventsStored: 900 }, 'warn'],
    ['disk', { diskFreeBytes: 500_000_000 }, 'ok'],
    ['disk', { diskFreeBytes: 499_999_999 }, 'warn'],
    ['disk', { diskFreeBytes: 49_999_999 }, 'fail'],
    ['clock', { others: [{ ...other, clockAheadSeconds: 14_401 }] }, 'fail'],
  ] as const)('%s: %j is %s', (name, change, expected) => {
    expect(check(name, change)?.verdict).toBe(expected)
  })
})

describe('why the count stands still', () => {
  const refused = (code: 'product-not-served' | 'clock-difference') => [
    bucket(7),
    bucket(0),
    bucket(0, { code, requests: 3, countMax: 0 }),
  ]

  test.each([
    ['no machine has asked', { applications: [] }, 'warn', 'muster client activate'],
    ['copies share CMIDs', { duplicates: { cmids: 1, machines: 40 } }, 'fail', 'muster host duplicates'],
    [
      'a wrong product',
      { activity: refused('product-not-served') },
      'fail',
      'muster report denials --since 7d',
    ],
    ['clocks', { activity: refused('clock-difference') }, 'fail', 'muster report denials --since 7d'],
    ['too few machines', {}, 'fail', 'muster doctor client'],
    ['it is growing', { activity: [bucket(7, { countMax: 2 }), bucket(0)] }, 'warn', 'muster report counts'],
  ] as const)('%s', (_title, change, verdict, command) => {
    expect(check('count', { applications: [few], ...change })).toMatchObject({ verdict, command })
  })

  test('enough machines with copies among them are a warning', () => {
    expect(check('count', { duplicates: { cmids: 2, machines: 5 } })?.verdict).toBe('warn')
  })

  test('a store without reports is judged by what is there', () => {
    const change = { activity: undefined, duplicates: undefined, eventsStored: undefined }
    expect(check('count', { applications: [few], ...change })?.verdict).toBe('fail')
    expect(check('refusals', change)?.verdict).toBe('ok')
  })
})
