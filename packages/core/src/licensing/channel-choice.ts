/** The administrator's choice of how the directory is reached, and of the one channel that is to be used. */
import type { ActivationChannel } from '../documents/index.ts'
import { eventIds } from '../events/index.ts'
import { type ClientState, withProduct } from './client-state.ts'
import { refuse, type StepContext, type StepResult, writeEvent } from './client-step.ts'
import type { DirectorySetting } from './directory-setting.ts'

/** Sets or clears how the directory is reached. A domain that is no longer this machine's ends at the next start (R8.3). */
export function chooseDirectory(
  state: ClientState,
  setting: DirectorySetting | undefined,
  context: StepContext,
): StepResult {
  const { directory: _before, ...others } = state.installation
  const installation = { ...others, ...(setting === undefined ? {} : { directory: setting }) }
  return {
    state: { ...state, installation },
    effects: [changed('directory', setting?.domain ?? 'none', context)],
  }
}

/** Restricts one product, or the whole machine, to one channel; undefined allows those of licence and key again. */
export function chooseChannel(
  state: ClientState,
  event: { readonly productId?: string; readonly channel: ActivationChannel | undefined },
  context: StepContext,
): StepResult {
  const only = event.channel === undefined ? {} : { onlyChannel: event.channel }
  const effects = [changed('channel', event.channel ?? 'any', context)]
  if (event.productId === undefined) {
    const { onlyChannel: _before, ...installation } = state.installation
    return { state: { ...state, installation: { ...installation, ...only } }, effects }
  }
  const product = state.products.get(event.productId)
  if (product === undefined) return refuse(state, 'product-unknown')
  const { onlyChannel: _before, ...stored } = product.stored
  return { state: withProduct(state, { ...product, stored: { ...stored, ...only } }), effects }
}

function changed(setting: string, value: string, context: StepContext) {
  return writeEvent(eventIds.settingChanged, context.nowMs, 'success', { setting, value })
}
