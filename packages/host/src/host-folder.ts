/**
 * A host's data folder and everything that can be done with it, whether the service runs or not: what the commands
 * of `muster host` stand on. Changes reach a running service through the store.
 */
import { type AccessTokenChange, AccessTokens, type Face } from '@muster/console'
import type { CounterName } from '@muster/core/counting'
import { AppError, codeOf } from '@muster/core/errors'
import type { PresentedEvent } from '@muster/core/events'
import type { Files } from '@muster/core/ports'
import type { HostSettings, ReportStore } from '@muster/core/stores'
import type { AuthorityConnection } from './authority/authority-connection.ts'
import type { HostConfig } from './config.ts'
import { type DnsPublishing, dnsPublishingOf, noDns } from './dns/dns-publishing.ts'
import { createHost, type Host, type HostAddresses, type HostOptions } from './host.ts'
import type { BackupArchive } from './http/api/administration.ts'
import { createHostFace, writeAudit } from './http/api/host-face.ts'
import type { HostInsight, OpenInsight } from './insight.ts'
import { DuplicateCensus } from './metrics/duplicate-census.ts'
import {
  confirmHost,
  type HostInstallationId,
  hostInstallationIds,
  type TelephoneContext,
  type VendorMedia,
} from './operations/activate-by-telephone.ts'
import { activateHost, type HostActivationOutcome } from './operations/activate-host.ts'
import { type InstalledKey, installHostKey } from './operations/install-host-key.ts'
import { type EventFilter, listEvents } from './operations/list-events.ts'
import { type ListedHostKey, listHostKeys } from './operations/list-host-keys.ts'
import { type ListedMachine, listMachines } from './operations/list-machines.ts'
import { removeHostKey } from './operations/remove-host-key.ts'
import { type CatalogueReplacement, replaceCatalogue } from './operations/replace-catalogue.ts'
import { type CoveredProduct, coveredProducts, type HostReportSource } from './operations/report-source.ts'
import { type IntervalChange, setHostIntervals } from './operations/set-interval.ts'
import { type HostStatus, readStatus } from './operations/status.ts'
import type { HostPorts } from './ports.ts'
import { forgetAddresses, readAddresses, saveAddresses } from './service-file.ts'
import { ServingState } from './serving/serving-state.ts'

const serviceLock = 'service'
/** A status command holds the lock for a moment; a second service holds it for good. */
const serviceLockWaitMs = 2_000

/** What a folder is made from. */
export interface HostFolderParts {
  readonly config: HostConfig
  readonly hostName: string
  /** The account that acts, for the audit log. */
  readonly who?: string
  readonly files: Files
  readonly ports: HostPorts
  /** Opens what reports read, beside the store; absent where the store answers none. */
  readonly openReports?: () => Promise<ReportStore>
  /** What tells of the host beyond its state; absent: the console shows no reports, duplicates and checks. */
  readonly openInsight?: OpenInsight | undefined
  /** Copies a whole folder into an archive; absent: the console offers none. */
  readonly archive?: (folder: HostFolder) => Promise<BackupArchive>
}

/** A service that runs. */
export interface RunningHost {
  readonly host: Host
  readonly addresses: HostAddresses
  /** Answers what was accepted, closes the doors and lets go of the folder. */
  stop(): Promise<void>
}

/** Does something that no service may run beside. Rejects with `store-locked` while one runs on this folder. */
export async function whileStopped<T>(files: Files, work: () => Promise<T>): Promise<T> {
  let hasBegun = false
  try {
    return await files.exclusively(serviceLock, serviceLockWaitMs, () => {
      hasBegun = true
      return work()
    })
  } catch (error) {
    if (hasBegun || codeOf(error) !== 'state-locked') throw error
    throw new AppError('store-locked', 'The service runs on this folder.')
  }
}

/** One host's data folder, open. Close it when done. */
export class HostFolder {
  readonly config: HostConfig
  readonly hostName: string
  readonly #files: Files
  readonly #ports: HostPorts
  readonly #openReports: (() => Promise<ReportStore>) | undefined
  readonly #dns: DnsPublishing | undefined
  readonly #insight: HostInsight | undefined
  readonly #archive: HostFolderParts['archive']
  readonly #who: string
  readonly #running = new Set<RunningHost>()
  /** Kept, so that certificates are verified again only where they changed: a report's page asks often. */
  readonly #serving: ServingState

  constructor(parts: HostFolderParts) {
    this.config = parts.config
    this.hostName = parts.hostName
    this.#files = parts.files
    this.#ports = parts.ports
    this.#openReports = parts.openReports
    this.#archive = parts.archive
    this.#who = parts.who ?? 'somebody'
    const { store, cryptography: verifier, hostKey, log } = parts.ports
    this.#serving = new ServingState({ store, verifier, hostPublicKey: hostKey.publicKey, log })
    this.#dns = dnsPublishingOf(this.config.dns, this.#ports, () => this.#listening())
    this.#insight = parts.openInsight?.(this)
  }

  /** Installs a host key. Rejects with the codes of a product key. */
  installKey(text: string): Promise<InstalledKey> {
    return installHostKey(text, this.#ports)
  }

  /** Removes a host key by its last group. Rejects with `host-key-missing`. */
  removeKey(partialProductKey: string): Promise<void> {
    return removeHostKey(partialProductKey, this.#ports)
  }

  /** The host keys with their activation. */
  keys(): Promise<readonly ListedHostKey[]> {
    const { store, cryptography: verifier, hostKey, clock } = this.#ports
    return listHostKeys({ store, verifier, hostPublicKey: hostKey.publicKey, nowMs: clock.nowMs() })
  }

  /** Activates the installed host keys, or one of them, online. See {@link activateHost} for its codes. */
  activate(
    authority: AuthorityConnection,
    partialProductKey?: string,
  ): Promise<readonly HostActivationOutcome[]> {
    const { store, clock, random, cryptography: verifier, hostKey } = this.#ports
    const { hostName } = this
    return activateHost({ store, clock, random, verifier, hostKey, hostName, authority }, partialProductKey)
  }

  /** What to read out to the vendor to activate without a connection. Rejects with `host-key-missing`. */
  installationIds(partialProductKey?: string): Promise<readonly HostInstallationId[]> {
    return hostInstallationIds(this.#telephone, partialProductKey)
  }

  /** Activates with the digits that the vendor read back. See {@link confirmHost} for its codes. */
  confirm(digits: string, media: VendorMedia, partialProductKey?: string): Promise<HostActivationOutcome> {
    return confirmHost(digits, media, this.#telephone, partialProductKey)
  }

  /** Installs a newer catalogue. Rejects with `catalogue-older` and others. */
  replaceCatalogue(bytes: Uint8Array): Promise<CatalogueReplacement> {
    const { store, clock, cryptography: verifier } = this.#ports
    return replaceCatalogue(bytes, { store, clock, verifier })
  }

  /** Sets the intervals that clients are told. Rejects with `interval-out-of-range`. */
  setIntervals(
    change: IntervalChange,
    options: { readonly allowBelowMinimum?: boolean } = {},
  ): Promise<HostSettings> {
    return setHostIntervals(change, { ...this.#ports, ...options })
  }

  /** The state of the host, of a service in another process too. */
  async status(): Promise<HostStatus> {
    const { store, cryptography: verifier, hostKey, log, clock } = this.#ports
    const serving = new ServingState({ store, verifier, hostPublicKey: hostKey.publicKey, log })
    await serving.refresh()
    const addresses = await this.#addressesOfService()
    return readStatus(store, {
      service: addresses === undefined ? 'stopped' : 'running',
      listening: addresses?.tcp ?? this.config.listen,
      hostKeys: serving.hostKeys,
      settings: serving.settings,
      dns: (await this.#dns?.status()) ?? noDns,
      nowMs: clock.nowMs(),
    })
  }

  /** Publishing in DNS, by the service's address where one runs. Throws `not-available` where no DNS is at hand. */
  get dns(): DnsPublishing {
    if (this.#dns === undefined) throw new AppError('not-available')
    return this.#dns
  }

  /** The inventory, newest first. */
  machines(filter: { readonly applicationId?: string } = {}): AsyncGenerator<ListedMachine> {
    return listMachines(this.#ports.store, { ...filter, nowMs: this.#ports.clock.nowMs() })
  }

  /** The event log, newest first unless said otherwise. */
  events(filter: EventFilter = {}): AsyncGenerator<PresentedEvent> {
    return listEvents(this.#ports.store, filter)
  }

  /** The products that the host's keys cover. */
  async products(): Promise<readonly CoveredProduct[]> {
    await this.#serving.refresh()
    return coveredProducts(this.#serving.hostKeys)
  }

  /** Makes something of what reports read. Rejects with `not-available` where the store answers none. */
  async withReports<Result>(work: (source: HostReportSource) => Promise<Result>): Promise<Result> {
    if (this.#openReports === undefined) throw new AppError('not-available', 'This store answers no reports.')
    const products = await this.products()
    const reports = await this.#openReports()
    try {
      return await work({ reports, store: this.#ports.store, products })
    } finally {
      await reports.close()
    }
  }

  /** The cumulative counters (R2.9). */
  counters(): Promise<Readonly<Record<CounterName, number>>> {
    return this.#ports.store.counters()
  }

  /** The public half of the host's key pair. */
  get hostPublicKey(): Uint8Array {
    return this.#ports.hostKey.publicKey
  }

  /** The tokens that people sign in with. */
  get accessTokens(): AccessTokens {
    const who = this.#who
    const onChange = ({ action, token: { name, role } }: AccessTokenChange) =>
      writeAudit({ action, who, from: 'command line', detail: `${name} (${role})` }, this.#ports)
    return new AccessTokens({ ...this.#ports, files: this.#files, onChange })
  }

  /** Writes a consistent copy of the store to this path while it is in use. */
  backupStore(path: string): Promise<void> {
    return this.#ports.store.backup(path)
  }

  /** All that the host needs to go on elsewhere, as one archive. Rejects with `not-available`, `store-failed`. */
  async backupArchive(): Promise<BackupArchive> {
    if (this.#archive === undefined) throw new AppError('not-available')
    return this.#archive(this)
  }

  /**
   * Starts the service; resolves when its doors are open. Rejects with `store-locked` where a service runs on this
   * folder already, `port-in-use`, `port-forbidden`.
   */
  async serve(options: HostOptions = {}): Promise<RunningHost> {
    const face = this.#face()
    const console = face === undefined ? {} : { console: face.app }
    const host = createHost(this.config, this.#ports, { ...options, ...console, ...this.#census() })
    const started = await this.#startExclusively(host, face)
    this.#running.add(started)
    return started
  }

  /** Stops services that still run and closes the store. */
  async close(): Promise<void> {
    await Promise.all([...this.#running].map((running) => running.stop()))
    await this.#insight?.close()
    await this.#ports.store.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  get #telephone(): TelephoneContext {
    const { store, clock, cryptography: verifier, hostKey } = this.#ports
    return { store, clock, verifier, hostPublicKey: hostKey.publicKey }
  }

  #census(): Pick<HostOptions, 'duplicates'> {
    if (this.#insight === undefined) return {}
    const census = new DuplicateCensus(this.#ports.clock, this.#insight)
    return { duplicates: () => census.look() }
  }

  #face(): Face | undefined {
    const { console } = this.#ports
    if (console === undefined) return undefined
    return createHostFace({
      ...this.#ports,
      ...console,
      administration: this,
      files: this.#files,
      insight: this.#insight,
    })
  }

  /** Holds the folder's lock from before the start until after the stop. */
  #startExclusively(host: Host, face: Face | undefined): Promise<RunningHost> {
    return new Promise((resolve, reject) => {
      const serving = this.#files.exclusively(serviceLock, serviceLockWaitMs, async () => {
        const addresses = await host.start()
        await saveAddresses(this.#files, addresses).catch((error: unknown) => abandon(host, error))
        await new Promise<void>((letGo) => {
          resolve({ host, addresses, stop: () => this.#stop(host, face, letGo, serving) })
        })
        await forgetAddresses(this.#files)
      })
      serving.catch((error: unknown) => {
        const isLocked = codeOf(error) === 'state-locked'
        reject(isLocked ? new AppError('store-locked', 'The service runs on this folder already.') : error)
      })
    })
  }

  async #stop(host: Host, face: Face | undefined, letGo: () => void, serving: Promise<void>): Promise<void> {
    face?.close()
    await host.stop()
    letGo()
    await serving
  }

  async #listening(): Promise<{ readonly address: string; readonly port: number }> {
    return (await this.#addressesOfService())?.tcp ?? this.config.listen
  }

  /** Where the service listens; undefined where none runs. A file without a lock was left by a crash. */
  async #addressesOfService(): Promise<HostAddresses | undefined> {
    const addresses = await readAddresses(this.#files)
    if (addresses === undefined) return undefined
    try {
      await this.#files.exclusively(serviceLock, 0, () => Promise.resolve())
      return undefined
    } catch (error) {
      if (codeOf(error) === 'state-locked') return addresses
      throw error
    }
  }
}

/** A service that nobody can find does not stay. */
async function abandon(host: Host, error: unknown): Promise<never> {
  await host.stop()
  throw error
}
