/**
 * What a client keeps of one machine folder, as plain data. It holds no licence state 1: licensed is what the kept
 * lease proves when it is verified (see client-state.ts), never what a file says (R4.8, R4.11).
 */
import type { ActivationChannel, Certificates, MachineConfirmation } from '../documents/index.ts'
import type { ErrorCode, Reason } from '../errors/index.ts'
import type { DirectoryEvidence } from './directory-evidence.ts'
import type { DirectorySetting } from './directory-setting.ts'
import type { HostAddress } from './host-address.ts'
import { nextLicenceState } from './transitions.ts'

/** A state that is kept with the moment it began; 1 is never kept. */
export interface Standing {
  readonly state: 0 | 2 | 3 | 4 | 5 | 6
  readonly sinceMs: number
}

/** Kind of a key that a client can have (R1.4). */
export const installedKeyKinds = ['setup', 'mak'] as const
export type InstalledKeyKind = (typeof installedKeyKinds)[number]

/** What is kept of a product key: never the whole. */
export interface InstalledKey {
  readonly kind: InstalledKeyKind
  /** Last group (R1.6). */
  readonly partialProductKey: string
}

/** The lease that proves an activation, with the certificates that prove its host. */
export interface Evidence extends Certificates {
  readonly lease: Uint8Array
}

/** What is known of an installed multiple activation key. */
export interface MakState {
  /** 7 bytes that name the key in installation IDs. */
  readonly keyFingerprint: Uint8Array
  /** The whole key, until it activated the product; then it is forgotten (R1.6). */
  readonly productKey?: string
  /** Months of installation IDs that this installation showed or had confirmed, the latest last. */
  readonly months: readonly number[]
  /** Confirmation IDs that did not belong here, and since when they are counted. */
  readonly failures?: { readonly count: number; readonly sinceMs: number }
}

/** Intervals that the host told (R2.8). */
export interface Intervals {
  readonly retryMinutes: number
  readonly renewalMinutes: number
}

/** One hardware fact as it is kept: hashed, compared and never shown. */
export interface HardwareHash {
  readonly name: string
  readonly hash: Uint8Array
}

/** The last failure, for people. */
export interface LastError {
  readonly code: ErrorCode
  readonly detail?: string
  /** One for each host that was tried. */
  readonly reasons: readonly Reason[]
  readonly atMs: number
}

/** One product on this machine. */
export interface ProductState {
  readonly productId: string
  readonly productLicence: Uint8Array
  /** Vendor roots that came with the licence. */
  readonly roots: readonly Uint8Array[]
  readonly key?: InstalledKey
  /** Hash of the key that was installed last, kept after its removal: another key means another CMID (R4.5). */
  readonly keyDigest?: Uint8Array
  /** What holds where no lease proves more. */
  readonly standing: Standing
  /** The initial grace; absent where none is granted any more. */
  readonly grace?: { readonly startedAtMs: number; readonly extended: boolean }
  /** Whether a rearm restarted the initial grace before. */
  readonly graceWasExtended: boolean
  readonly rearmsLeft: number
  readonly evidence?: Evidence
  /** The vendor's confirmation that proves an activation by a multiple activation key. */
  readonly confirmation?: MachineConfirmation
  /** The directory's object that proves an activation by it. */
  readonly directory?: DirectoryEvidence
  /** Why the directory did not serve when it was asked last; absent after it did. */
  readonly directoryError?: LastError
  /** The one channel that the administrator left for this product. */
  readonly onlyChannel?: ActivationChannel
  /** Present while a multiple activation key is installed. */
  readonly mak?: MakState
  /** Certificates of the host that answered last, so that it need not send them again. */
  readonly heldCertificates?: Certificates
  /** Lease that the next request continues. */
  readonly lastLeaseId?: Uint8Array
  readonly lastCount?: number
  readonly intervals?: Intervals
  readonly pinnedHost?: HostAddress
  readonly cachedHost?: HostAddress
  /** The host that answered last, where DNS named it in that round; for people. */
  readonly discoveredHost?: HostAddress
  /** Hardware at the last activation. */
  readonly hardware: readonly HardwareHash[]
  /** Fingerprint in the request that led to the last activation, 8 bytes. */
  readonly fingerprint?: Uint8Array
  readonly lastError?: LastError
  /** When activation is due next. */
  readonly nextAttemptMs?: number
}

/** One machine folder. */
export interface InstallationState {
  /** The installation's own key, 32 bytes; the CMID follows from it. */
  readonly publicKey: Uint8Array
  /** The latest time that a verified answer stated (R4.9); 0 before the first. */
  readonly latestTrustedMs: number
  /** Whether state was lost: then no initial grace and no rearm is granted here any more. */
  readonly damaged: boolean
  /** Whether this is an image that rearms at its next start (R4.6). */
  readonly generalized: boolean
  /** Applies to every product that has none of its own. */
  readonly pinnedHost?: HostAddress
  readonly hostCaching: boolean
  /** Domain in which hosts are looked up first, instead of the machine's own. */
  readonly discoveryDomain?: string
  /** First label of the name that is looked up, instead of the usual one. */
  readonly serviceLabel?: string
  /** Address of the vendor's authority, for multiple activation keys. */
  readonly authority?: string
  /** How the directory of the domain is reached, where that is set by hand. */
  readonly directory?: DirectorySetting
  /** The one channel that the administrator left; a product may have another. */
  readonly onlyChannel?: ActivationChannel
  readonly products: readonly ProductState[]
}

export const productsMax = 100
export const rootsMax = 16
/** Months that are remembered of shown installation IDs. */
export const makMonthsMax = 12

/** The state of a folder that was never used. */
export function freshInstallation(publicKey: Uint8Array): InstallationState {
  return {
    publicKey,
    latestTrustedMs: 0,
    damaged: false,
    generalized: false,
    hostCaching: true,
    products: [],
  }
}

/**
 * What is left when the state was damaged: products, keys and hosts are known where `setup` tells them, but nothing
 * is licensed, no grace and no rearm is left, and activation is due.
 */
export function forfeitedInstallation(
  publicKey: Uint8Array,
  setup: InstallationState | undefined,
  nowMs: number,
): InstallationState {
  const base = setup ?? freshInstallation(publicKey)
  return {
    ...base,
    publicKey,
    latestTrustedMs: 0,
    damaged: true,
    generalized: false,
    products: base.products.map((product) => forfeitedProduct(product, nowMs)),
  }
}

function forfeitedProduct(product: ProductState, nowMs: number): ProductState {
  const { productId, productLicence, roots, key, keyDigest, mak, pinnedHost, cachedHost, onlyChannel } =
    product
  return {
    productId,
    productLicence,
    roots,
    standing: { state: nextLicenceState(product.standing.state, 'state-damaged') as 0, sinceMs: nowMs },
    graceWasExtended: true,
    rearmsLeft: 0,
    hardware: [],
    lastError: { code: 'state-damaged', reasons: [], atMs: nowMs },
    ...(key === undefined ? {} : { key }),
    ...(keyDigest === undefined ? {} : { keyDigest }),
    ...(mak === undefined ? {} : { mak: { keyFingerprint: mak.keyFingerprint, months: mak.months } }),
    ...(pinnedHost === undefined ? {} : { pinnedHost }),
    ...(cachedHost === undefined ? {} : { cachedHost }),
    ...(onlyChannel === undefined ? {} : { onlyChannel }),
  }
}

/** The part of a state that grants nothing: kept in a second file so that damage does not uninstall the products. */
export function setupOf(state: InstallationState): InstallationState {
  return forfeitedInstallation(state.publicKey, state, 0)
}
