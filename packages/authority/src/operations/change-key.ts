/** Blocks a key, or raises its limits as an exception (R3.3). */
import { assert } from '@muster/core/errors'
import {
  type AuthorityChange,
  decideKeyBlock,
  decideLimitRaise,
  type IssuedKey,
  type LimitRaise,
} from '@muster/core/issuing'
import type { KeyUse } from '@muster/core/stores'
import type { AuthorityPorts } from '../ports.ts'
import { findKey } from './find-key.ts'

/** Who, and which key. */
export interface KeyChange {
  /** Key id, last group, or the whole key. */
  readonly reference: string
  readonly who: string
}

/** Blocks a key for good. Rejects with `key-not-found`, `config-invalid` (no reason). */
export function blockKey(
  change: KeyChange & { readonly reason: string },
  ports: AuthorityPorts,
): Promise<KeyUse> {
  const actor = { who: change.who, nowMs: ports.clock.nowMs() }
  return changeKey(change.reference, (key) => decideKeyBlock(key, change.reason, actor), ports)
}

/** Raises limits. Rejects with `key-not-found`, `key-limit-lower`, `key-limit-range`, `config-invalid`. */
export function raiseKey(change: KeyChange & LimitRaise, ports: AuthorityPorts): Promise<KeyUse> {
  const actor = { who: change.who, nowMs: ports.clock.nowMs() }
  return changeKey(change.reference, (key) => decideLimitRaise(key, change, actor), ports)
}

async function changeKey(
  reference: string,
  decide: (key: IssuedKey) => readonly AuthorityChange[],
  ports: AuthorityPorts,
): Promise<KeyUse> {
  const { key } = await findKey(reference, ports)
  await ports.store.decideForKey({ keyHash: key.keyHash }, (state) => {
    assert(state !== undefined, 'keys are never removed')
    return { changes: decide(state.key), result: undefined }
  })
  return findKey(reference, ports)
}
