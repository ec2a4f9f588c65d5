/** The order of the channels (R4.1), and which of them this machine may use for a product, as pure functions. */
import { type ActivationChannel, activationChannels } from '../documents/index.ts'
import type { ClientState, LoadedProduct } from './client-state.ts'
import type { InstalledKeyKind } from './installation-state.ts'

const channelsByKey: Readonly<Record<InstalledKeyKind, readonly ActivationChannel[]>> = {
  setup: ['directory', 'host'],
  mak: ['mak'],
}

/** Whether a key of this kind makes a machine a client of the channel (R1.4). */
export function isChannelOfKey(channel: ActivationChannel, keyKind: InstalledKeyKind): boolean {
  return channelsByKey[keyKind].includes(channel)
}

/**
 * Channels to try, in order: directory, host, MAK, without those that licence, key, administrator (`only`), or this
 * machine do not allow.
 */
export function channelOrder(options: {
  readonly licenceChannels: readonly ActivationChannel[]
  readonly keyKind: InstalledKeyKind
  readonly isDomainMember: boolean
  readonly only?: ActivationChannel | undefined
}): readonly ActivationChannel[] {
  return activationChannels.filter(
    (channel) =>
      options.licenceChannels.includes(channel) &&
      isChannelOfKey(channel, options.keyKind) &&
      (options.only === undefined || options.only === channel) &&
      (channel !== 'directory' || options.isDomainMember),
  )
}

/** The channels of one product on this machine, in order; none without a key. */
export function allowedChannels(state: ClientState, product: LoadedProduct): readonly ActivationChannel[] {
  const { key } = product.stored
  if (key === undefined) return []
  return channelOrder({
    licenceChannels: product.licence.terms.policy.channels,
    keyKind: key.kind,
    isDomainMember: domainOf(state) !== undefined,
    only: onlyChannelOf(state, product),
  })
}

/** The one channel that the administrator left, for the product or for the machine. */
export function onlyChannelOf(state: ClientState, product: LoadedProduct): ActivationChannel | undefined {
  return product.stored.onlyChannel ?? state.installation.onlyChannel
}

/** The domain that the machine is in: the one that was set, else the one that it joined. */
export function domainOf(state: ClientState): string | undefined {
  return state.installation.directory?.domain ?? state.machine.domain
}

/** Whether what activates the product is the object of a domain that the machine is no longer in (R8.3). */
export function hasLeftDomain(state: ClientState, { stored }: LoadedProduct): boolean {
  return stored.directory !== undefined && stored.directory.domain !== domainOf(state)
}
