/**
 * The authority's store in one SQLite file. Every decision is one transaction that may write from its start, so
 * that services and commands on the same file never count past each other.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { KeyException, KeyState } from '@muster/core/issuing'
import {
  type AuthorityOutcome,
  type AuthorityStore,
  type AuthorityTotals,
  type HostQuery,
  type KeyDecisionQuery,
  type KeyQuery,
  type MachineActivationQuery,
  nearLimitShare,
  type Page,
  type PageQuery,
} from '@muster/core/stores'
import { readSequenceCursor } from '../sequence-cursor.ts'
import { applyAuthorityChange } from './authority-changes.ts'
import { authority } from './authority-migrations/001-authority.ts'
import { telephone } from './authority-migrations/002-telephone.ts'
import { directories } from './authority-migrations/003-directories.ts'
import {
  readActivation,
  readAuditEntry,
  readDocument,
  readException,
  readHost,
  readKey,
  readKeyUse,
  readMachineActivation,
  readProduct,
} from './authority-rows.ts'
import { backupDatabase } from './backup.ts'
import { inTransaction, openDatabase } from './database.ts'
import type { Row } from './row.ts'
import { withStoreErrors } from './store-error.ts'

const sequenceMax = Number.MAX_SAFE_INTEGER

/**
 * Opens the file, making it where there is none.
 * Throws `store-failed`, `store-locked`, `store-damaged`, `store-newer`.
 */
export function openSqliteAuthorityStore(path: string): AuthorityStore {
  const database = openDatabase(path, [authority, telephone, directories])
  return {
    decideForKey: async (query, decide) =>
      inTransaction(database, () => commit(database, decide(readKeyState(database, query)))),
    decideForProducts: async (decide) =>
      inTransaction(database, () => commit(database, decide(readProducts(database)))),
    record: async (changes) =>
      inTransaction(database, () => commit(database, { changes, result: undefined })),
    products: async () => withStoreErrors(() => readProducts(database)),
    keys: async (query) => withStoreErrors(() => readKeys(database, query)),
    keyHashOf: async (fingerprint) => withStoreErrors(() => readKeyHash(database, fingerprint)),
    machineActivations: async (query) => withStoreErrors(() => readMachines(database, query)),
    hosts: async (query) => withStoreErrors(() => readHosts(database, query)),
    totals: async () => withStoreErrors(() => readTotals(database)),
    audit: async (query) => withStoreErrors(() => readAudit(database, query)),
    archive: async ({ kind, subject, issuedAtMs, document }) => {
      const sql =
        'INSERT OR IGNORE INTO documents (kind, subject, issued_at_ms, document) VALUES (?, ?, ?, ?)'
      withStoreErrors(() => database.prepare(sql).run(kind, subject, issuedAtMs, document))
    },
    documents: async (query) => withStoreErrors(() => readDocuments(database, query)),
    backup: (target) => backupDatabase(path, target),
    close: async () => database.close(),
  }
}

function commit<Result>(database: DatabaseSync, outcome: AuthorityOutcome<Result>): Result {
  for (const change of outcome.changes) applyAuthorityChange(database, change)
  return outcome.result
}

function readProducts(database: DatabaseSync) {
  return database.prepare('SELECT * FROM products ORDER BY sequence').all().map(readProduct)
}

function readKeyState(database: DatabaseSync, query: KeyDecisionQuery): KeyState | undefined {
  const { keyHash, hostPublicKey = '', hostDigest = '', machineDigest = '' } = query
  const row = database.prepare('SELECT * FROM keys WHERE key_hash = ?').get(keyHash)
  if (row === undefined) return undefined
  const counts = database
    .prepare(
      `SELECT (SELECT count(DISTINCT coalesce(host_digest, host_public_key)) FROM host_activations
          WHERE key_hash = :key_hash) AS hosts,
        (SELECT count(*) FROM machine_activations WHERE key_hash = :key_hash) AS machines`,
    )
    .get({ key_hash: keyHash })
  const activations = database
    .prepare(
      `SELECT * FROM host_activations WHERE key_hash = ? AND (host_public_key = ? OR host_digest = ?)
      ORDER BY sequence`,
    )
    .all(keyHash, hostPublicKey, hostDigest)
  const machine = database
    .prepare('SELECT * FROM machine_activations WHERE key_hash = ? AND digest = ?')
    .get(keyHash, machineDigest)
  return {
    key: readKey(row, readExceptions(database, keyHash)),
    hostsActivated: Number(counts?.hosts),
    activationsOfHost: activations.map(readActivation),
    machinesActivated: Number(counts?.machines),
    ...(machine === undefined ? {} : { activationOfMachine: readMachineActivation(machine) }),
  }
}

function readKeyHash(database: DatabaseSync, fingerprint: string): string | undefined {
  const row = database.prepare('SELECT key_hash FROM keys WHERE fingerprint = ?').get(fingerprint)
  return row === undefined ? undefined : String(row.key_hash)
}

function readExceptions(database: DatabaseSync, keyHash: string): readonly KeyException[] {
  const sql = 'SELECT * FROM key_exceptions WHERE key_hash = ? ORDER BY sequence'
  return database.prepare(sql).all(keyHash).map(readException)
}

function readKeys(database: DatabaseSync, query: KeyQuery) {
  const rows = database
    .prepare(
      `SELECT keys.*, keys.sequence AS place,
        (SELECT count(DISTINCT coalesce(host_digest, host_public_key)) FROM host_activations AS a
          WHERE a.key_hash = keys.key_hash) AS hosts_activated,
        (SELECT count(*) FROM host_activations AS a WHERE a.key_hash = keys.key_hash)
          + (SELECT count(*) FROM machine_activations AS m WHERE m.key_hash = keys.key_hash) AS activations
      FROM keys WHERE sequence > :after
        AND (:reference IS NULL OR key_id = :reference OR partial_product_key = :reference)
      ORDER BY sequence LIMIT :limit`,
    )
    .all({
      after: readSequenceCursor(query.after, 0),
      reference: query.reference ?? null,
      limit: query.limit + 1,
    })
  return page(rows, query, (row) => readKeyUse(row, readExceptions(database, String(row.key_hash))))
}

function readTotals(database: DatabaseSync): AuthorityTotals {
  const row = database.prepare(selectTotals).get({ share: nearLimitShare })
  return {
    keys: Number(row?.keys),
    keysBlocked: Number(row?.blocked ?? 0),
    keysNearLimit: Number(row?.near ?? 0),
    hosts: Number(row?.hosts),
    hostActivations: Number(row?.host_activations),
    machines: Number(row?.machines),
  }
}

const selectTotals = `WITH used AS (
    SELECT key_hash, count(DISTINCT coalesce(host_digest, host_public_key)) AS amount, count(*) AS activations
      FROM host_activations GROUP BY key_hash
    UNION ALL SELECT key_hash, count(*), 0 FROM machine_activations GROUP BY key_hash)
  SELECT count(*) AS keys, sum(blocked_at_ms IS NOT NULL) AS blocked,
    sum(blocked_at_ms IS NULL AND coalesce(used.amount, 0) >= :share * coalesce(hosts_max, activations_max)) AS near,
    (SELECT coalesce(sum(amount), 0) FROM used WHERE activations > 0) AS hosts,
    (SELECT count(*) FROM host_activations) AS host_activations,
    (SELECT count(*) FROM machine_activations) AS machines
  FROM keys LEFT JOIN used ON used.key_hash = keys.key_hash`

function readHosts(database: DatabaseSync, query: HostQuery) {
  const rows = database
    .prepare(
      `SELECT latest.*, host.place, host.activations, host.first_activated_at_ms
      FROM (
        SELECT min(sequence) AS place, max(sequence) AS newest, count(*) AS activations,
          min(activated_at_ms) AS first_activated_at_ms
        FROM host_activations WHERE :key_hash IS NULL OR key_hash = :key_hash
        GROUP BY key_hash, coalesce(host_digest, host_public_key)
      ) AS host JOIN host_activations AS latest ON latest.sequence = host.newest
      WHERE host.place > :after ORDER BY host.place LIMIT :limit`,
    )
    .all({
      after: readSequenceCursor(query.after, 0),
      key_hash: query.keyHash ?? null,
      limit: query.limit + 1,
    })
  return page(rows, query, readHost)
}

function readMachines(database: DatabaseSync, query: MachineActivationQuery) {
  const rows = database
    .prepare(
      `SELECT *, sequence AS place FROM machine_activations
      WHERE sequence < :after AND (:key_hash IS NULL OR key_hash = :key_hash)
      ORDER BY sequence DESC LIMIT :limit`,
    )
    .all({
      after: readSequenceCursor(query.after, sequenceMax),
      key_hash: query.keyHash ?? null,
      limit: query.limit + 1,
    })
  return page(rows, query, readMachineActivation)
}

function readAudit(database: DatabaseSync, query: PageQuery) {
  const rows = database
    .prepare('SELECT *, sequence AS place FROM audit WHERE sequence < ? ORDER BY sequence DESC LIMIT ?')
    .all(readSequenceCursor(query.after, sequenceMax), query.limit + 1)
  return page(rows, query, readAuditEntry)
}

function readDocuments(database: DatabaseSync, query: Parameters<AuthorityStore['documents']>[0]) {
  const rows = database
    .prepare(
      `SELECT *, sequence AS place FROM documents WHERE sequence < :after
        AND (:kind IS NULL OR kind = :kind) AND (:subject IS NULL OR subject = :subject)
      ORDER BY sequence DESC LIMIT :limit`,
    )
    .all({
      after: readSequenceCursor(query.after, sequenceMax),
      kind: query.kind ?? null,
      subject: query.subject ?? null,
      limit: query.limit + 1,
    })
  return page(rows, query, readDocument)
}

/** One row more than the page was read, to know whether the list goes on. */
function page<Item>(rows: readonly Row[], query: PageQuery, read: (row: Row) => Item): Page<Item> {
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  const goesOn = rows.length > shown.length && last !== undefined
  return { items: shown.map(read), next: goesOn ? String(last.place) : undefined }
}
