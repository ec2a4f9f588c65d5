/**
 * The client's state in memory: what is kept, with every licence and lease verified. A lease that does not verify is
 * simply not there, so a licensed product always stands on a `Verified` answer (R4.8, R4.11).
 */
import {
  type Answer,
  cmidOf,
  type MachineConfirmation,
  type TrustedProductLicence,
  type Verified,
  verifyHost,
  verifyHostLease,
  verifyMachineConfirmation,
  verifyProductLicence,
} from '../documents/index.ts'
import { AppError, codeOf, type ErrorCode, type Reason } from '../errors/index.ts'
import type { HardwareFact, Verifier } from '../ports/index.ts'
import type { ActivationRequest } from '../wire/index.ts'
import { type ProvenObject, proveObject } from './directory-evidence.ts'
import type { HostAddress, HostSource } from './host-address.ts'
import type { InstallationState, ProductState } from './installation-state.ts'
import type { LicenceState } from './licence-state.ts'

/** What the client says of the machine it runs on. */
export interface MachineFacts {
  /** Left out of requests where undefined. */
  readonly name: string | undefined
  readonly virtual: boolean
  readonly hardware: readonly HardwareFact[]
  /** DNS name of the domain that it joined, lower case; absent where it is in none. */
  readonly domain?: string
}

/** A host to try, and how it is known. */
export interface HostCandidate {
  readonly host: HostAddress
  readonly from: HostSource
}

/** Where hosts may still be looked up in a round: in these domains, or in the machine's own search list. */
export type DomainsLeft =
  | { readonly kind: 'domains'; readonly domains: readonly string[] }
  /** `first` is asked before the machine's own list. */
  | { readonly kind: 'search-list'; readonly first: string | undefined }

/** What a round went through so far, and what it has left. */
export interface RoundTrail {
  readonly remaining: readonly HostCandidate[]
  /** Undefined where there is nothing to look up, or nothing more. */
  readonly domainsLeft: DomainsLeft | undefined
  /** Hosts and names that failed, in the order in which they were tried. */
  readonly failures: readonly Reason[]
  /** Hosts that failed, as text: none is asked twice in one round. */
  readonly tried: readonly string[]
  /** When the round began: it ends within bounded time. */
  readonly startedAtMs: number
  /** Whether a host asked for a new CMID in this round already. */
  readonly rearmed: boolean
}

/** A request on its way. */
export interface AskingRound extends RoundTrail {
  readonly kind: 'asking'
  readonly candidate: HostCandidate
  readonly request: ActivationRequest
}

/** A round that waits for DNS. */
export interface LookingUpRound extends RoundTrail {
  readonly kind: 'looking-up'
}

/** A round that waits for the vendor's authority. */
export interface ConfirmingRound {
  readonly kind: 'confirming'
  /** No host is tried, so none fails. */
  readonly failures: readonly []
}

/** A round that waits for the directory of the machine's domain. */
export interface ReadingDirectoryRound {
  readonly kind: 'reading-directory'
  readonly domain: string
  /** It comes first, so nothing failed yet. */
  readonly failures: readonly []
}

/** One round of activation; nothing of it is kept. */
export type Round = AskingRound | LookingUpRound | ConfirmingRound | ReadingDirectoryRound

/** A product with its proofs. */
export interface LoadedProduct {
  readonly stored: ProductState
  readonly licence: Verified<TrustedProductLicence>
  /** The answer that activated the product; absent where there is none or it does not verify. */
  readonly lease?: Verified<Answer>
  /** The confirmation that activated the product; absent as the lease is. */
  readonly confirmation?: Verified<MachineConfirmation>
  /** The directory's object that activated the product; absent as the lease is. */
  readonly directoryObject?: ProvenObject
  readonly round?: Round
  /** The state that was last told to listeners. */
  readonly announced?: LicenceState
}

/** Everything that {@link step} works on. */
export interface ClientState {
  readonly installation: Omit<InstallationState, 'products'>
  readonly cmid: string
  readonly products: ReadonlyMap<string, LoadedProduct>
  readonly machine: MachineFacts
}

const unknownMachine: MachineFacts = { name: undefined, virtual: false, hardware: [] }

/**
 * Verifies a kept state. Throws the codes of a document where a product licence does not verify under the roots
 * that are kept with it.
 */
export function loadClientState(stored: InstallationState, verifier: Verifier): ClientState {
  const { products, ...installation } = stored
  const cmid = cmidOf(installation.publicKey, verifier)
  const own = { cmid, publicKey: installation.publicKey }
  const loaded = products.map((product) => loadProduct(product, own, verifier))
  return {
    installation,
    cmid,
    products: new Map(loaded.map((product) => [product.stored.productId, product])),
    machine: unknownMachine,
  }
}

/** What has to be kept of a state in memory. */
export function storedInstallation(state: ClientState): InstallationState {
  return { ...state.installation, products: [...state.products.values()].map(({ stored }) => stored) }
}

/** Whose proofs they have to be. */
export interface OwnIdentity {
  readonly cmid: string
  readonly publicKey: Uint8Array
}

/** Verifies one product's licence and proofs. Throws the codes of a document for the licence. */
export function loadProduct(stored: ProductState, own: OwnIdentity, verifier: Verifier): LoadedProduct {
  const licence = verifyProductLicence(stored.productLicence, stored.roots, verifier)
  const lease = prove(() => proveLease(stored, licence, own, verifier))
  const confirmation = prove(() => proveConfirmation(stored, licence, own, verifier))
  const directoryObject = prove(() => proveDirectory(stored, licence, verifier))
  const { evidence, confirmation: kept, directory, ...rest } = stored
  const code = lease.code ?? confirmation.code ?? directoryObject.code
  const lastError = code === undefined ? {} : { lastError: unprovenError(code, stored) }
  return {
    stored: {
      ...rest,
      ...(lease.value === undefined || evidence === undefined ? {} : { evidence }),
      ...(confirmation.value === undefined || kept === undefined ? {} : { confirmation: kept }),
      ...(directoryObject.value === undefined || directory === undefined ? {} : { directory }),
      ...lastError,
    },
    licence,
    ...(lease.value === undefined ? {} : { lease: lease.value }),
    ...(confirmation.value === undefined ? {} : { confirmation: confirmation.value }),
    ...(directoryObject.value === undefined ? {} : { directoryObject: directoryObject.value }),
  }
}

function unprovenError(code: ErrorCode, { standing }: ProductState) {
  return { code, reasons: [], atMs: standing.sinceMs }
}

interface Proof<T> {
  readonly value: T | undefined
  /** Why it does not count, where there is one. */
  readonly code?: ErrorCode
}

/** What does not verify is not there; its code is told. */
function prove<T>(call: () => T | undefined): Proof<T> {
  try {
    return { value: call() }
  } catch (error) {
    return { value: undefined, code: codeOf(error) }
  }
}

function proveLease(
  stored: ProductState,
  licence: Verified<TrustedProductLicence>,
  { cmid }: OwnIdentity,
  verifier: Verifier,
): Verified<Answer> | undefined {
  const { evidence } = stored
  if (evidence === undefined) return undefined
  const { productId, productGroup, policy } = licence.terms
  const host = verifyHost(evidence, stored.roots, verifier)
  const lease = verifyHostLease(evidence.lease, host, { cmid, productId, productGroup }, verifier)
  if (lease.count < policy.threshold) throw new AppError('count-insufficient')
  return lease
}

function proveConfirmation(
  stored: ProductState,
  licence: Verified<TrustedProductLicence>,
  { publicKey }: OwnIdentity,
  verifier: Verifier,
): Verified<MachineConfirmation> | undefined {
  if (stored.confirmation === undefined) return undefined
  const { productId, productGroup } = licence.terms
  const expected = { publicKey, productId, productGroup, roots: stored.roots }
  return verifyMachineConfirmation(stored.confirmation, expected, verifier)
}

function proveDirectory(
  { directory, roots }: ProductState,
  licence: Verified<TrustedProductLicence>,
  verifier: Verifier,
): ProvenObject | undefined {
  return directory && proveObject(directory, licence, roots, verifier)
}

/** Whether something proves that the product is activated, for now or for good. */
export function isProven({ lease, confirmation, directoryObject }: LoadedProduct): boolean {
  return lease !== undefined || confirmation !== undefined || directoryObject !== undefined
}

/** A product without its proofs. */
export function withoutProofs(product: LoadedProduct): LoadedProduct {
  const {
    lease: _lease,
    confirmation: _confirmation,
    directoryObject: _directoryObject,
    ...proofless
  } = product
  const { evidence: _evidence, confirmation: _kept, directory: _object, ...stored } = product.stored
  return { ...proofless, stored }
}

/** A state with one product replaced or added. */
export function withProduct(state: ClientState, product: LoadedProduct): ClientState {
  return { ...state, products: new Map(state.products).set(product.stored.productId, product) }
}

/** A state read anew, with what the earlier one in memory held beside what is kept: rounds, machine, announcements. */
export function withMemoryOf(state: ClientState, earlier: ClientState): ClientState {
  const products = [...state.products.values()].map(
    ({ stored, licence, lease, confirmation, directoryObject }) => {
      const { round, announced } = earlier.products.get(stored.productId) ?? {}
      return {
        stored,
        licence,
        ...(lease === undefined ? {} : { lease }),
        ...(confirmation === undefined ? {} : { confirmation }),
        ...(directoryObject === undefined ? {} : { directoryObject }),
        ...(round === undefined ? {} : { round }),
        ...(announced === undefined ? {} : { announced }),
      }
    },
  )
  return {
    ...state,
    machine: earlier.machine,
    products: new Map(products.map((product) => [product.stored.productId, product])),
  }
}

/** A state without the round of a product, which was given up. */
export function withoutRound(state: ClientState, productId: string): ClientState {
  const product = state.products.get(productId)
  if (product === undefined) return state
  const { round: _round, ...rest } = product
  return withProduct(state, rest)
}
