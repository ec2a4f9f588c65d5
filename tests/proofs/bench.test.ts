/** The benchmark runs: each part very briefly, for errors only. What its figures say is nothing for a test. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { parts } from '../../tools/bench/parts.ts'
import { postgresPrograms } from '../servers/postgres.ts'
import { describeWith } from '../support/needs.ts'

const run = promisify(execFile)
const program = join(import.meta.dirname, '../../tools/bench/main.ts')
const outputBytesMax = 2 ** 22

async function runPart(name: string): Promise<void> {
  const options = { maxBuffer: outputBytesMax }
  const { stdout } = await run(process.execPath, [program, '--smoke', '--json', '--only', name], options)
  const { [name]: record } = JSON.parse(stdout)
  expect(record).toMatchObject({ failures: 0, rounds: 1 })
  expect(record.figures.length).toBeGreaterThan(0)
}

describeWith([], 'the benchmark', () => {
  it.each(Object.keys(parts).filter((name) => name !== 'shared'))('%s runs without a failure', runPart)
})

describeWith([`${postgresPrograms}/postgres`], 'the benchmark of a shared store', () => {
  it('runs without a failure', () => runPart('shared'))
})
