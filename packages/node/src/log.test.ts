import { expect, test } from 'vitest'
import { jsonLog, type LogOptions, textLog } from './log.ts'

const clock = { nowMs: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) }

function record(make: typeof jsonLog, options: LogOptions = {}) {
  const lines: string[] = []
  const log = make({ write: (text) => lines.push(text) }, { clock, ...options })
  return { log, lines }
}

test('a JSON line holds time, level, event and the fields, which never replace them', () => {
  const { log, lines } = record(jsonLog)
  log.write('warn', 'host-started', { port: 1688, tls: false, time: 'then', left: undefined })
  expect(lines).toEqual([
    '{"time":"2026-01-02T03:04:05.006Z","level":"warn","event":"host-started","port":1688,"tls":false}\n',
  ])
})

test('a text line holds the same, values in quotes where they need them', () => {
  const { log, lines } = record(textLog)
  log.write('info', 'host-started', { address: '[::1]:1688', name: 'a b', empty: '', left: undefined })
  expect(lines).toEqual([
    '2026-01-02T03:04:05.006Z INFO  host-started address="[::1]:1688" name="a b" empty=""\n',
  ])
})

test.each([jsonLog, textLog])('R10 a value never makes a line of its own or moves the cursor', (make) => {
  const { log, lines } = record(make)
  log.write('error', 'request-failed', { name: 'a\nERROR forged\r\u0085\u2028\u001b[2J\u009b\u202e' })
  expect(lines).toHaveLength(1)
  expect(lines[0]?.trimEnd()).not.toMatch(/[\p{C}\u2028\u2029]/u)
})

test('escaped values are read back as they were', () => {
  const { log, lines } = record(jsonLog)
  const name = 'a\n\u0085\u{e0001}"\\'
  log.write('error', 'request-failed', { name })
  expect(JSON.parse(lines[0] ?? '').name).toBe(name)
})

test.each([
  [undefined, ['info', 'warn', 'error']],
  ['debug', ['debug', 'info', 'warn', 'error']],
  ['error', ['error']],
] as const)('lines below the lowest level %s are left out', (levelMin, expected) => {
  const { log, lines } = record(jsonLog, levelMin === undefined ? {} : { levelMin })
  for (const level of ['debug', 'info', 'warn', 'error'] as const) log.write(level, 'host-stopped')
  expect(lines.map((line) => JSON.parse(line).level)).toEqual(expected)
})
