/** Which channel serves a product and why each earlier one does not, for people (R4.1). */
import { type ActivationChannel, activationChannels } from '../documents/index.ts'
import type { ErrorCode } from '../errors/index.ts'
import { assessProduct, effectiveNowMs } from './assess.ts'
import { allowedChannels, domainOf, isChannelOfKey, onlyChannelOf } from './channels.ts'
import type { ClientState, LoadedProduct } from './client-state.ts'

/** How one channel stands. */
export interface ChannelStanding {
  readonly channel: ActivationChannel
  /** Whether it activates the product now. */
  readonly serves: boolean
  /** Why it does not; undefined where it serves, and where it was not needed or not tried yet. */
  readonly code?: ErrorCode
  readonly detail?: string
}

/** The channel that activates a product now; undefined while none does. */
export function servingChannel(
  state: ClientState,
  product: LoadedProduct,
  clockMs: number,
): ActivationChannel | undefined {
  if (assessProduct(product, effectiveNowMs(state, clockMs)).state !== 1) return undefined
  if (product.directoryObject !== undefined) return 'directory'
  return product.confirmation === undefined ? 'host' : 'mak'
}

/** All channels in the order in which they are tried. */
export function channelStandings(
  state: ClientState,
  product: LoadedProduct,
  clockMs: number,
): readonly ChannelStanding[] {
  const serving = servingChannel(state, product, clockMs)
  return activationChannels.map((channel) =>
    channel === serving
      ? { channel, serves: true }
      : { channel, serves: false, ...why(channel, state, product) },
  )
}

function why(
  channel: ActivationChannel,
  state: ClientState,
  product: LoadedProduct,
): { readonly code?: ErrorCode; readonly detail?: string } {
  const { stored, licence } = product
  const only = onlyChannelOf(state, product)
  if (!licence.terms.policy.channels.includes(channel)) return { code: 'channel-not-licensed' }
  if (stored.key === undefined) return { code: 'product-key-missing' }
  if (!isChannelOfKey(channel, stored.key.kind)) return { code: 'channel-not-of-key' }
  if (only !== undefined && only !== channel) return { code: 'channel-restricted' }
  if (channel === 'directory' && domainOf(state) === undefined) return { code: 'directory-not-joined' }
  const isLast = allowedChannels(state, product).at(-1) === channel
  const error = channel === 'directory' ? stored.directoryError : isLast ? stored.lastError : undefined
  if (error === undefined) return {}
  return { code: error.code, ...(error.detail === undefined ? {} : { detail: error.detail }) }
}
