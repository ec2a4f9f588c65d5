import { describe, expect, test } from 'vitest'
import { simulatedCryptography } from '../cryptography/simulated-cryptography.ts'
import { runSeed, runSeedTwice } from './run-seed.ts'

/** How many seeds are run, and from which on: `MUSTER_SEEDS=1000 MUSTER_SEEDS_FROM=5000` runs others. */
const seeds = Number(process.env.MUSTER_SEEDS ?? 24)
const firstSeed = Number(process.env.MUSTER_SEEDS_FROM ?? 1)
const secondsPerSeed = 30

describe('worlds drawn from a seed', () => {
  test(
    `every rule holds after every event, and each run is the same twice, in ${seeds} worlds`,
    async () => {
      for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
        const { violation } = await runSeedTwice(seed, simulatedCryptography)
        expect(violation, `muster lab replay ${seed}`).toBeUndefined()
      }
    },
    seeds * secondsPerSeed * 1_000,
  )

  test('two seeds are two worlds', async () => {
    const [first, second] = [await runSeed(1, simulatedCryptography), await runSeed(2, simulatedCryptography)]
    expect(first.traceHash).not.toBe(second.traceHash)
  })
})
