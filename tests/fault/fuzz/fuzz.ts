/** Throws changed input at every target; what throws anything but an AppError, or takes long, is a finding. */
import { AppError } from '@muster/core/errors'
import { SeededRandom } from '@muster/lab'
import { changeBytes, changeStructure, changeText } from './change.ts'
import { byteCorpus, textCorpus } from './corpus.ts'
import { byteTargets, textTargets } from './targets.ts'

/** Longer is a finding: strangers send input as often as they like. */
export const inputMsMax = 500
const slowTriesMax = 3

/** Input that a target does not take well. */
export interface Finding {
  readonly target: string
  /** Hexadecimal for bytes, else the text. */
  readonly input: string
  readonly what: string
}

/** Tries so many inputs on all targets together; the same seed tries the same. */
export function fuzz(seed: number, inputs: number): readonly Finding[] {
  const random = new SeededRandom(`fuzz ${seed}`)
  const [bytes, texts] = [byteCorpus(), textCorpus()]
  const binary = Object.keys(byteTargets)
  const names = [...binary, ...Object.keys(textTargets)]
  const findings: Finding[] = []
  for (let count = 0; count < inputs; count++) {
    const target = names[count % names.length] ?? ''
    const finding = binary.includes(target)
      ? tryBytes(target, nextBytes(bytes, random))
      : tryText(target, changeText(random.pick(texts), random.pick(texts), random))
    if (finding !== undefined) findings.push(finding)
  }
  return findings
}

/** One input of bytes. */
export function tryBytes(target: string, bytes: Uint8Array): Finding | undefined {
  const what = observe(() => byteTargets[target]?.(bytes))
  return what === undefined ? undefined : { target, input: Buffer.from(bytes).toString('hex'), what }
}

/** One input of text. */
export function tryText(target: string, text: string): Finding | undefined {
  const what = observe(() => textTargets[target]?.(text))
  return what === undefined ? undefined : { target, input: text, what }
}

function nextBytes(corpus: readonly Uint8Array[], random: SeededRandom): Uint8Array {
  const bytes = random.pick(corpus)
  const changed = random.chance(0.5) ? changeStructure(bytes, random) : undefined
  return changed ?? changeBytes(bytes, random.pick(corpus), random)
}

/** Slow is what is slow each time: on a busy machine anything may be slow once. */
function observe(take: () => void): string | undefined {
  let tookMs = 0
  for (let tries = 0; tries < slowTriesMax; tries++) {
    const startMs = performance.now()
    const thrown = whatItThrows(take)
    tookMs = performance.now() - startMs
    if (thrown !== undefined) return thrown
    if (tookMs <= inputMsMax) return undefined
  }
  return `took ${Math.round(tookMs)} ms`
}

/** What is thrown beside an AppError with a code of its own. */
function whatItThrows(take: () => void): string | undefined {
  try {
    take()
    return undefined
  } catch (error) {
    if (!(error instanceof AppError)) return String(error instanceof Error ? error.stack : error)
    return error.code === 'unexpected' ? error.message : undefined
  }
}
