/**
 * What the running service answers from: host keys, settings, and which product is covered by which key. Read from
 * the store and kept until another process changes it there.
 */
import { type Coverage, findCoverage } from '@muster/core/counting'
import { codeOf } from '@muster/core/errors'
import type { Log, Verifier } from '@muster/core/ports'
import type { HostKeyInstallation, HostSettings, HostStore } from '@muster/core/stores'
import { readServedHostKey, type ServedHostKey } from './served-host-key.ts'
import { verifierFor } from './verifier-for.ts'

/** Products whose coverage is remembered; strangers may ask for any number of products. */
const coverageEntriesMax = 4_096

/** What it is made from. */
export interface ServingStateOptions {
  readonly store: HostStore
  readonly hostPublicKey: Uint8Array
  readonly verifier: Verifier
  readonly log: Log
}

/** The state that requests are answered from. */
export class ServingState {
  readonly #options: ServingStateOptions
  readonly #coverages = new Map<string, Coverage<ServedHostKey>>()
  #coveragesAtSeconds = 0
  #hostKeys: readonly ServedHostKey[] = []
  #settings: HostSettings = {}
  #revision: number | undefined

  constructor(options: ServingStateOptions) {
    this.#options = options
  }

  /** Activated host keys, valid or expired. */
  get hostKeys(): readonly ServedHostKey[] {
    return this.#hostKeys
  }

  get settings(): HostSettings {
    return this.#settings
  }

  /** Whether there is a certificate that refusals can be signed under. */
  get hasCertificate(): boolean {
    return this.#hostKeys.length > 0
  }

  /** Which key answers for a product at this time. */
  coverageOf(productId: string, nowSeconds: number): Coverage<ServedHostKey> {
    if (nowSeconds !== this.#coveragesAtSeconds || this.#coverages.size >= coverageEntriesMax) {
      this.#coverages.clear()
      this.#coveragesAtSeconds = nowSeconds
    }
    const known = this.#coverages.get(productId)
    if (known !== undefined) return known
    const coverage = findCoverage(this.#hostKeys, productId, nowSeconds)
    this.#coverages.set(productId, coverage)
    return coverage
  }

  /** Reads installations and settings again where they changed; tells whether they did. */
  async refresh(): Promise<boolean> {
    const { store } = this.#options
    const revision = await store.revision()
    if (revision === this.#revision) return false
    const [installations, settings] = await Promise.all([store.installations(), store.settings()])
    const verifier = await verifierFor(installations, this.#options.verifier)
    this.#hostKeys = installations.flatMap((installation) => this.#read(installation, verifier))
    this.#settings = settings
    this.#coverages.clear()
    this.#revision = revision
    return true
  }

  /** One damaged document must not keep the other keys from serving. */
  #read(installation: HostKeyInstallation, verifier: Verifier): readonly ServedHostKey[] {
    const { hostPublicKey, log } = this.#options
    try {
      const hostKey = readServedHostKey(installation, hostPublicKey, verifier)
      return hostKey === undefined ? [] : [hostKey]
    } catch (error) {
      const { partialProductKey } = installation
      log.write('error', 'host-key-unusable', { code: codeOf(error), partialProductKey })
      return []
    }
  }
}
