/** Programs that end, hang, flood, fail and are not there. */
import { expect, test } from 'vitest'
import { runChildCommand } from './child-command.ts'

const bounds = { timeoutMs: 20_000, outputBytesMax: 10_000 }
const node = (script: string, options: Partial<Parameters<typeof runChildCommand>[2]> = {}) =>
  runChildCommand(process.execPath, ['-e', script], { ...bounds, ...options })

test('what a program reads and writes passes through, with its exit code', async () => {
  const script = `process.stdin.on('data', (d) => process.stdout.write(d)).on('end', () => { console.error('no'); process.exitCode = 3 })`
  expect(await node(script, { input: 'a secret' })).toEqual({
    ended: 'itself',
    exitCode: 3,
    stdout: 'a secret',
    stderr: 'no\n',
  })
})

test('R10 a program that hangs is ended in time, even where it will not', async () => {
  const started = performance.now()
  const stubborn = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`
  expect(await node(stubborn, { timeoutMs: 1_000 })).toMatchObject({ ended: 'timeout', exitCode: null })
  expect(performance.now() - started).toBeLessThan(15_000)
})

test('R10 a program that floods is ended, and what it wrote is bounded', async () => {
  const flood = `const write = () => process.stdout.write('x'.repeat(5000), write); write()`
  const outcome = await node(flood)
  expect(outcome.ended).toBe('output')
  expect(outcome.stdout.length).toBeLessThanOrEqual(bounds.outputBytesMax)
})

test('a program is ended when asked to', async () => {
  const signal = AbortSignal.timeout(100)
  expect(await node('setInterval(() => {}, 1000)', { signal })).toMatchObject({ ended: 'stopped' })
  expect(await node('setInterval(() => {}, 1000)', { signal: AbortSignal.abort() })).toMatchObject({
    ended: 'stopped',
  })
})

test('a program that is not there is an outcome', async () => {
  const outcome = await runChildCommand('muster-no-such-program', [], bounds)
  expect(outcome.ended).toBe('missing')
})
