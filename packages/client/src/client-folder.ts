/**
 * Everything that `muster client …` does with one machine folder, whether an agent serves the folder or not. Calls
 * reject with an AppError whose code says why; a network that is down is an outcome and never rejects.
 */
import type { ActivationChannel } from '@muster/core/documents'
import type { ErrorCode, Reason } from '@muster/core/errors'
import type { PresentedEvent } from '@muster/core/events'
import type { DirectorySetting, InstalledKeyKind } from '@muster/core/licensing'
import type { ClientDescription, ClientStatus } from './client-status.ts'
import type { DiscoveryReport } from './discover.ts'

/** Which product is meant; left out where only one is installed. */
export interface ProductChoice {
  readonly productId?: string
}

/** A product that was installed. */
export interface InstalledProduct {
  readonly productId: string
  readonly product: string
}

/** A key that was installed; only its last group is ever shown (R1.6). */
export interface InstalledProductKey {
  readonly productId: string
  readonly kind: InstalledKeyKind
  readonly partialProductKey: string
}

/** How an activation ended. */
export type ActivationOutcome =
  /** Activated for good, by a multiple activation key. */
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'activated'; readonly count: number; readonly activatedUntil: string }
  /** By an object in the directory of the machine's domain, without any count. */
  | {
      readonly kind: 'activated-by-directory'
      readonly objectName: string
      readonly objectDn: string
      readonly activatedUntil: string
    }
  | {
      readonly kind: 'count-insufficient'
      readonly count: number
      readonly threshold: number
      readonly missing: number
    }
  /** `reasons` has one row for each host that was tried. */
  | {
      readonly kind: 'failed'
      readonly code: ErrorCode
      readonly detail: string | null
      readonly reasons: readonly Reason[]
    }

/** What is read out to the vendor; the administrator's, since it names the key. */
export interface InstallationIdView {
  readonly productId: string
  readonly product: string
  readonly partialProductKey: string
  /** 9 groups of 7 digits with hyphens between. */
  readonly installationId: string
}

/** The identity after a rearm. */
export interface RearmOutcome {
  readonly cmid: string
  /** The least that is left among the products. */
  readonly rearmsLeft: number
}

/**
 * What proves an activation to anybody who trusts the vendor's root: signed documents in base64 (COSE_Sign1), of an
 * activation host or of a directory.
 */
export type LicenceEvidence = HostLicenceEvidence | DirectoryLicenceEvidence

/** By a directory: the object carries its issuer certificate, and names the directory that it is for. */
export interface DirectoryLicenceEvidence {
  readonly productLicence: string
  readonly activationObject: string
  /** UUID of the directory that held the object. */
  readonly forestId: string
  readonly checkedAt: string
}

/** By a host. */
export interface HostLicenceEvidence {
  readonly productLicence: string
  readonly lease: string
  readonly hostCertificate: string
  readonly issuerCertificate: string
}

/** One machine folder. */
export interface ClientFolder {
  /** Whether a running agent does the work. */
  readonly viaAgent: boolean
  /**
   * Installs a product licence with the vendor roots (Ed25519 public keys, 32 bytes each) that it must lead to.
   * Codes: those of a document; `administrator-needed`.
   */
  installLicence(file: Uint8Array, roots: readonly Uint8Array[]): Promise<InstalledProduct>
  /**
   * Installs a setup key or multiple activation key as it was typed. Codes: those of a product key,
   * `product-key-kind`, `product-key-mismatch`, `licence-missing`, `administrator-needed`.
   */
  installKey(text: string, choice?: ProductChoice): Promise<InstalledProductKey>
  /** Codes: `product-key-missing`, `licence-missing`, `product-unknown`, `product-ambiguous`, `administrator-needed`. */
  uninstallKey(choice?: ProductChoice): Promise<void>
  /**
   * Asks the directory, the activation host or the vendor now, by what licence and key allow. For everybody. Codes of a call that cannot be tried: `product-key-missing`,
   * `restart-needed`, `no-channel`, `licence-missing`, `product-unknown`, `product-ambiguous`.
   */
  activate(choice?: ProductChoice): Promise<ActivationOutcome>
  /** The object of `muster client status --json`. Without any product it says so and does not reject. */
  status(choice?: ProductChoice): Promise<ClientStatus>
  /** The status with words for people. */
  describe(choice?: ProductChoice): Promise<ClientDescription>
  /** One description for each installed product. */
  describeAll(): Promise<readonly ClientDescription[]>
  /** The signed lease with its certificates, or the activation object; null while neither activates the product. */
  evidence(choice?: ProductChoice): Promise<LicenceEvidence | null>
  /** Takes a new CMID; product and agent must restart afterwards. Codes: `rearms-exhausted`, `licence-missing`, `administrator-needed`. */
  rearm(): Promise<RearmOutcome>
  /** Prepares an image (R4.6). Codes as for a rearm, but none with `skipRearm`. */
  generalize(options: { readonly skipRearm: boolean }): Promise<void>
  /** Pins a host: NAME, NAME:PORT, [IPv6]:PORT or an http(s) URL; for one product or for all. Codes: `host-address-invalid`, `administrator-needed`. */
  setHost(text: string, choice?: ProductChoice): Promise<void>
  /** Takes a pinned host back; the cached one is asked again. */
  clearHost(choice?: ProductChoice): Promise<void>
  /** Whether the host that answered is remembered and asked first next time. */
  setHostCaching(on: boolean): Promise<void>
  /**
   * Looks for hosts in this domain before the machine's own, under this label instead of `_muster`. Codes:
   * `dns-name-invalid`, `dns-service-reserved`, `administrator-needed`.
   */
  setDomain(text: string, serviceLabel?: string): Promise<void>
  /** Looks in the machine's own domain first again. Codes: `administrator-needed`. */
  clearDomain(): Promise<void>
  /**
   * Says how the directory of the machine's domain is reached, also for a machine that joined none by itself. Codes:
   * `dns-name-invalid`, `directory-password-unprotected`, `usage`, `administrator-needed`.
   */
  setDirectory(setting: DirectorySetting): Promise<void>
  /** Leaves it to what the machine says of itself again. Codes: `administrator-needed`. */
  clearDirectory(): Promise<void>
  /** Restricts a product or the machine to one way to activate; undefined allows all again. Codes: `administrator-needed`. */
  setChannel(channel: ActivationChannel | undefined, choice?: ProductChoice): Promise<void>
  /** How a host would be found now, step by step; nothing is activated and nothing remembered. For everybody. */
  discover(choice?: ProductChoice): Promise<DiscoveryReport>
  /**
   * Where multiple activation keys are activated: the http(s) address of the vendor's authority; undefined takes it
   * back. Codes: `usage`, `administrator-needed`.
   */
  setAuthority(url: string | undefined): Promise<void>
  /** What to read out to the vendor. Codes: `product-key-missing`, `product-key-kind`, `administrator-needed`. */
  installationId(choice?: ProductChoice): Promise<InstallationIdView>
  /**
   * Activates with the digits that the vendor read back. Codes of a call that is refused before it is looked at: those
   * of the digits (the wrong groups are named), `too-many-attempts`, `product-key-kind`, `administrator-needed`.
   */
  confirm(digits: string, choice?: ProductChoice): Promise<ActivationOutcome>
  /** The kept events, oldest first. */
  events(): Promise<readonly PresentedEvent[]>
  /** Ends timers and connections; requests in flight are given up. */
  close(): Promise<void>
}
