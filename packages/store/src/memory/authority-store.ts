/**
 * The authority's store in memory: for tests and virtual time. A `pause` lets the lab wait and fail inside commits,
 * where a disk would.
 */
import { equalBytes } from '@muster/core/bytes'
import { AppError, assert } from '@muster/core/errors'
import {
  type AuditEntry,
  type AuthorityChange,
  type HostActivationRecord,
  type IssuedKey,
  type KeyState,
  keyIdOfHash,
  type MachineActivationRecord,
  type ProductRecord,
} from '@muster/core/issuing'
import {
  type ActivatedHost,
  type ArchivedDocument,
  type AuthorityOutcome,
  type AuthorityStore,
  type AuthorityTotals,
  type KeyDecisionQuery,
  type KeyUse,
  nearLimitShare,
  type Page,
  type PageQuery,
} from '@muster/core/stores'
import { readSequenceCursor } from '../sequence-cursor.ts'

/** What an authority knows, at one moment. */
export interface AuthorityContent {
  readonly products: readonly ProductRecord[]
  readonly keys: ReadonlyMap<string, IssuedKey>
  readonly activations: readonly HostActivationRecord[]
  readonly machines: readonly MachineActivationRecord[]
  readonly audit: readonly AuditEntry[]
}

/** The data behind one or more memory stores, as processes share a file. */
export class MemoryAuthorityData {
  /** As of the last commit; each commit replaces it whole. */
  content: AuthorityContent = { products: [], keys: new Map(), activations: [], machines: [], audit: [] }
  readonly archive: ArchivedDocument[] = []
  #lastCommit: Promise<unknown> = Promise.resolve()

  /** Runs commits one after another, whichever store they come from. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const running = this.#lastCommit.then(work)
    this.#lastCommit = running.catch(() => undefined)
    return running
  }
}

/** What surrounds a memory store. */
export interface MemoryAuthorityStoreOptions {
  /** Data to share with other stores; the store's own where it is left out. */
  readonly data?: MemoryAuthorityData
  /** Awaited before each commit takes effect; where it rejects, the commit fails with `store-failed`. */
  readonly pause?: () => Promise<void>
}

/** A store in memory, empty unless it is given data. */
export function createMemoryAuthorityStore(options: MemoryAuthorityStoreOptions = {}): AuthorityStore {
  const { data = new MemoryAuthorityData(), pause = async () => {} } = options
  const { archive } = data
  const commit = <Result>(decide: (content: AuthorityContent) => AuthorityOutcome<Result>) =>
    data.exclusively(async () => {
      const { changes, result } = decide(data.content)
      if (changes.length > 0) await pause().catch(failed)
      data.content = changes.reduce(apply, data.content)
      return result
    })
  return {
    decideForKey: (query, decide) => commit((content) => decide(keyStateOf(content, query))),
    decideForProducts: (decide) => commit(({ products }) => decide(products)),
    record: (changes) => commit(() => ({ changes, result: undefined })),
    products: async () => data.content.products,
    keys: async (query) =>
      page(
        usesOf(data.content).filter(
          ({ key }) => query.reference === undefined || isMeant(key, query.reference),
        ),
        query,
      ),
    keyHashOf: async (fingerprint) =>
      [...data.content.keys.values()].find((key) => key.fingerprint === fingerprint)?.keyHash,
    machineActivations: async (query) =>
      page(
        data.content.machines
          .filter(({ keyHash }) => query.keyHash === undefined || keyHash === query.keyHash)
          .reverse(),
        query,
      ),
    hosts: async (query) =>
      page(
        hostsOf(data.content).filter(
          ({ latest }) => query.keyHash === undefined || latest.keyHash === query.keyHash,
        ),
        query,
      ),
    totals: async () => totalsOf(data.content),
    audit: async (query) =>
      page(data.content.audit.map((entry, index) => ({ sequence: index + 1, entry })).reverse(), query),
    archive: async (document) => {
      if (!archive.some((kept) => isSameDocument(kept, document))) archive.push(document)
    },
    documents: async (query) =>
      page(
        archive
          .filter(({ kind }) => query.kind === undefined || kind === query.kind)
          .filter(({ subject }) => query.subject === undefined || subject === query.subject)
          .reverse(),
        query,
      ),
    backup: async () => {
      throw new AppError('store-failed', 'A store in memory has no file to copy.')
    },
    close: async () => {},
  }
}

function failed(cause: unknown): never {
  throw new AppError('store-failed', undefined, { cause })
}

function apply(content: AuthorityContent, change: AuthorityChange): AuthorityContent {
  switch (change.kind) {
    case 'product-added':
      return { ...content, products: [...content.products, change.product] }
    case 'key-issued':
      assert(!content.keys.has(change.key.keyHash), 'a key is issued once')
      return withKey(content, change.key)
    case 'key-blocked':
      return withKey(content, { ...keyOf(content, change.keyHash), block: change.block })
    case 'key-limits-raised': {
      const key = keyOf(content, change.keyHash)
      const exceptions = [...key.exceptions, change.exception]
      return withKey(content, { ...key, limits: change.limits, exceptions } as IssuedKey)
    }
    case 'host-activated':
      return { ...content, activations: [...content.activations, change.activation] }
    case 'machine-activated':
      return { ...content, machines: [...content.machines, change.activation] }
    case 'audit-added':
      return { ...content, audit: [...content.audit, change.entry] }
  }
}

function withKey(content: AuthorityContent, key: IssuedKey): AuthorityContent {
  return { ...content, keys: new Map([...content.keys, [key.keyHash, key]]) }
}

function keyOf(content: AuthorityContent, keyHash: string): IssuedKey {
  const key = content.keys.get(keyHash)
  assert(key !== undefined, 'only a key that was read is changed')
  return key
}

function keyStateOf(content: AuthorityContent, query: KeyDecisionQuery): KeyState | undefined {
  const { keyHash, hostPublicKey, hostDigest, machineDigest } = query
  const key = content.keys.get(keyHash)
  if (key === undefined) return undefined
  const activations = content.activations.filter((activation) => activation.keyHash === keyHash)
  const machines = content.machines.filter((activation) => activation.keyHash === keyHash)
  const machine = machines.find(({ digest }) => digest === machineDigest)
  const isMeantHost = (activation: HostActivationRecord) =>
    activation.hostPublicKey === hostPublicKey ||
    (hostDigest !== undefined && activation.hostDigest === hostDigest)
  return {
    key,
    hostsActivated: countHosts(activations),
    activationsOfHost: activations.filter(isMeantHost),
    machinesActivated: machines.length,
    ...(machine === undefined ? {} : { activationOfMachine: machine }),
  }
}

/** One host has one digest, online and by telephone. */
function hostIdOf({ hostDigest, hostPublicKey }: HostActivationRecord): string {
  return hostDigest ?? hostPublicKey
}

function countHosts(activations: readonly HostActivationRecord[]): number {
  return new Set(activations.map(hostIdOf)).size
}

function usesOf(content: AuthorityContent): readonly KeyUse[] {
  return [...content.keys.values()].map((key) => {
    const activations = content.activations.filter(({ keyHash }) => keyHash === key.keyHash)
    const machines = content.machines.filter(({ keyHash }) => keyHash === key.keyHash)
    return {
      key,
      hostsActivated: countHosts(activations),
      activations: activations.length + machines.length,
    }
  })
}

function totalsOf(content: AuthorityContent): AuthorityTotals {
  const uses = usesOf(content)
  const near = uses.filter(({ key, hostsActivated, activations }) => {
    if (key.block !== undefined) return false
    if (key.kind === 'host') return hostsActivated >= key.limits.hostsMax * nearLimitShare
    return activations >= key.limits.activationsMax * nearLimitShare
  })
  return {
    keys: uses.length,
    keysBlocked: uses.filter(({ key }) => key.block !== undefined).length,
    keysNearLimit: near.length,
    hosts: uses.reduce((sum, { hostsActivated }) => sum + hostsActivated, 0),
    hostActivations: content.activations.length,
    machines: content.machines.length,
  }
}

function isMeant(key: IssuedKey, reference: string): boolean {
  return key.partialProductKey === reference || keyIdOfHash(key.keyHash) === reference
}

function hostsOf(content: AuthorityContent): readonly ActivatedHost[] {
  const hosts = new Map<string, ActivatedHost>()
  for (const latest of content.activations) {
    const name = `${latest.keyHash} ${hostIdOf(latest)}`
    const earlier = hosts.get(name)
    hosts.set(name, {
      latest,
      firstActivatedAtMs: earlier?.firstActivatedAtMs ?? latest.activatedAtMs,
      activations: (earlier?.activations ?? 0) + 1,
    })
  }
  return [...hosts.values()]
}

function isSameDocument(left: ArchivedDocument, right: ArchivedDocument): boolean {
  return (
    left.kind === right.kind && left.subject === right.subject && equalBytes(left.document, right.document)
  )
}

/** The place to go on from is how many rows were read; lists that grow at their front may show a row twice. */
function page<Item>(items: readonly Item[], query: PageQuery): Page<Item> {
  const start = readSequenceCursor(query.after, 0)
  const end = start + query.limit
  return { items: items.slice(start, end), next: end < items.length ? String(end) : undefined }
}
