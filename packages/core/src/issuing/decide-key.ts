/** Issuing, blocking and raising keys: who may what is the door's business, what it changes is decided here. */
import { productGroupsMax } from '../documents/index.ts'
import { AppError } from '../errors/index.ts'
import type { AuditAction, AuthorityChange } from './authority-change.ts'
import {
  activationsMaxCeiling,
  activationsPerHostMaxCeiling,
  activationsPerHostMaxDefault,
  type HostKeyLimits,
  hostsMaxCeiling,
  hostsMaxDefault,
  type IssuedKey,
  type KeyException,
  keySubject,
  type MakLimits,
} from './issued-key.ts'

/** Longest reason, note and name of who acts. */
export const auditTextCharactersMax = 200

/** Who does it, and when. */
export interface Actor {
  readonly who: string
  readonly nowMs: number
}

/** A key to be issued; its secret was drawn by the caller. */
export interface KeyIssue {
  readonly keyHash: string
  /** Hexadecimal. */
  readonly fingerprint: string
  readonly partialProductKey: string
  readonly kind: IssuedKey['kind']
  readonly productGroups: readonly number[]
  readonly note: string
  /** Needed for a multiple activation key, absent else. */
  readonly activationsMax?: number
}

/** New numbers; absent ones stay. */
export interface LimitRaise {
  readonly hostsMax?: number
  readonly activationsPerHostMax?: number
  readonly activationsMax?: number
  readonly reason: string
}

/** The record of a new key and what to write. Throws `config-invalid`, `key-limit-range`. */
export function decideKeyIssue(
  issue: KeyIssue,
  actor: Actor,
): { readonly key: IssuedKey; readonly changes: readonly AuthorityChange[] } {
  checkText('note', issue.note)
  if (issue.productGroups.length === 0 || issue.productGroups.length > productGroupsMax)
    throw new AppError('config-invalid', `A key covers 1 to ${productGroupsMax} product groups.`)
  const base = {
    keyHash: issue.keyHash,
    fingerprint: issue.fingerprint,
    partialProductKey: issue.partialProductKey,
    productGroups: issue.productGroups,
    issuedAtMs: actor.nowMs,
    issuedBy: actor.who,
    note: issue.note,
    exceptions: [],
  }
  const key: IssuedKey =
    issue.kind === 'host'
      ? { ...base, kind: 'host', limits: defaultHostLimits() }
      : { ...base, kind: 'mak', limits: makLimits(issue.activationsMax) }
  const detail = `${key.kind} key for product groups ${key.productGroups.join(', ')}${issue.note === '' ? '' : `: ${issue.note}`}`
  return { key, changes: [{ kind: 'key-issued', key }, audit(key, actor, 'key-issued', detail)] }
}

/** Blocks a key; one that is blocked already stays as it is. Throws `config-invalid`. */
export function decideKeyBlock(key: IssuedKey, reason: string, actor: Actor): readonly AuthorityChange[] {
  checkReason(reason)
  if (key.block !== undefined) return []
  const block = { atMs: actor.nowMs, who: actor.who, reason }
  return [{ kind: 'key-blocked', keyHash: key.keyHash, block }, audit(key, actor, 'key-blocked', reason)]
}

/**
 * Raises limits of one key: an exception, recorded with who and why (R3.3).
 * Throws `config-invalid`, `key-limit-lower`, `key-limit-range`.
 */
export function decideLimitRaise(
  key: IssuedKey,
  raise: LimitRaise,
  actor: Actor,
): readonly AuthorityChange[] {
  checkReason(raise.reason)
  const raised = key.kind === 'host' ? raiseHostLimits(key.limits, raise) : raiseMakLimits(key.limits, raise)
  if (raised.steps.length === 0) throw new AppError('config-invalid', 'No limit was named.')
  const detail = raised.steps.join(', ')
  const exception: KeyException = { atMs: actor.nowMs, who: actor.who, reason: raise.reason, detail }
  return [
    { kind: 'key-limits-raised', keyHash: key.keyHash, limits: raised.limits, exception },
    audit(key, actor, 'key-limits-raised', `${detail}: ${raise.reason}`),
  ]
}

interface Raised {
  readonly limits: IssuedKey['limits']
  readonly steps: readonly string[]
}

function raiseHostLimits(limits: HostKeyLimits, raise: LimitRaise): Raised {
  if (raise.activationsMax !== undefined)
    throw new AppError('config-invalid', 'A host key has no number of single activations.')
  const hosts = raiseOne('hosts', limits.hostsMax, raise.hostsMax, hostsMaxCeiling)
  const activations = raiseOne(
    'activations per host',
    limits.activationsPerHostMax,
    raise.activationsPerHostMax,
    activationsPerHostMaxCeiling,
  )
  return {
    limits: { hostsMax: hosts.value, activationsPerHostMax: activations.value },
    steps: [...hosts.steps, ...activations.steps],
  }
}

function raiseMakLimits(limits: MakLimits, raise: LimitRaise): Raised {
  if (raise.hostsMax !== undefined || raise.activationsPerHostMax !== undefined)
    throw new AppError('config-invalid', 'A multiple activation key activates no hosts.')
  const activations = raiseOne(
    'activations',
    limits.activationsMax,
    raise.activationsMax,
    activationsMaxCeiling,
  )
  return { limits: { activationsMax: activations.value }, steps: activations.steps }
}

function raiseOne(name: string, present: number, wanted: number | undefined, ceiling: number) {
  if (wanted === undefined) return { value: present, steps: [] }
  if (!Number.isSafeInteger(wanted) || wanted > ceiling)
    throw new AppError('key-limit-range', `The number of ${name} is at most ${ceiling}.`)
  if (wanted <= present) throw new AppError('key-limit-lower', `The number of ${name} is ${present} now.`)
  return { value: wanted, steps: [`${name} ${present} to ${wanted}`] }
}

function defaultHostLimits(): HostKeyLimits {
  return { hostsMax: hostsMaxDefault, activationsPerHostMax: activationsPerHostMaxDefault }
}

function makLimits(activationsMax: number | undefined): MakLimits {
  if (activationsMax === undefined)
    throw new AppError('key-limit-range', 'A multiple activation key needs its number of activations.')
  if (!Number.isSafeInteger(activationsMax) || activationsMax < 1 || activationsMax > activationsMaxCeiling)
    throw new AppError('key-limit-range', `The number of activations is 1 to ${activationsMaxCeiling}.`)
  return { activationsMax }
}

function checkReason(reason: string): void {
  if (reason.trim() === '') throw new AppError('config-invalid', 'A reason is needed.')
  checkText('reason', reason)
}

function checkText(field: string, text: string): void {
  if (text.length > auditTextCharactersMax)
    throw new AppError('config-invalid', `The ${field} is longer than ${auditTextCharactersMax} characters.`)
}

function audit(key: IssuedKey, actor: Actor, action: AuditAction, detail: string): AuthorityChange {
  const entry = { atMs: actor.nowMs, who: actor.who, action, subject: keySubject(key), detail }
  return { kind: 'audit-added', entry }
}
