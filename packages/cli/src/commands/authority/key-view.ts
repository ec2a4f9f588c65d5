/** How issued keys are shown: never more of a key than its last group (R1.6). */
import { keyIdOfHash } from '@muster/core/issuing'
import type { KeyUse } from '@muster/core/stores'
import { formatLabels } from '../../framework/table.ts'
import { formatTime } from '../../framework/times.ts'

/** Who did something, when and why. Times are ISO 8601. */
interface RemarkView {
  readonly time: string
  readonly who: string
  readonly reason: string
}

/** A key as `--json` prints it. */
export interface KeyView {
  readonly keyId: string
  readonly partialProductKey: string
  readonly kind: 'host' | 'mak'
  readonly productGroups: readonly number[]
  readonly note: string
  readonly issued: string
  readonly issuedBy: string
  readonly hosts: number
  readonly activations: number
  /** Activations that are left of a multiple activation key; null for other keys. */
  readonly remaining: number | null
  readonly limits: KeyUse['key']['limits']
  readonly blocked: RemarkView | null
  readonly exceptions: readonly (RemarkView & { readonly detail: string })[]
}

/** The view of a key. */
export function keyView({ key, hostsActivated, activations }: KeyUse): KeyView {
  const { keyHash, partialProductKey, kind, productGroups, note, limits, block } = key
  return {
    keyId: keyIdOfHash(keyHash),
    partialProductKey,
    kind,
    productGroups,
    note,
    issued: isoTime(key.issuedAtMs),
    issuedBy: key.issuedBy,
    hosts: hostsActivated,
    activations,
    remaining: 'activationsMax' in limits ? Math.max(0, limits.activationsMax - activations) : null,
    limits,
    blocked: block === undefined ? null : remark(block),
    exceptions: key.exceptions.map((exception) => ({ ...remark(exception), detail: exception.detail })),
  }
}

/** A key as lines. */
export function keyText(key: KeyView): string {
  const blocked = key.blocked === null ? undefined : `${formatRemark(key.blocked)}`
  return formatLabels([
    ['Key', `…-${key.partialProductKey} (${key.keyId})`],
    ['Kind', kindNames[key.kind]],
    ['Product groups', key.productGroups.join(', ')],
    ['Note', key.note === '' ? undefined : key.note],
    ['Issued', `${formatTime(key.issued)} by ${key.issuedBy}`],
    ['Use', useText(key)],
    ['Blocked', blocked],
    ...key.exceptions.map(
      (exception) => ['Exception', `${exception.detail}: ${formatRemark(exception)}`] as const,
    ),
  ])
}

/** `2 of 6 hosts`: what of a key is used. */
export function useText({ limits, hosts, activations, remaining }: KeyView): string {
  if ('activationsMax' in limits)
    return `${activations} of ${limits.activationsMax} activations, ${remaining} left`
  return `${hosts} of ${limits.hostsMax} hosts, each at most ${limits.activationsPerHostMax} times`
}

/** Kinds of keys in words. */
export const kindNames = { setup: 'setup key', host: 'host key', mak: 'multiple activation key' } as const

function remark({
  atMs,
  who,
  reason,
}: {
  readonly atMs: number
  readonly who: string
  readonly reason: string
}) {
  return { time: isoTime(atMs), who, reason }
}

function formatRemark({ time, who, reason }: RemarkView): string {
  return `${formatTime(time)} by ${who}: ${reason}`
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
