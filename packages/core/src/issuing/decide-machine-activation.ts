/**
 * Whether a multiple activation key activates a machine (R6.1): its predetermined number of machines, each counted
 * once however often it asks. Pure: state, request and time in; a record and the changes out.
 */
import { toHex } from '../bytes/index.ts'
import { decodeInstallationId } from '../confirming/index.ts'
import type { ErrorCode } from '../errors/index.ts'
import type { AuditAction, AuthorityChange } from './authority-change.ts'
import {
  type IssuedMak,
  type KeyState,
  keySubject,
  type MachineActivationRecord,
  type MachineChannel,
} from './issued-key.ts'

const shownDigestCharacters = 12

/** The machine that is to be activated. */
export interface MachineActivationAttempt {
  /** 22 bytes. */
  readonly installationId: Uint8Array
  readonly channel: MachineChannel
  readonly productId?: string
  /** Where the request came from, or who entered the digits. */
  readonly address: string
  /** Whether the whole key was shown. A machine that was activated may come without: it has forgotten the key. */
  readonly isKeyShown: boolean
}

/** Granted, now or before; or refused. Both may change the store. */
export type MachineActivationDecision =
  | {
      readonly kind: 'granted'
      readonly activation: MachineActivationRecord
      /** Whether it was granted before: then nothing was counted. */
      readonly isRepeated: boolean
      /** Activations that are left afterwards. */
      readonly remaining: number
      readonly changes: readonly AuthorityChange[]
    }
  | {
      readonly kind: 'refused'
      readonly code: ErrorCode
      readonly detail?: string
      readonly changes: readonly AuthorityChange[]
    }

/**
 * Decides about one installation ID. Refusals: `key-unknown`, `product-key-kind`, `key-blocked`,
 * `key-secret-needed`, `activations-exhausted`.
 */
export function decideMachineActivation(
  state: KeyState | undefined,
  attempt: MachineActivationAttempt,
  nowMs: number,
): MachineActivationDecision {
  if (state === undefined) return { kind: 'refused', code: 'key-unknown', changes: [] }
  const { key, activationOfMachine, machinesActivated } = state
  if (key.kind !== 'mak') return { kind: 'refused', code: 'product-key-kind', changes: [] }
  if (key.block !== undefined) return refuse(key, attempt, nowMs, 'key-blocked')
  const { activationsMax } = key.limits
  const left = Math.max(0, activationsMax - machinesActivated)
  if (activationOfMachine !== undefined)
    return {
      kind: 'granted',
      activation: activationOfMachine,
      isRepeated: true,
      remaining: left,
      changes: [],
    }
  if (!attempt.isKeyShown) return { kind: 'refused', code: 'key-secret-needed', changes: [] }
  if (left === 0) {
    const detail = `It has activated ${machinesActivated} of ${activationsMax} machines.`
    return refuse(key, attempt, nowMs, 'activations-exhausted', detail)
  }
  return grant(key, attempt, nowMs, { ordinal: machinesActivated + 1, remaining: left - 1 })
}

function grant(
  key: IssuedMak,
  attempt: MachineActivationAttempt,
  nowMs: number,
  counts: { readonly ordinal: number; readonly remaining: number },
): MachineActivationDecision {
  const { channel, productId, address } = attempt
  const activation: MachineActivationRecord = {
    keyHash: key.keyHash,
    digest: digestOf(attempt),
    installationId: toHex(attempt.installationId),
    channel,
    ...(productId === undefined ? {} : { productId }),
    address,
    activatedAtMs: nowMs,
  }
  const detail = `${describeMachine(attempt)}, ${channel}, ${counts.ordinal} of ${key.limits.activationsMax}`
  return {
    kind: 'granted',
    activation,
    isRepeated: false,
    remaining: counts.remaining,
    changes: [
      { kind: 'machine-activated', activation },
      audit(key, attempt, nowMs, 'machine-activated', detail),
    ],
  }
}

function refuse(
  key: IssuedMak,
  attempt: MachineActivationAttempt,
  nowMs: number,
  code: ErrorCode,
  detail?: string,
): MachineActivationDecision {
  return {
    kind: 'refused',
    code,
    ...(detail === undefined ? {} : { detail }),
    changes: [audit(key, attempt, nowMs, 'machine-refused', `${code}: ${describeMachine(attempt)}`)],
  }
}

function audit(
  key: IssuedMak,
  attempt: MachineActivationAttempt,
  atMs: number,
  action: AuditAction,
  detail: string,
): AuthorityChange {
  const entry = { atMs, who: attempt.address, action, subject: keySubject(key), detail }
  return { kind: 'audit-added', entry }
}

function digestOf({ installationId }: MachineActivationAttempt): string {
  return toHex(decodeInstallationId(installationId).digest)
}

/** The installation ID itself stands in no log: it names the key. */
function describeMachine(attempt: MachineActivationAttempt): string {
  return `machine ${digestOf(attempt).slice(0, shownDigestCharacters)}`
}
