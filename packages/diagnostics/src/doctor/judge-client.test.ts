import type { ClientStatus } from '@muster/client'
import { describeCode, type ErrorCode } from '@muster/core/errors'
import type { PresentedEvent } from '@muster/core/events'
import { describe, expect, test } from 'vitest'
import type { ClientFacts } from './client-facts.ts'
import { judgeClient } from './judge-client.ts'

const nowMs = Date.UTC(2027, 4, 21, 12)
const answering = { name: 'host', port: 1688, outcome: 'host', clockAheadSeconds: 0 } as const
const record = { priority: 0, weight: 0, port: 1688, target: 'host' }
const asked = { name: '_muster._tcp.example.test', code: null, records: [record] }
const discovery = { pinned: false, domains: ['example.test'], asked: [asked], hosts: [] }

const status: ClientStatus = {
  product: 'Writer',
  productId: 'd0000000-0000-8000-8000-000000000001',
  channel: 'host',
  partialProductKey: '7Y2KQ',
  licenceState: 1,
  licenceStateName: 'licensed',
  cmid: 'c0000000-0000-8000-8000-000000000001',
  count: 30,
  threshold: 25,
  missing: 0,
  activatedUntil: null,
  renewAt: null,
  graceUntil: null,
  host: null,
  hostCaching: true,
  directory: null,
  domain: null,
  channels: [],
  rearmsLeft: 5,
  lastError: null,
}

function eventOf(id: number, minutesAgo: number, change: Partial<PresentedEvent> = {}): PresentedEvent {
  const time = new Date(nowMs - minutesAgo * 60_000).toISOString()
  return { id, time, level: 'information', code: 'success', message: '', info: '', fields: {}, ...change }
}

const healthy: ClientFacts = {
  nowMs,
  status,
  sentence: 'Writer is activated.',
  daysLeft: 170,
  discovery,
  probes: [answering],
  events: [eventOf(12288, 10), eventOf(12289, 10, { fields: { count: 30 } })],
  folder: { path: '/data', exists: true, usable: true, openToAll: false },
}

/** The verdict of one check where these facts differ. */
function verdict(check: string, change: Partial<ClientFacts>) {
  return judgeClient({ ...healthy, ...change }).checks.find(({ name }) => name === check)?.verdict
}

function lastError(code: ErrorCode): ClientStatus['lastError'] {
  const { number, sentence, remedy } = describeCode(code)
  return { code, number, sentence, remedy }
}

test('a machine that is well has nothing to mend', () => {
  const { verdict: whole, checks } = judgeClient(healthy)
  expect(whole).toBe('ok')
  for (const check of checks) expect([check.name, check.verdict]).toEqual([check.name, 'ok'])
})

test('whatever is not well says what to do', () => {
  const broken: ClientFacts = {
    ...healthy,
    status: {
      ...status,
      productId: null,
      partialProductKey: null,
      channel: null,
      licenceState: 5,
      count: 3,
      missing: 22,
      rearmsLeft: 0,
    },
    discovery: undefined,
    probes: [],
    events: [eventOf(12288, 10)],
    folder: { path: '/data', exists: true, usable: false, openToAll: false },
  }
  const { verdict: whole, checks } = judgeClient(broken)
  expect(whole).toBe('fail')
  for (const check of checks) {
    expect(check.why).not.toBe('')
    if (check.verdict !== 'ok') expect([check.name, check.remedy]).not.toContain(undefined)
  }
})

describe('the checks of a client', () => {
  test.each([
    ['licence', { status: { ...status, productId: null } }, 'fail'],
    ['key', { status: { ...status, partialProductKey: null } }, 'fail'],
    ['channel', { status: { ...status, channel: null } }, 'warn'],
    ['channel', { status: { ...status, channel: null, lastError: lastError('no-channel') } }, 'fail'],
    ['state', { daysLeft: 15 }, 'ok'],
    ['state', { daysLeft: 14 }, 'warn'],
    ['state', { status: { ...status, licenceState: 2 }, daysLeft: 15 }, 'warn'],
    ['state', { status: { ...status, licenceState: 2 }, daysLeft: 14 }, 'fail'],
    ['state', { status: { ...status, licenceState: 5 }, daysLeft: null }, 'fail'],
    ['dns', { discovery: undefined }, 'fail'],
    ['dns', { discovery: { ...discovery, pinned: true, asked: [] } }, 'ok'],
    ['dns', { discovery: { ...discovery, domains: [], asked: [] } }, 'fail'],
    ['hosts', { probes: [] }, 'fail'],
    ['hosts', { probes: [answering, { name: 'x', port: 1, outcome: 'other' }] }, 'warn'],
    [
      'hosts',
      { probes: [{ name: 'x', port: 1, outcome: 'unreachable', code: 'connection-refused' }] },
      'fail',
    ],
    ['clock', { probes: [{ ...answering, clockAheadSeconds: -300 }] }, 'ok'],
    ['clock', { probes: [{ ...answering, clockAheadSeconds: -301 }] }, 'warn'],
    ['clock', { probes: [{ ...answering, clockAheadSeconds: 14_400 }] }, 'warn'],
    ['clock', { probes: [{ ...answering, clockAheadSeconds: 14_401 }] }, 'fail'],
    ['certificates', { status: { ...status, lastError: lastError('document-signature') } }, 'fail'],
    ['certificates', { status: { ...status, lastError: lastError('connection-refused') } }, 'ok'],
    ['count', { status: { ...status, count: 24, missing: 1 } }, 'fail'],
    ['count', { status: { ...status, count: null } }, 'warn'],
    ['exchange', { events: [] }, 'ok'],
    ['exchange', { events: [eventOf(12288, 0)] }, 'ok'],
    ['exchange', { events: [eventOf(12288, 1)] }, 'fail'],
    ['exchange', { events: [eventOf(12288, 1, { code: 'connection-timeout' })] }, 'fail'],
    ['rearms', { status: { ...status, rearmsLeft: 0 } }, 'warn'],
    ['folder', { folder: { ...healthy.folder, openToAll: true } }, 'fail'],
    ['folder', { folder: { ...healthy.folder, exists: false } }, 'warn'],
  ] as const)('%s: %j is %s', (check, change, expected) => {
    expect(verdict(check, change)).toBe(expected)
  })

  test('refused, timed out and a wrong service are told apart', () => {
    const seen = (probe: ClientFacts['probes'][number]) =>
      judgeClient({ ...healthy, probes: [probe] }).checks.find(({ name }) => name === 'hosts')?.seen
    const where = { name: 'x', port: 1 }
    const all = [
      seen({ ...where, outcome: 'unreachable', code: 'connection-refused' }),
      seen({ ...where, outcome: 'unreachable', code: 'connection-timeout' }),
      seen({ ...where, outcome: 'other' }),
    ]
    expect(new Set(all).size).toBe(3)
  })

  test('R9.1 a count that stands still below the threshold may be copies', () => {
    const told = [1, 2, 3].map((minutes) => eventOf(12289, minutes, { fields: { count: 1 } }))
    const waiting = { ...status, count: 1, missing: 24 }
    expect(verdict('duplicate', { status: waiting, events: told })).toBe('warn')
    expect(verdict('duplicate', { status: waiting, events: told.slice(1) })).toBe('ok')
  })
})
