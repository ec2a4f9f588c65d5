/** How publishing in one domain went, with the words of its code. */
import { describeCode, isErrorCode } from '@muster/core/errors'
import * as v from 'valibot'
import type { PublishOutcome } from '../../dns/publisher.ts'

/** A code with what it means and what to do; both empty for success. */
export const codeFields = { code: v.string(), sentence: v.string(), remedy: v.string() }
/** One outcome. */
export const outcomeSchema = v.object({ domain: v.string(), detail: v.string(), ...codeFields })

/** An outcome as the API gives it. */
export function presentOutcome({
  domain,
  detail,
  code,
}: PublishOutcome): v.InferOutput<typeof outcomeSchema> {
  return { domain, detail, ...describedCode(code) }
}

/** The words of a code. */
export function describedCode(code: string): { code: string; sentence: string; remedy: string } {
  if (!isErrorCode(code)) return { code, sentence: '', remedy: '' }
  const { sentence, remedy } = describeCode(code)
  return { code, sentence, remedy }
}
