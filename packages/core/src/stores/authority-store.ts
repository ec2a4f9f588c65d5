/**
 * What the vendor's authority keeps. Each decision reads and commits in one transaction, so that a limit holds
 * exactly however many requests arrive at once (R3.3). One conformance suite for all implementations.
 */
import type {
  AuditEntry,
  AuthorityChange,
  HostActivationRecord,
  IssuedKey,
  KeyState,
  MachineActivationRecord,
  ProductRecord,
} from '../issuing/index.ts'
import type { Page } from './host-store.ts'

/** The most rows that one page of a list holds. */
export const authorityPageMax = 1_000

/** What was decided: what to write, and what to hand back once it is durable. */
export interface AuthorityOutcome<Result> {
  /** In order. */
  readonly changes: readonly AuthorityChange[]
  readonly result: Result
}

/** A key with what it was used for. */
export interface KeyUse {
  readonly key: IssuedKey
  readonly hostsActivated: number
  /** Of hosts, or of machines: what the kind of the key activates. */
  readonly activations: number
}

/** One host of one key. */
export interface ActivatedHost {
  /** The latest activation. */
  readonly latest: HostActivationRecord
  readonly firstActivatedAtMs: number
  readonly activations: number
}

/** An entry of the audit log with its place in it. */
export interface StoredAuditEntry {
  readonly sequence: number
  readonly entry: AuditEntry
}

/** A signed document that was handed out. */
export interface ArchivedDocument {
  readonly kind:
    | 'issuer-certificate'
    | 'host-certificate'
    | 'activation-object'
    | 'product-licence'
    | 'catalogue'
  /** What the document is about: a serial, a product id, a list of groups. */
  readonly subject: string
  readonly issuedAtMs: number
  readonly document: Uint8Array
}

/** Which rows: a page, from a place on. */
export interface PageQuery {
  readonly limit: number
  readonly after?: string
}

/** Which keys: all, or those with this key id or last group. */
export interface KeyQuery extends PageQuery {
  readonly reference?: string
}

/** Which hosts: all, or those of one key. */
export interface HostQuery extends PageQuery {
  readonly keyHash?: string
}

/** Which machines: all, or those of one key; newest first. */
export interface MachineActivationQuery extends PageQuery {
  readonly keyHash?: string
}

/** Whom a decision is about. */
export interface KeyDecisionQuery {
  readonly keyHash: string
  /** Hexadecimal, as are the next two. The host is found by its public key or by its digest. */
  readonly hostPublicKey?: string
  readonly hostDigest?: string
  readonly machineDigest?: string
}

/** Which documents: all, or those of one kind and subject; newest first. */
export interface DocumentQuery extends PageQuery {
  readonly kind?: ArchivedDocument['kind']
  readonly subject?: string
}

/** A key is near its limit where so much of it is used. */
export const nearLimitShare = 0.9

/** What the store holds, added up. */
export interface AuthorityTotals {
  readonly keys: number
  readonly keysBlocked: number
  /** Of those that are not blocked: with {@link nearLimitShare} of the hosts or machines that they may activate, or more. */
  readonly keysNearLimit: number
  readonly hosts: number
  readonly hostActivations: number
  /** Machines that multiple activation keys activated. */
  readonly machines: number
}

/** The store of one authority. */
export interface AuthorityStore {
  /**
   * Reads the state of a key and of one host or machine with it, calls `decide` once, and makes its changes durable in one
   * commit. Decisions run one after another. Rejects with `store-failed` when the commit failed; then nothing of
   * it is there. What `decide` throws is passed on and nothing is written.
   */
  decideForKey<Result>(
    query: KeyDecisionQuery,
    decide: (state: KeyState | undefined) => AuthorityOutcome<Result>,
  ): Promise<Result>
  /** The same for a decision about all products. */
  decideForProducts<Result>(
    decide: (products: readonly ProductRecord[]) => AuthorityOutcome<Result>,
  ): Promise<Result>
  /** Writes changes that depend on nothing that is stored, in one commit. */
  record(changes: readonly AuthorityChange[]): Promise<void>
  /** In the order in which they were added. */
  products(): Promise<readonly ProductRecord[]>
  /** In the order in which they were issued. */
  keys(query: KeyQuery): Promise<Page<KeyUse>>
  /** The hash of the key that installation IDs name by this fingerprint (hexadecimal). */
  keyHashOf(fingerprint: string): Promise<string | undefined>
  machineActivations(query: MachineActivationQuery): Promise<Page<MachineActivationRecord>>
  /** In the order of their first activation. */
  hosts(query: HostQuery): Promise<Page<ActivatedHost>>
  /** Reads every key and activation: not for each request. */
  totals(): Promise<AuthorityTotals>
  /** Newest first. */
  audit(query: PageQuery): Promise<Page<StoredAuditEntry>>
  /** Keeps a document; the same bytes again change nothing. */
  archive(document: ArchivedDocument): Promise<void>
  documents(query: DocumentQuery): Promise<Page<ArchivedDocument>>
  /** Writes a consistent copy of the whole store while it is in use. */
  backup(path: string): Promise<void>
  close(): Promise<void>
}
