/**
 * The client's state in memory: what is kept, with every licence and lease verified. A lease that does not verify is
 * simply not there, so a licensed product always stands on a `Verified` answer (R4.8, R4.11).
 */
import {
  type Answer,
  cmidOf,
  type TrustedProductLicence,
  type Verified,
  verifyHost,
  verifyHostLease,
  verifyProductLicence,
} from '../documents/index.ts'
import { codeOf, type ErrorCode, type Reason } from '../errors/index.ts'
import type { HardwareFact, Verifier } from '../ports/index.ts'
import type { ActivationRequest } from '../wire/index.ts'
import type { HostAddress, HostSource } from './host-address.ts'
import type { InstallationState, ProductState } from './installation-state.ts'
import type { LicenceState } from './licence-state.ts'

/** What the client says of the machine it runs on. */
export interface MachineFacts {
  /** Left out of requests where undefined. */
  readonly name: string | undefined
  readonly virtual: boolean
  readonly hardware: readonly HardwareFact[]
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

/** One round of activation; nothing of it is kept. */
export type Round = AskingRound | LookingUpRound

/** A product with its proofs. */
export interface LoadedProduct {
  readonly stored: ProductState
  readonly licence: Verified<TrustedProductLicence>
  /** The answer that activated the product; absent where there is none or it does not verify. */
  readonly lease?: Verified<Answer>
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
  const loaded = products.map((product) => loadProduct(product, cmid, verifier))
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

/** Verifies one product's licence and lease. Throws the codes of a document for the licence. */
export function loadProduct(stored: ProductState, cmid: string, verifier: Verifier): LoadedProduct {
  const licence = verifyProductLicence(stored.productLicence, stored.roots, verifier)
  const proof = proveLease(stored, licence, cmid, verifier)
  if (proof.kind === 'proven') return { stored, licence, lease: proof.lease }
  if (proof.kind === 'absent') return { stored, licence }
  const { evidence: _evidence, ...rest } = stored
  const lastError = { code: proof.code, reasons: [], atMs: stored.standing.sinceMs }
  return { stored: { ...rest, lastError }, licence }
}

type Proof =
  | { readonly kind: 'absent' }
  | { readonly kind: 'proven'; readonly lease: Verified<Answer> }
  | { readonly kind: 'rejected'; readonly code: ErrorCode }

function proveLease(
  stored: ProductState,
  licence: Verified<TrustedProductLicence>,
  cmid: string,
  verifier: Verifier,
): Proof {
  const { evidence } = stored
  if (evidence === undefined) return { kind: 'absent' }
  const { productId, productGroup, policy } = licence.terms
  try {
    const host = verifyHost(evidence, stored.roots, verifier)
    const lease = verifyHostLease(evidence.lease, host, { cmid, productId, productGroup }, verifier)
    if (lease.count < policy.threshold) return { kind: 'rejected', code: 'count-insufficient' }
    return { kind: 'proven', lease }
  } catch (error) {
    return { kind: 'rejected', code: codeOf(error) }
  }
}

/** A state with one product replaced or added. */
export function withProduct(state: ClientState, product: LoadedProduct): ClientState {
  return { ...state, products: new Map(state.products).set(product.stored.productId, product) }
}

/** A state read anew, with what the earlier one in memory held beside what is kept: rounds, machine, announcements. */
export function withMemoryOf(state: ClientState, earlier: ClientState): ClientState {
  const products = [...state.products.values()].map(({ stored, licence, lease }) => {
    const { round, announced } = earlier.products.get(stored.productId) ?? {}
    return {
      stored,
      licence,
      ...(lease === undefined ? {} : { lease }),
      ...(round === undefined ? {} : { round }),
      ...(announced === undefined ? {} : { announced }),
    }
  })
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
