/** A licence state in plain words for people: what holds, what to do, how long it lasts. */
import { describeCode } from '../errors/index.ts'
import { assessProduct, effectiveNowMs } from './assess.ts'
import type { ClientState, LoadedProduct } from './client-state.ts'
import type { LicenceState } from './licence-state.ts'

const msPerDay = 24 * 60 * 60 * 1_000

/** What to show. */
export interface Explanation {
  readonly sentence: string
  /** What to do; undefined where nothing is to be done. */
  readonly remedy?: string
  /** Whole days until the state ends, rounded up; undefined where it does not end by itself. */
  readonly daysLeft?: number
}

/** Explains the state of one product at `clockMs`. */
export function explainState(state: ClientState, product: LoadedProduct, clockMs: number): Explanation {
  const nowMs = effectiveNowMs(state, clockMs)
  const assessment = assessProduct(product, nowMs)
  const daysLeft =
    assessment.untilMs === undefined ? undefined : Math.ceil((assessment.untilMs - nowMs) / msPerDay)
  const remedy = remedyOf(product, assessment.state)
  return {
    sentence: sentenceOf(product, assessment.state, daysLeft),
    ...(remedy === undefined ? {} : { remedy }),
    ...(daysLeft === undefined ? {} : { daysLeft }),
  }
}

function sentenceOf(product: LoadedProduct, state: LicenceState, daysLeft = 0): string {
  const { name } = product.licence.terms
  const days = daysLeft === 1 ? '1 day' : `${daysLeft} days`
  switch (state) {
    case 0:
      return `${name} is not licensed.`
    case 1:
      if (product.confirmation !== undefined) return `${name} is activated for good.`
      return `${name} is activated; the activation lasts ${days} and renews itself.`
    case 2:
      return `${name} is not activated yet; it can be used for ${days} without activation.`
    case 3:
      return `${name} has to be activated again; it can be used for ${days} without that.`
    case 4:
      return `The activation of ${name} was revoked; it can be used for ${days} more.`
    case 5:
      return `${name} is not activated, and its grace period is over.`
    case 6:
      return `${name} is not activated yet; its extended grace lasts ${days}.`
  }
}

/** The last failure tells best what to do; without one the state does. */
function remedyOf(product: LoadedProduct, state: LicenceState): string | undefined {
  const { key, lastError } = product.stored
  if (key === undefined) return describeCode('product-key-missing').remedy
  if (lastError !== undefined) {
    const detail = lastError.detail === undefined ? '' : ` (${lastError.detail})`
    const { sentence, remedy } = describeCode(lastError.code)
    return `${sentence}${detail} ${remedy}`
  }
  switch (state) {
    case 1:
      return undefined
    case 4:
      return describeCode('licence-revoked').remedy
    case 5:
      return describeCode('grace-expired').remedy
    case 0:
    case 2:
    case 3:
    case 6:
      return 'Activate it with "muster client activate".'
  }
}
