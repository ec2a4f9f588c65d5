/** The order of the channels (R4.1), as a pure function. */
import { type ActivationChannel, activationChannels } from '../documents/index.ts'
import type { InstalledKeyKind } from './installation-state.ts'

const channelsByKey: Readonly<Record<InstalledKeyKind, readonly ActivationChannel[]>> = {
  setup: ['directory', 'host'],
  mak: ['mak'],
}

/** Channels to try, in order: directory, host, MAK, without those that licence, key, or this machine do not allow. */
export function channelOrder(options: {
  readonly licenceChannels: readonly ActivationChannel[]
  readonly keyKind: InstalledKeyKind
  readonly isDomainMember: boolean
}): readonly ActivationChannel[] {
  return activationChannels.filter(
    (channel) =>
      options.licenceChannels.includes(channel) &&
      channelsByKey[options.keyKind].includes(channel) &&
      (channel !== 'directory' || options.isDomainMember),
  )
}
