/**
 * The count as a reader can check it at a glance: a list of who asked when, searched whole. It is fed from the event
 * log alone and shares no code with what it checks.
 */
import type { ActivationPolicy } from '@muster/core/documents'

const msPerMinute = 60_000

interface Entry {
  readonly cmid: string
  readonly endsMs: number
  readonly fingerprint: string | undefined
}

/** One application of one host, or of hosts that share their counts. */
export class CountingOracle {
  #entries: Entry[] = []
  #highestThreshold = 0

  /** The count that a machine must be told. */
  ask(
    asked: { readonly cmid: string; readonly fingerprint?: string; readonly atMs: number },
    policy: ActivationPolicy,
  ): number {
    this.#highestThreshold = Math.max(this.#highestThreshold, policy.threshold)
    const fingerprint = policy.churn === 'once' ? asked.fingerprint : undefined
    this.#entries = this.#entries.filter(
      (entry) =>
        entry.endsMs > asked.atMs &&
        entry.cmid !== asked.cmid &&
        (fingerprint === undefined || entry.fingerprint !== fingerprint),
    )
    const endsMs = asked.atMs + policy.countEntryMinutes * msPerMinute
    this.#entries.push({ cmid: asked.cmid, endsMs, fingerprint })
    if (this.#entries.length > this.capacity) this.#entries.shift()
    return this.#entries.length
  }

  /** Twice the highest threshold that asked. */
  get capacity(): number {
    return 2 * this.#highestThreshold
  }

  /** Who is in, the oldest first. */
  get cmids(): readonly string[] {
    return this.#entries.map(({ cmid }) => cmid)
  }
}
