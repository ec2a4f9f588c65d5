import { describe, expect, test } from 'vitest'
import type { InsightCheck } from '../../insight.ts'
import type { ListedHostKey } from '../../operations/list-host-keys.ts'
import type { HostStatus } from '../../operations/status.ts'
import { attentionOf } from './attention.ts'

const nowMs = Date.UTC(2026, 0, 1)
const dayMs = 86_400_000
const key: ListedHostKey = {
  partialProductKey: 'ABCDE',
  productGroup: 1,
  installed: new Date(nowMs).toISOString(),
  state: 'activated',
}
const editor = {
  applicationId: 'a',
  name: 'Editor',
  currentCount: 13,
  cacheCapacity: 50,
  highestThreshold: 25,
}
const well: HostStatus = {
  service: 'running',
  activated: true,
  certificateExpires: new Date(nowMs + 365 * dayMs).toISOString(),
  listening: { address: '192.0.2.1', port: 1688 },
  applications: [editor],
  counters: { total: 13, failed: 0, byLicenceState: { 0: 0, 1: 0, 2: 13, 3: 0, 4: 0, 5: 0, 6: 0 } },
  dns: { publishing: true, domains: [{ domain: 'corp.test', state: 'published', lastCode: 'success' }] },
  intervals: { retryMinutes: 120, renewalMinutes: 10_080 },
  sharing: null,
}

function check(name: string, rest: Partial<InsightCheck> = {}): InsightCheck {
  return { name, verdict: 'ok', seen: `${name} seen.`, why: 'It matters.', ...rest }
}

function found(
  changes: Partial<HostStatus>,
  checks: readonly InsightCheck[] | undefined,
  keys: readonly ListedHostKey[] = [key],
) {
  return attentionOf({ status: { ...well, ...changes }, keys, nowMs, checks })
}

function ids(...facts: Parameters<typeof found>) {
  return found(...facts).map(({ id, level }) => `${level} ${id}`)
}

describe('what needs attention', () => {
  test('before the doctor has looked, the state alone says how many machines are missing', () => {
    expect(ids({}, undefined)).toEqual(['hint count-a'])
    expect(found({}, undefined)[0]?.title).toContain('12 more machines')
    const enough = [{ ...editor, currentCount: 25 }]
    expect(ids({ applications: enough }, undefined)).toEqual([])
  })

  test('is what the doctor found, gravest first, each with what to do', () => {
    const checks = [
      check('count', { verdict: 'fail', seen: 'Too few.', command: 'muster host duplicates' }),
      check('low-count', { verdict: 'warn' }),
      check('refusals', { verdict: 'warn', command: 'muster report denials --since 7d' }),
      check('disk', { verdict: 'fail', remedy: 'Make room.' }),
      check('clock'),
    ]
    expect(found({}, checks).map(({ id, level, action }) => [level, id, action])).toEqual([
      ['problem', 'check-disk', null],
      ['warning', 'check-count', 'duplicates'],
      ['warning', 'check-refusals', 'reports'],
    ])
  })

  test('says one matter once: DNS by the failed publishing, with the button', () => {
    const dns = {
      publishing: true,
      domains: [{ domain: 'corp.test', state: 'failed', lastCode: 'dns-refused' }],
    } as const
    const checks = [check('dns', { verdict: 'fail' })]
    expect(ids({ dns }, checks)).toEqual(['warning dns-corp.test'])
    expect(found({ dns }, checks)[0]?.action).toBe('publish-dns')
    expect(found({}, checks).map(({ id, action }) => [id, action])).toEqual([['check-dns', 'publish-dns']])
    const off = { publishing: false, domains: well.dns.domains }
    expect(found({ dns: off }, checks).map(({ action }) => action)).toEqual(['dns'])
  })

  test('of a host that is not activated, the way to activate it and not its count', () => {
    const checks = [check('activated', { verdict: 'fail' }), check('count', { verdict: 'warn' })]
    expect(ids({ activated: false }, checks)).toEqual(['problem host-not-activated'])
    expect(ids({ activated: false }, checks, [])).toEqual(['problem no-host-key'])
  })

  test('the certificate from 59 days before its end', () => {
    const endsIn = (days: number) => ({ certificateExpires: new Date(nowMs + days * dayMs).toISOString() })
    expect(ids(endsIn(60), [])).toEqual([])
    expect(ids(endsIn(59), [])).toEqual(['warning certificate-ends'])
  })
})
