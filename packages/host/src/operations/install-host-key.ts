/** Installs a host key (R3.1). Its secret stays until the host is activated and is then forgotten (R1.6). */
import { AppError } from '@muster/core/errors'
import { parseProductKey } from '@muster/core/keys'
import type { Clock } from '@muster/core/ports'
import type { HostStore } from '@muster/core/stores'
import { recordEvent } from './record-event.ts'

/** A host key that was installed: what may be shown of it. */
export interface InstalledKey {
  readonly partialProductKey: string
  readonly productGroup: number
  /** Whether it is activated already: the same key was installed before. */
  readonly activated: boolean
}

/**
 * Installs the host key that this text holds. A key that is installed already keeps its activation and may be
 * activated once more. Throws the codes of a product key; `product-key-kind` for keys that are not host keys.
 */
export async function installHostKey(
  text: string,
  { store, clock }: { readonly store: HostStore; readonly clock: Clock },
): Promise<InstalledKey> {
  const key = parseProductKey(text)
  if (key.kind !== 'host') throw new AppError('product-key-kind', `It is a ${kindNames[key.kind]}.`)
  const { productGroup, partial: partialProductKey } = key
  const installed = (await store.installations()).find(
    (other) => other.partialProductKey === partialProductKey && other.productGroup === productGroup,
  )
  const timeMs = clock.nowMs()
  await store.saveInstallation({
    ...(installed ?? { partialProductKey, productGroup, installedAtMs: timeMs }),
    productKey: key.text,
  })
  const fields = { setting: 'hostKeyInstalled', partialProductKey, productGroup }
  await recordEvent(store, { name: 'settingChanged', timeMs, fields })
  return { partialProductKey, productGroup, activated: installed?.activation !== undefined }
}

const kindNames = { setup: 'setup key', mak: 'multiple activation key', host: 'host key' } as const
