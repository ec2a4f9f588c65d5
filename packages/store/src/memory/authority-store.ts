/** The authority's store in memory: for tests and virtual time. Nothing of it outlives the process. */
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
import type {
  ActivatedHost,
  ArchivedDocument,
  AuthorityOutcome,
  AuthorityStore,
  KeyDecisionQuery,
  KeyUse,
  Page,
  PageQuery,
} from '@muster/core/stores'
import { readSequenceCursor } from '../sequence-cursor.ts'

interface Content {
  readonly products: readonly ProductRecord[]
  readonly keys: ReadonlyMap<string, IssuedKey>
  readonly activations: readonly HostActivationRecord[]
  readonly machines: readonly MachineActivationRecord[]
  readonly audit: readonly AuditEntry[]
}

/** An empty store. */
export function createMemoryAuthorityStore(): AuthorityStore {
  let content: Content = { products: [], keys: new Map(), activations: [], machines: [], audit: [] }
  const archive: ArchivedDocument[] = []
  const commit = <Result>(outcome: AuthorityOutcome<Result>): Result => {
    content = outcome.changes.reduce(apply, content)
    return outcome.result
  }
  return {
    decideForKey: async (query, decide) => commit(decide(keyStateOf(content, query))),
    decideForProducts: async (decide) => commit(decide(content.products)),
    record: async (changes) => commit({ changes, result: undefined }),
    products: async () => content.products,
    keys: async (query) =>
      page(
        usesOf(content).filter(({ key }) => query.reference === undefined || isMeant(key, query.reference)),
        query,
      ),
    keyHashOf: async (fingerprint) =>
      [...content.keys.values()].find((key) => key.fingerprint === fingerprint)?.keyHash,
    machineActivations: async (query) =>
      page(
        content.machines
          .filter(({ keyHash }) => query.keyHash === undefined || keyHash === query.keyHash)
          .reverse(),
        query,
      ),
    hosts: async (query) =>
      page(
        hostsOf(content).filter(
          ({ latest }) => query.keyHash === undefined || latest.keyHash === query.keyHash,
        ),
        query,
      ),
    audit: async (query) =>
      page(content.audit.map((entry, index) => ({ sequence: index + 1, entry })).reverse(), query),
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

function apply(content: Content, change: AuthorityChange): Content {
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

function withKey(content: Content, key: IssuedKey): Content {
  return { ...content, keys: new Map([...content.keys, [key.keyHash, key]]) }
}

function keyOf(content: Content, keyHash: string): IssuedKey {
  const key = content.keys.get(keyHash)
  assert(key !== undefined, 'only a key that was read is changed')
  return key
}

function keyStateOf(content: Content, query: KeyDecisionQuery): KeyState | undefined {
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

function usesOf(content: Content): readonly KeyUse[] {
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

function isMeant(key: IssuedKey, reference: string): boolean {
  return key.partialProductKey === reference || keyIdOfHash(key.keyHash) === reference
}

function hostsOf(content: Content): readonly ActivatedHost[] {
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
