/**
 * Who keeps presenting keys that do not work has to wait: a number of failures within a minute for each address.
 * Guessing a key is hopeless anyway; this keeps the attempts from costing anything.
 */
import type { ErrorCode } from '@muster/core/errors'
import type { Clock } from '@muster/core/ports'

/** How long failures count. */
export const attemptWindowMs = 60_000
/** Addresses that are remembered; the one that failed longest ago is forgotten first. */
const addressesMax = 10_000
/** Groups of an IPv6 address that one subscriber usually shares. */
const ipv6SharedGroups = 4

/** Failures that somebody who guesses or misuses keys causes. */
const countedCodes: ReadonlySet<ErrorCode> = new Set([
  'key-unknown',
  'key-blocked',
  'product-key-length',
  'product-key-character',
  'product-key-checksum',
  'product-key-version',
  'product-key-kind',
  'not-authorised',
])

/** Counts failed attempts. */
export interface AttemptLimiter {
  isBlocked(address: string): boolean
  /** Counts the failure where its code is of the kind that is counted. */
  failed(address: string, code: ErrorCode): void
}

interface Failures {
  readonly sinceMs: number
  readonly count: number
}

/** A limiter that allows `failuresMax` failures a minute for each address. */
export function createAttemptLimiter(failuresMax: number, clock: Clock): AttemptLimiter {
  const byAddress = new Map<string, Failures>()
  const current = (name: string): Failures | undefined => {
    const failures = byAddress.get(name)
    const ageMs = failures === undefined ? 0 : clock.nowMs() - failures.sinceMs
    return ageMs >= 0 && ageMs < attemptWindowMs ? failures : undefined
  }
  return {
    isBlocked: (address) => (current(subscriberOf(address))?.count ?? 0) >= failuresMax,
    failed(address, code) {
      if (!countedCodes.has(code)) return
      const name = subscriberOf(address)
      const failures = current(name) ?? { sinceMs: clock.nowMs(), count: 0 }
      byAddress.delete(name)
      if (byAddress.size >= addressesMax) byAddress.delete(byAddress.keys().next().value ?? '')
      byAddress.set(name, { ...failures, count: failures.count + 1 })
    },
  }
}

/** One name for all addresses that one subscriber can use: an IPv4 address, or the first half of an IPv6 address. */
function subscriberOf(address: string): string {
  const mapped = /^::ffff:([0-9.]+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address
  return address.split('::')[0]?.split(':').slice(0, ipv6SharedGroups).join(':') ?? address
}
