/** Removes a host key and its activation from this host. The vendor's authority goes on counting that activation. */
import { AppError } from '@muster/core/errors'
import type { Clock } from '@muster/core/ports'
import type { HostStore } from '@muster/core/stores'
import { recordEvent } from './record-event.ts'

/** Removes the key with this partial product key, in either case. Rejects with `host-key-missing`. */
export async function removeHostKey(
  partialProductKey: string,
  { store, clock }: { readonly store: HostStore; readonly clock: Clock },
): Promise<void> {
  const wanted = partialProductKey.trim().toUpperCase()
  const installations = await store.installations()
  if (!installations.some((installation) => installation.partialProductKey === wanted))
    throw new AppError('host-key-missing', `None ends in ${wanted}.`)
  await store.removeInstallation(wanted)
  const fields = { setting: 'hostKeyRemoved', partialProductKey: wanted }
  await recordEvent(store, { name: 'settingChanged', timeMs: clock.nowMs(), fields })
}
