/**
 * Runs many seeds of the lab: `node tools/lab/run-seeds.ts [COUNT] [FROM]`. It prints one line of JSON for each seed
 * that breaks a rule, and the exit code is 1 where any did. `--once` runs each seed once instead of twice, `--first`
 * ends at the first that breaks a rule.
 */
import { parseArgs } from 'node:util'
import { runSeed, runSeedTwice, simulatedCryptography } from '@muster/lab'

const seedsDefault = 1_000
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { once: { type: 'boolean', default: false }, first: { type: 'boolean', default: false } },
})
const [count = seedsDefault, from = 1] = positionals.map(Number)
const run = values.once ? runSeed : runSeedTwice
let broken = 0

for (let seed = from; seed < from + count; seed++) {
  const { violation, requests, virtualDays } = await run(seed, simulatedCryptography)
  if (violation === undefined) continue
  broken += 1
  process.stdout.write(`${JSON.stringify({ seed, ...violation, requests, virtualDays })}\n`)
  if (values.first) break
}
process.exitCode = broken === 0 ? 0 : 1
