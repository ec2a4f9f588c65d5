/**
 * An authority's data folder and everything that can be done with it, whether the service runs or not: what the
 * commands of `muster authority` stand on. Changes reach a running service through the store and the issuer's file.
 */
import { type AccessTokenChange, AccessTokens, type Assets, type Face } from '@muster/console'
import type { MachineActivationRecord, ProductAddition, ProductRecord } from '@muster/core/issuing'
import type { Files, Sealer } from '@muster/core/ports'
import type {
  ActivatedHost,
  HostQuery,
  KeyQuery,
  KeyUse,
  MachineActivationQuery,
  Page,
  PageQuery,
  StoredAuditEntry,
} from '@muster/core/stores'
import { createAuthority } from './authority.ts'
import type { AuthorityConfig } from './config.ts'
import { auditConsole, createAuthorityFace } from './http/api/authority-face.ts'
import { makeDeskToken } from './identity/desk-token.ts'
import { warnOfIssuerEnd } from './identity/issuer.ts'
import type { Vendor } from './identity/vendor.ts'
import { monitoringHandler } from './metrics/monitoring.ts'
import { addProduct } from './operations/add-product.ts'
import { blockKey, raiseKey } from './operations/change-key.ts'
import { exportCatalogue } from './operations/export-catalogue.ts'
import { type ExportedLicence, exportLicence } from './operations/export-licence.ts'
import { exportMedia, type MediaFile } from './operations/export-media.ts'
import { findKey } from './operations/find-key.ts'
import { findProduct } from './operations/find-product.ts'
import { type IssuedProductKey, issueKey, type KeyRequest, setupKey } from './operations/issue-key.ts'
import { createObject, type ForestRequest, type MadeObject } from './operations/make-object.ts'
import { type RenewedIssuer, renewIssuer } from './operations/renew-issuer.ts'
import type { SignedCatalogue } from './operations/sign-catalogue.ts'
import { answerTelephone, type TelephoneOutcome } from './operations/telephone.ts'
import type { AuthorityPorts, HttpListening, HttpServer, TlsIdentity } from './ports.ts'

/** Monitoring asks seldom. */
const monitoringConnectionsMax = 16

/** What a folder is made from. */
export interface AuthorityFolderParts {
  readonly vendor: Vendor
  /** Who acts, for the audit log. */
  readonly who: string
  readonly config: AuthorityConfig
  readonly files: Files
  /** The folder of the root key, wherever it is at the moment. */
  readonly rootFilesAt: (folder: string | undefined) => Files
  readonly sealer: Sealer
  readonly httpServer: HttpServer
  readonly readTls: () => Promise<TlsIdentity | undefined>
  readonly ports: AuthorityPorts
  /** The pages of the console. */
  readonly assets: Assets
}

/** A service that runs. */
export interface RunningAuthority {
  readonly address: string
  readonly port: number
  /** Such as `https://localhost:7443`: how this computer reaches it. */
  readonly url: string
  /** Where monitoring asks; undefined where it is off. */
  readonly metrics: { readonly address: string; readonly port: number } | undefined
  /** Answers what was accepted and closes the door. */
  stop(): Promise<void>
}

/** New numbers for a key, and why. */
export interface KeyRaise {
  readonly hostsMax?: number
  readonly activationsPerHostMax?: number
  readonly activationsMax?: number
  readonly reason: string
}

/** One authority's data folder, open. Close it when done. */
export class AuthorityFolder implements AsyncDisposable {
  readonly vendor: Vendor
  readonly config: AuthorityConfig
  readonly #parts: AuthorityFolderParts
  readonly #running = new Set<RunningAuthority>()
  #isStopping = false

  constructor(parts: AuthorityFolderParts) {
    this.vendor = parts.vendor
    this.config = parts.config
    this.#parts = parts
  }

  /** Adds a product. Rejects with `config-invalid`, `threshold-out-of-range`, `product-exists`, `product-limit`. */
  addProduct(addition: ProductAddition): Promise<ProductRecord> {
    return addProduct(addition, this.#parts.who, this.#parts.ports)
  }

  products(): Promise<readonly ProductRecord[]> {
    return this.#parts.ports.store.products()
  }

  /** The product with this id or name. Rejects with `product-not-found`. */
  async product(reference: string): Promise<ProductRecord> {
    return findProduct(await this.products(), reference)
  }

  /** The signed licence that ships with a product. Rejects with `product-not-found`, `issuer-expired`. */
  exportLicence(reference: string): Promise<ExportedLicence> {
    return exportLicence(reference, this.#parts.who, this.#parts.ports)
  }

  /** The catalogue of these groups, or of all. Rejects with `issuer-expired`. */
  exportCatalogue(productGroups?: readonly number[]): Promise<SignedCatalogue> {
    return exportCatalogue(productGroups, this.#parts.who, this.#parts.ports)
  }

  /** Issues a host key or MAK; the only time that it is shown. Rejects with `product-not-found`, `key-limit-range`. */
  issueKey(request: KeyRequest): Promise<IssuedProductKey> {
    return issueKey(request, this.#parts.who, this.#parts.ports)
  }

  /** The public setup key of a product. Rejects with `product-not-found`. */
  setupKey(reference: string): Promise<IssuedProductKey> {
    return setupKey(reference, this.#parts.ports)
  }

  keys(query: KeyQuery): Promise<Page<KeyUse>> {
    return this.#parts.ports.store.keys(query)
  }

  /** The key with this id, last group or text. Rejects with `key-not-found`. */
  key(reference: string): Promise<KeyUse> {
    return findKey(reference, this.#parts.ports)
  }

  /** Blocks a key for good. Rejects with `key-not-found`, `config-invalid`. */
  blockKey(reference: string, reason: string): Promise<KeyUse> {
    return blockKey({ reference, reason, who: this.#parts.who }, this.#parts.ports)
  }

  /** Raises limits of a key. Rejects with `key-not-found`, `key-limit-lower`, `key-limit-range`, `config-invalid`. */
  raiseKey(reference: string, raise: KeyRaise): Promise<KeyUse> {
    return raiseKey({ ...raise, reference, who: this.#parts.who }, this.#parts.ports)
  }

  hosts(query: HostQuery): Promise<Page<ActivatedHost>> {
    return this.#parts.ports.store.hosts(query)
  }

  /**
   * Makes the activation object of a forest that has no connection; it counts as a host of its key. Rejects with
   * `key-not-found`, `request-malformed`, `issuer-expired`, `not-available`, and what the rules refuse.
   */
  createObject(forest: ForestRequest): Promise<MadeObject> {
    return createObject(forest, this.#parts.who, this.#parts.ports)
  }

  /** Machines that multiple activation keys activated, newest first. */
  activations(query: MachineActivationQuery): Promise<Page<MachineActivationRecord>> {
    return this.#parts.ports.store.machineActivations(query)
  }

  /**
   * Confirms an installation ID that somebody reads out. Rejects with the codes of its digits,
   * `installation-id-invalid`, `installation-id-month`, `issuer-expired`, `confirmation-key-missing`.
   */
  telephone(digits: string): Promise<TelephoneOutcome> {
    return answerTelephone(digits, this.#parts.who, this.#parts.ports)
  }

  /** Makes the token that opens `POST /v1/telephone`, in place of any earlier one; the only time that it is shown. */
  async makeDeskToken(): Promise<string> {
    const { files, who, ports } = this.#parts
    const token = await makeDeskToken({ files, ...ports })
    const subject = `vendor ${this.vendor.vendorName}`
    const entry = { atMs: ports.clock.nowMs(), who, action: 'desk-token-made', subject, detail: '' } as const
    await ports.store.record([{ kind: 'audit-added', entry }])
    return token
  }

  /** What customers without a connection need: licences, catalogue, issuer certificate, root. All of it is public. */
  exportMedia(): Promise<readonly MediaFile[]> {
    return exportMedia(this.vendor, this.#parts.who, this.#parts.ports)
  }

  audit(query: PageQuery): Promise<Page<StoredAuditEntry>> {
    return this.#parts.ports.store.audit(query)
  }

  /** The issuer certificate as a document. */
  async issuerCertificate(): Promise<Uint8Array> {
    return (await this.#parts.ports.issuer()).certificate
  }

  /** Renews the issuer with the root key. Rejects with `root-key-missing`, `passphrase-wrong`. */
  renewIssuer(renewal: {
    readonly passphrase: string
    readonly rootFolder?: string
    readonly newKey?: boolean
  }): Promise<RenewedIssuer> {
    const { who, files, sealer, ports, rootFilesAt } = this.#parts
    const { passphrase, rootFolder, newKey = false } = renewal
    const context = { ports, files, sealer, rootFiles: rootFilesAt(rootFolder) }
    return renewIssuer({ passphrase, newKey, who }, context)
  }

  /** The tokens that people sign in with. */
  get accessTokens(): AccessTokens {
    const { ports, files, who } = this.#parts
    const onChange = ({ action, token: { name, role } }: AccessTokenChange) =>
      auditConsole({ action, who, from: 'command line', detail: `${name} (${role})` }, ports)
    return new AccessTokens({ ...ports, files, onChange })
  }

  /** A consistent copy of the store at a new path, while the service runs. Rejects with `store-failed`. */
  backupStore(path: string): Promise<void> {
    return this.#parts.ports.store.backup(path)
  }

  /** Opens the service. Rejects with `port-in-use`, `port-forbidden`, `config-invalid`, `file-not-found`. */
  async serve(): Promise<RunningAuthority> {
    const { ports, httpServer, readTls } = this.#parts
    const { listen, limits } = this.config
    const tls = await readTls()
    warnOfIssuerEnd(await ports.issuer(), ports.clock.nowMs(), ports.log)
    const monitoring = await this.#openMonitoring()
    const face = this.#face(tls !== undefined)
    const { handle } = createAuthority(this.config, ports, face?.app)
    const { connectionsMax, requestMs } = limits
    const listening = await httpServer
      .listen({ ...listen, connectionsMax, requestMs, ...(tls === undefined ? {} : { tls }) }, handle)
      .catch(async (error: unknown) => {
        await monitoring?.close()
        throw error
      })
    const { address, port } = listening
    const url = urlOf(address, port, tls !== undefined)
    ports.log.write('info', 'authority-started', { url, address, port, metricsPort: monitoring?.port })
    if (tls === undefined)
      ports.log.write('warn', 'plain-http', {
        notice: 'Product keys travel unencrypted to this address.',
        url,
      })
    const running: RunningAuthority = {
      address,
      port,
      url,
      metrics: monitoring === undefined ? undefined : { address: monitoring.address, port: monitoring.port },
      stop: async () => {
        if (!this.#running.delete(running)) return
        this.#isStopping = true
        face?.close()
        await Promise.all([listening.close(limits.stopMs), monitoring?.close(limits.stopMs)])
        ports.log.write('info', 'authority-stopped', { url })
      },
    }
    this.#running.add(running)
    return running
  }

  /** Monitoring has an address of its own, since it does not sign in. */
  async #openMonitoring(): Promise<HttpListening | undefined> {
    const { ports, httpServer } = this.#parts
    const { metrics, limits } = this.config
    if (!metrics.enabled || ports.metrics === undefined) return undefined
    const options = { connectionsMax: monitoringConnectionsMax, requestMs: limits.requestMs }
    const isStopping = () => this.#isStopping
    return httpServer.listen(
      { address: metrics.address, port: metrics.port, ...options },
      monitoringHandler({ metrics: ports.metrics, ports, isStopping }),
    )
  }

  #face(isSecure: boolean): Face | undefined {
    const { vendor, ports, files, assets } = this.#parts
    if (!this.config.console.enabled) return undefined
    return createAuthorityFace({ vendor, ports, files, assets, isSecure })
  }

  /** Stops what runs and lets go of the folder. */
  async close(): Promise<void> {
    for (const running of [...this.#running]) await running.stop()
    await this.#parts.ports.store.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

function urlOf(address: string, port: number, isTls: boolean): string {
  const isEverywhere = address === '0.0.0.0' || address === '::'
  const name = isEverywhere ? 'localhost' : address.includes(':') ? `[${address}]` : address
  return `${isTls ? 'https' : 'http'}://${name}:${port}`
}
