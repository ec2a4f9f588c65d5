/**
 * R10: whatever comes in, a code comes out, soon. `MUSTER_FUZZ_INPUTS=20000000 MUSTER_FUZZ_SEED=7` tries many more;
 * what was ever found stays in vectors/fuzz.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Finding, fuzz, tryBytes, tryText } from './fuzz/fuzz.ts'
import { byteTargets } from './fuzz/targets.ts'

const inputs = Number(process.env.MUSTER_FUZZ_INPUTS ?? 400_000)
const seed = Number(process.env.MUSTER_FUZZ_SEED ?? 1)
const found = join(import.meta.dirname, '../../vectors/fuzz')

describe('input from elsewhere', () => {
  it(`R10 gets a code, whatever it is: ${inputs} inputs of seed ${seed}`, { timeout: 3_600_000 }, () => {
    expect(fuzz(seed, inputs).slice(0, 5)).toEqual([])
  })

  it('R10 what once was found is taken well since', () => {
    const files = readdirSync(found).filter((name) => name.endsWith('.json'))
    for (const name of files) {
      const { target, input } = JSON.parse(readFileSync(join(found, name), 'utf8')) as Finding
      const finding =
        target in byteTargets
          ? tryBytes(target, new Uint8Array(Buffer.from(input, 'hex')))
          : tryText(target, input)
      expect(finding, name).toBeUndefined()
    }
  })
})
