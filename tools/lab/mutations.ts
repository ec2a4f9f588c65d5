/**
 * Proves that the lab's checkers fire: each small wrong patch is applied to a scratch copy, and the seeds that CI runs
 * must catch it there. `node tools/lab/mutations.ts [SEEDS]` prints what caught which; the exit code is 1 where one
 * was missed.
 */
import { spawnSync } from 'node:child_process'
import { patches } from './patches.ts'
import { scratchCopy } from './scratch-copy.ts'

const seedsDefault = 24
const seeds = Number(process.argv[2] ?? seedsDefault)

let missed = 0
for (const patch of patches) {
  await using copy = await scratchCopy()
  for (const edit of patch.edits) await copy.edit(edit)
  const command = ['tools/lab/run-seeds.ts', '--once', '--first', String(seeds)]
  const { stdout, stderr, status } = spawnSync(process.execPath, command, {
    cwd: copy.path,
    encoding: 'utf8',
  })
  const caught = status === 1 && stdout.startsWith('{')
  if (!caught) missed += 1
  const text = caught ? describeCatch(stdout) : `MISSED by ${seeds} seeds ${stderr}`
  process.stdout.write(`${patch.name}: ${text}\n`)
}
process.exitCode = missed === 0 ? 0 : 1

function describeCatch(line: string): string {
  const { seed, what, virtualMs } = JSON.parse(line) as { seed: number; what: string; virtualMs: number }
  return `seed ${seed} after ${Math.round(virtualMs / 86_400_000)} days: ${what}`
}
