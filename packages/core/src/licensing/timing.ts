/** When a product has to be looked at again, and who has to be told that its state is another. */
import { assessProduct, effectiveNowMs } from './assess.ts'
import type { LoadedProduct } from './client-state.ts'
import { withProduct } from './client-state.ts'
import type { ClientEffect, StepContext, StepResult } from './client-step.ts'
import { spreadInterval, spreadIntervalMax } from './intervals.ts'

/** At least this often a product is looked at: clocks are changed and machines sleep. */
export const lookIntervalMsMax = 24 * 60 * 60 * 1_000
/** At most this often. */
export const lookIntervalMsMin = 1_000

/** The product with its next attempt after the retry or the renewal interval, spread (R4.3), and no later than its activation ends. */
export function withNextAttempt(
  product: LoadedProduct,
  after: 'retry' | 'renewal' | 'now',
  context: StepContext,
): LoadedProduct {
  const minutes = after === 'now' ? 0 : intervalMinutes(product, after)
  const spreadMs = context.nowMs + spreadInterval(minutes, context.fresh.unit)
  const { state, untilMs } = assessProduct(product, context.nowMs)
  const nextAttemptMs = state === 1 && untilMs !== undefined ? Math.min(spreadMs, untilMs) : spreadMs
  return { ...product, stored: { ...product.stored, nextAttemptMs } }
}

/** The interval that the host told, else the licence's. */
export function intervalMinutes(product: LoadedProduct, which: 'retry' | 'renewal'): number {
  const { policy } = product.licence.terms
  const { intervals } = product.stored
  return which === 'retry'
    ? (intervals?.retryMinutes ?? policy.retryMinutes)
    : (intervals?.renewalMinutes ?? policy.renewalMinutes)
}

/** A kept attempt that a changed clock moved too far away is brought back within the longest interval. */
export function withPlausibleAttempt(product: LoadedProduct, context: StepContext): LoadedProduct {
  const { nextAttemptMs } = product.stored
  const longest = Math.max(intervalMinutes(product, 'retry'), intervalMinutes(product, 'renewal'))
  const isPlausible =
    nextAttemptMs !== undefined && nextAttemptMs <= context.nowMs + spreadIntervalMax(longest)
  return isPlausible ? product : withNextAttempt(product, 'now', context)
}

/** The timer for whatever comes first: the next attempt, the end of the state, the next look. */
export function timerEffects(product: LoadedProduct, context: StepContext): readonly ClientEffect[] {
  const { nowMs } = context
  const { productId, nextAttemptMs } = product.stored
  const { untilMs } = assessProduct(product, nowMs)
  const moments = [nextAttemptMs, untilMs].filter((moment) => moment !== undefined && moment > nowMs)
  const isDue = nextAttemptMs !== undefined && nextAttemptMs <= nowMs
  const earliest = Math.min(nowMs + lookIntervalMsMax, ...(moments as number[]))
  const atMs = isDue ? nowMs + lookIntervalMsMin : Math.max(earliest, nowMs + lookIntervalMsMin)
  return [{ kind: 'set-timer', productId, atMs }]
}

/** Adds a notification for each product whose state is not the one that listeners know. */
export function announce(result: StepResult, context: StepContext): StepResult {
  let { state } = result
  const nowMs = effectiveNowMs(state, context.nowMs)
  const notifications: ClientEffect[] = []
  for (const product of state.products.values()) {
    const present = assessProduct(product, nowMs).state
    if (product.announced === present) continue
    state = withProduct(state, { ...product, announced: present })
    notifications.push({ kind: 'notify', productId: product.stored.productId })
  }
  return { ...result, state, effects: [...result.effects, ...notifications] }
}
