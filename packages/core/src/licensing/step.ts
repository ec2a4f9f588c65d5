/**
 * The client's whole behaviour as one pure function: state, event, time and fresh bytes in; state and effects out.
 * Production, agent and simulator run this same function.
 */
import { exchangeFailed, hostsLookedUp } from './activation-round.ts'
import { packetReceived } from './answer-handling.ts'
import { authorityAnswered } from './authority-round.ts'
import { beginRound } from './begin-round.ts'
import { chooseChannel, chooseDirectory } from './channel-choice.ts'
import { type ClientState, withProduct } from './client-state.ts'
import {
  type ClientEffect,
  type ClientEvent,
  refuse,
  type StepContext,
  type StepResult,
} from './client-step.ts'
import { directoryRead } from './directory-round.ts'
import { chooseAuthority, chooseCaching, chooseDiscovery, chooseHost } from './host-choice.ts'
import { generalize, hardwareRead, rearm, started } from './identity.ts'
import { installKey, installLicence, removeKey, revoke } from './product-setup.ts'
import { announce, timerEffects, withNextAttempt, withPlausibleAttempt } from './timing.ts'
import { confirmationTyped, installationIdShown } from './typed-confirmation.ts'

/** One step. A refused step leaves the state as it was and has no effects. */
export function step(state: ClientState, event: ClientEvent, context: StepContext): StepResult {
  const result = apply(state, event, context)
  return result.refused === undefined
    ? announce(withTimers(state, withSave(state, result), context), context)
    : result
}

/** Whatever changed of what is kept is saved before any other effect but a new key pair, which is saved with it. */
function withSave(before: ClientState, result: StepResult): StepResult {
  const { installation, products } = result.state
  const isChanged =
    installation !== before.installation ||
    [...products].some(([productId, { stored }]) => stored !== before.products.get(productId)?.stored)
  if (!isChanged) return result
  const isAdopting = (effect: ClientEffect) => effect.kind === 'adopt-key-pair'
  const adopting = result.effects.filter(isAdopting).slice(0, 1)
  const others = result.effects.filter((effect) => !isAdopting(effect))
  return { ...result, effects: [...adopting, { kind: 'save' }, ...others] }
}

/** A product whose kept state changed is looked at again when its next moment comes. */
function withTimers(before: ClientState, result: StepResult, context: StepContext): StepResult {
  const changed = [...result.state.products.values()].filter(
    ({ stored }) => stored !== before.products.get(stored.productId)?.stored,
  )
  const untimed = changed.filter(
    ({ stored: { productId } }) =>
      !result.effects.some((effect) => effect.kind === 'set-timer' && effect.productId === productId),
  )
  const timers = untimed.flatMap((product) => timerEffects(product, context))
  return { ...result, effects: [...result.effects, ...timers] }
}

function apply(state: ClientState, event: ClientEvent, context: StepContext): StepResult {
  switch (event.kind) {
    case 'started':
      return started(state, event.machine, context)
    case 'hardware-read':
      return hardwareRead(state, event.machine, context)
    case 'licence-installed':
      return installLicence(state, event, context)
    case 'key-installed':
      return installKey(state, event, context)
    case 'key-removed':
      return removeKey(state, event.productId, context)
    case 'activation-requested':
      return beginRound(state, event.productId, context)
    case 'timer-due':
      return timerDue(state, event.productId, context)
    case 'packet-received':
      return packetReceived(state, event, context)
    case 'exchange-failed':
      return exchangeFailed(state, event, context)
    case 'hosts-looked-up':
      return hostsLookedUp(state, event, context)
    case 'directory-read':
      return directoryRead(state, event, context)
    case 'directory-chosen':
      return chooseDirectory(state, event.setting, context)
    case 'channel-chosen':
      return chooseChannel(state, event, context)
    case 'authority-answered':
      return authorityAnswered(state, event, context)
    case 'authority-chosen':
      return chooseAuthority(state, event.url, context)
    case 'installation-id-shown':
      return installationIdShown(state, event.productId, context)
    case 'confirmation-typed':
      return confirmationTyped(state, event, context)
    case 'revocation-verified':
      return revoke(state, event.productId, context)
    case 'rearm-requested':
      return rearm(state, context)
    case 'generalize-requested':
      return generalize(state, event.skipRearm, context)
    case 'host-chosen':
      return chooseHost(state, event, context)
    case 'host-caching-chosen':
      return chooseCaching(state, event.on, context)
    case 'discovery-chosen':
      return chooseDiscovery(state, event, context)
  }
}

function timerDue(state: ClientState, productId: string, context: StepContext): StepResult {
  const kept = state.products.get(productId)
  if (kept === undefined) return refuse(state, 'product-unknown')
  const isWaiting = kept.stored.nextAttemptMs !== undefined
  const product = isWaiting ? withPlausibleAttempt(kept, context) : kept
  const { nextAttemptMs } = product.stored
  if (nextAttemptMs === undefined || nextAttemptMs > context.nowMs)
    return { state, effects: timerEffects(product, context) }
  const result = beginRound(state, productId, context)
  if (result.refused === undefined) return result
  return { state: withProduct(state, withNextAttempt(product, 'retry', context)), effects: [] }
}
