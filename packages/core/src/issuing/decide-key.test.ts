import { describe, expect, test } from 'vitest'
import { codeOf } from '../errors/index.ts'
import { decideKeyBlock, decideKeyIssue, decideLimitRaise } from './decide-key.ts'
import { nowMs } from './issuing.fixtures.ts'

const actor = { who: 'anna', nowMs }
const issue = {
  keyHash: 'cd'.repeat(32),
  fingerprint: 'ef'.repeat(7),
  partialProductKey: 'XY7Z9',
  kind: 'host',
  productGroups: [7],
  note: 'Corp',
} as const
const hostKey = decideKeyIssue(issue, actor).key
const mak = decideKeyIssue({ ...issue, kind: 'mak', activationsMax: 50 }, actor).key

describe('issuing a key', () => {
  test('R3.3 a host key starts with 6 hosts and 10 activations each', () => {
    expect(hostKey.limits).toEqual({ hostsMax: 6, activationsPerHostMax: 10 })
  })

  test('R6.1 a multiple activation key has its predetermined number', () => {
    expect(mak.limits).toEqual({ activationsMax: 50 })
    for (const activationsMax of [0, 1_000_001, 1.5]) {
      expect(codeFrom(() => decideKeyIssue({ ...issue, kind: 'mak', activationsMax }, actor))).toBe(
        'key-limit-range',
      )
    }
    expect(codeFrom(() => decideKeyIssue({ ...issue, kind: 'mak' }, actor))).toBe('key-limit-range')
  })

  test('R1.5 a key covers 1 to 64 product groups', () => {
    const groups = (length: number) => Array.from({ length }, (_, index) => index + 1)
    expect(decideKeyIssue({ ...issue, productGroups: groups(64) }, actor).key.productGroups).toHaveLength(64)
    for (const productGroups of [[], groups(65)])
      expect(codeFrom(() => decideKeyIssue({ ...issue, productGroups }, actor))).toBe('config-invalid')
  })

  test('R1.6 the audit entry names the key by its id and last group', () => {
    const entry = decideKeyIssue(issue, actor).changes.at(-1)
    expect(entry).toMatchObject({
      entry: { who: 'anna', action: 'key-issued', subject: 'key cdcdcdcdcdcdcdcd (…XY7Z9)' },
    })
  })
})

describe('raising a limit', () => {
  test('R3.3 is an exception with who and why', () => {
    const [change] = decideLimitRaise(hostKey, { hostsMax: 8, reason: 'merger' }, actor)
    expect(change).toEqual({
      kind: 'key-limits-raised',
      keyHash: issue.keyHash,
      limits: { hostsMax: 8, activationsPerHostMax: 10 },
      exception: { atMs: nowMs, who: 'anna', reason: 'merger', detail: 'hosts 6 to 8' },
    })
  })

  test.each([
    ['key-limit-lower', { hostsMax: 6 }],
    ['key-limit-lower', { activationsPerHostMax: 9 }],
    ['key-limit-range', { hostsMax: 10_001 }],
    ['key-limit-range', { activationsPerHostMax: 1_001 }],
    ['key-limit-range', { hostsMax: 7.5 }],
    ['config-invalid', {}],
    ['config-invalid', { activationsMax: 7 }],
  ])('R3.3 %s: %o', (code, numbers) => {
    expect(codeFrom(() => decideLimitRaise(hostKey, { ...numbers, reason: 'x' }, actor))).toBe(code)
  })

  test('R3.3 without a reason is refused', () => {
    expect(codeFrom(() => decideLimitRaise(hostKey, { hostsMax: 7, reason: ' ' }, actor))).toBe(
      'config-invalid',
    )
  })

  test('R6.1 a multiple activation key has only its one number', () => {
    expect(decideLimitRaise(mak, { activationsMax: 51, reason: 'x' }, actor)[0]).toMatchObject({
      limits: { activationsMax: 51 },
    })
    expect(codeFrom(() => decideLimitRaise(mak, { hostsMax: 7, reason: 'x' }, actor))).toBe('config-invalid')
  })
})

describe('blocking a key', () => {
  test('R3.3 records who and why, once', () => {
    const block = { atMs: nowMs, who: 'anna', reason: 'leaked' }
    expect(decideKeyBlock(hostKey, 'leaked', actor)[0]).toMatchObject({ kind: 'key-blocked', block })
    expect(decideKeyBlock({ ...hostKey, block }, 'again', actor)).toEqual([])
  })
})

function codeFrom(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return codeOf(error)
  }
  return 'accepted'
}
