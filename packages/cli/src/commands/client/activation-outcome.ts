/** How an activation ended, as it is printed. */
import type { ActivationOutcome } from '@muster/client'
import { AppError } from '@muster/core/errors'
import { formatTime } from '../../framework/times.ts'

/** What `--json` prints; an activation for good has neither count nor end, one by the directory has no count. */
export interface ActivatedView {
  readonly activated: true
  readonly count: number | null
  /** ISO 8601. */
  readonly activatedUntil: string | null
  /** The object of the directory that activated; absent where it was something else. */
  readonly objectName?: string
}

/** Throws the code of an outcome that leaves the product as it was. */
export function activatedOrThrow(outcome: ActivationOutcome): ActivatedView {
  switch (outcome.kind) {
    case 'confirmed':
      return { activated: true, count: null, activatedUntil: null }
    case 'activated': {
      const { count, activatedUntil } = outcome
      return { activated: true, count, activatedUntil }
    }
    case 'activated-by-directory': {
      const { activatedUntil, objectName } = outcome
      return { activated: true, count: null, activatedUntil, objectName }
    }
    case 'count-insufficient': {
      const { count, threshold, missing } = outcome
      throw new AppError(
        'count-insufficient',
        `The host has counted ${count} of ${threshold}: ${missing} missing.`,
      )
    }
    case 'failed':
      throw new AppError(outcome.code, outcome.detail ?? undefined, { reasons: outcome.reasons })
  }
}

/** One sentence. */
export function activatedText({ activatedUntil, count, objectName }: ActivatedView): string {
  if (activatedUntil === null) return 'Activated for good.'
  if (objectName !== undefined)
    return `Activated by the directory until ${formatTime(activatedUntil)} (activation object ${objectName}).`
  return `Activated until ${formatTime(activatedUntil)} (activation count ${count}).`
}
