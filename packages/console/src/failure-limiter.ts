/** Who keeps presenting tokens that do not work has to wait: some failures a minute for each address. */
import type { Clock } from '@muster/core/ports'

/** Failures that one address has within a window. */
export const failuresMax = 10
/** How long failures count. */
export const failureWindowMs = 60_000

/** Addresses that are remembered; the one that failed longest ago is forgotten first. */
const addressesMax = 10_000
const ipv6SharedGroups = 4

interface Failures {
  readonly sinceMs: number
  readonly count: number
}

/** Counts failures by address. */
export class FailureLimiter {
  readonly #clock: Clock
  readonly #byName = new Map<string, Failures>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  isBlocked(address: string): boolean {
    return (this.#current(subscriberOf(address))?.count ?? 0) >= failuresMax
  }

  failed(address: string): void {
    const name = subscriberOf(address)
    const failures = this.#current(name) ?? { sinceMs: this.#clock.nowMs(), count: 0 }
    this.#byName.delete(name)
    if (this.#byName.size >= addressesMax) this.#byName.delete(this.#byName.keys().next().value ?? '')
    this.#byName.set(name, { ...failures, count: failures.count + 1 })
  }

  #current(name: string): Failures | undefined {
    const failures = this.#byName.get(name)
    const ageMs = failures === undefined ? 0 : this.#clock.nowMs() - failures.sinceMs
    return ageMs >= 0 && ageMs < failureWindowMs ? failures : undefined
  }
}

/** One name for the addresses of one subscriber: an IPv4 address, or the first half of an IPv6 address. */
function subscriberOf(address: string): string {
  const mapped = /^::ffff:([0-9.]+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address
  return address.split('::')[0]?.split(':').slice(0, ipv6SharedGroups).join(':') ?? address
}
