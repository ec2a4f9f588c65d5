/** How an activation ended, as it is printed. */
import type { ActivationOutcome } from '@muster/client'
import { AppError } from '@muster/core/errors'
import { formatTime } from '../../framework/times.ts'

/** What `--json` prints; an activation for good has neither count nor end. */
export interface ActivatedView {
  readonly activated: true
  readonly count: number | null
  /** ISO 8601. */
  readonly activatedUntil: string | null
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
export function activatedText({ activatedUntil, count }: ActivatedView): string {
  if (activatedUntil === null) return 'Activated for good.'
  return `Activated until ${formatTime(activatedUntil)} (activation count ${count}).`
}
