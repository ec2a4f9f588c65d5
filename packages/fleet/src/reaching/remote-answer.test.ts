/** What machines, shells and ssh say, and which code that is. */
import { codeOf } from '@muster/core/errors'
import { describe, expect, test } from 'vitest'
import type { CommandOutcome } from '../ports.ts'
import { readAnswer } from './remote-answer.ts'

const outcome = (changes: Partial<CommandOutcome>): CommandOutcome => ({
  ended: 'itself',
  exitCode: 0,
  stdout: '',
  stderr: '',
  ...changes,
})
const thrown = (changes: Partial<CommandOutcome>): unknown => {
  try {
    return readAnswer(outcome(changes))
  } catch (error) {
    return error
  }
}
const refusal = (error: object) => JSON.stringify({ error: { sentence: 'No.', ...error } })

describe('an answer', () => {
  test('is the JSON that was printed, whatever a login script printed before it', () => {
    expect(readAnswer(outcome({ stdout: '{\n "a": 1\n}\n' }))).toEqual({ a: 1 })
    expect(readAnswer(outcome({ stdout: 'Welcome [to] it\n[ not json\n[1]\n' }))).toEqual([1])
  })

  test('R10 is not looked for without end in what a machine floods', () => {
    const startedMs = performance.now()
    expect(codeOf(thrown({ stdout: '{\n'.repeat(400_000) }))).toBe('fleet-answer')
    expect(performance.now() - startedMs).toBeLessThan(5_000)
  })

  test.each([
    ['nothing', ''],
    ['words', 'Welcome\n'],
    ['torn JSON', '{"a": 1'],
  ])('that is %s cannot be used', (_name, stdout) => {
    expect(codeOf(thrown({ stdout }))).toBe('fleet-answer')
  })
})

describe('a refusal', () => {
  test("keeps the machine's own code, detail and reasons", () => {
    const reasons = [
      { subject: 'a:1688', code: 'connection-refused' },
      { subject: 'b', code: 'who-knows' },
    ]
    const stderr = `noise\n${refusal({ code: 'all-hosts-failed', detail: 'Two.', reasons })}\n`
    expect(thrown({ exitCode: 3, stderr })).toMatchObject({
      code: 'all-hosts-failed',
      detail: 'Two.',
      reasons: [{ subject: 'a:1688', code: 'connection-refused' }],
    })
  })

  test('with a code of a newer version is told in its own words', () => {
    const stderr = refusal({ code: 'of-tomorrow', sentence: 'Something new.' })
    expect(thrown({ exitCode: 1, stderr })).toMatchObject({
      code: 'fleet-answer',
      detail: 'Something new. (of-tomorrow)',
    })
  })

  test('R1.6 never shows what looks like a key, or commands a terminal', () => {
    const detail = 'Key 0ABCD-EFGHJ-KMNPQ-RSTVW-XYZ01 \u001b[31mis wrong'
    const error = thrown({ exitCode: 1, stderr: refusal({ code: 'key-unknown', detail }) })
    expect(error).toMatchObject({ detail: 'Key (key)  [31mis wrong' })
  })
})

test.each([
  ['root@h: Permission denied (publickey).', 'fleet-login-refused'],
  ['Received disconnect: Too many authentication failures', 'fleet-login-refused'],
  ['Host key verification failed.', 'fleet-host-key'],
  ['@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.', 'fleet-host-key'],
  ['ssh: Could not resolve hostname nowhere: Name or service not known', 'fleet-unreachable'],
  ['ssh: connect to host h port 22: Connection refused', 'fleet-unreachable'],
  ['ssh: connect to host h port 22: Connection timed out', 'fleet-unreachable'],
  ['ssh: connect to host h port 22: No route to host', 'fleet-unreachable'],
  ['kex_exchange_identification: Connection closed by remote host', 'fleet-ssh-failed'],
  ['Bad configuration option: nonsense', 'fleet-ssh-failed'],
])('ssh that says "%s" means %s', (stderr, code) => {
  expect(codeOf(thrown({ exitCode: 255, stderr }))).toBe(code)
})

test.each([
  [{ exitCode: 127, stderr: 'sh: 1: muster: not found' }, 'fleet-command-missing'],
  [{ exitCode: 1, stderr: "The term 'muster' is not recognized as a name" }, 'fleet-command-missing'],
  [{ exitCode: 1, stderr: 'sudo: a password is required' }, 'administrator-needed'],
  [{ exitCode: 9, stderr: 'Killed' }, 'fleet-answer'],
  [{ ended: 'missing', exitCode: null }, 'fleet-ssh-missing'],
  [{ ended: 'timeout', exitCode: null }, 'fleet-timeout'],
  [{ ended: 'output', exitCode: null }, 'fleet-answer'],
  [{ ended: 'stopped', exitCode: null }, 'interrupted'],
] as const)('%j means %s', (changes, code) => {
  expect(codeOf(thrown(changes))).toBe(code)
})
