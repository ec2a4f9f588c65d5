/** Writing the changes that the authority decided; the caller holds the transaction. */
import type { DatabaseSync } from 'node:sqlite'
import { assert } from '@muster/core/errors'
import {
  type AuthorityChange,
  type HostActivationRecord,
  type IssuedKey,
  keyIdOfHash,
  type MachineActivationRecord,
} from '@muster/core/issuing'

/** Writes one change. */
export function applyAuthorityChange(database: DatabaseSync, change: AuthorityChange): void {
  switch (change.kind) {
    case 'product-added':
      database
        .prepare('INSERT INTO products (product_id, product_group, added_at_ms, terms) VALUES (?, ?, ?, ?)')
        .run(
          change.product.terms.productId,
          change.product.terms.productGroup,
          change.product.addedAtMs,
          JSON.stringify(change.product.terms),
        )
      return
    case 'key-issued':
      insertKey(database, change.key)
      return
    case 'key-blocked':
      blockKey(database, change)
      return
    case 'key-limits-raised':
      raiseLimits(database, change)
      return
    case 'host-activated':
      insertActivation(database, change.activation)
      return
    case 'machine-activated':
      insertMachineActivation(database, change.activation)
      return
    case 'audit-added': {
      const { atMs, who, action, subject, detail } = change.entry
      database
        .prepare('INSERT INTO audit (at_ms, who, action, subject, detail) VALUES (?, ?, ?, ?, ?)')
        .run(atMs, who, action, subject, detail)
    }
  }
}

function insertKey(database: DatabaseSync, key: IssuedKey): void {
  assert(key.block === undefined && key.exceptions.length === 0, 'a new key is neither blocked nor raised')
  database
    .prepare(
      `INSERT INTO keys (key_hash, key_id, fingerprint, partial_product_key, kind, product_groups, issued_at_ms,
        issued_by, note, hosts_max, activations_per_host_max, activations_max)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      key.keyHash,
      keyIdOfHash(key.keyHash),
      key.fingerprint ?? null,
      key.partialProductKey,
      key.kind,
      JSON.stringify(key.productGroups),
      key.issuedAtMs,
      key.issuedBy,
      key.note,
      ...limitColumns(key.limits),
    )
}

type Change<Kind extends AuthorityChange['kind']> = Extract<AuthorityChange, { readonly kind: Kind }>

function blockKey(database: DatabaseSync, { keyHash, block }: Change<'key-blocked'>): void {
  const { changes } = database
    .prepare('UPDATE keys SET blocked_at_ms = ?, blocked_by = ?, block_reason = ? WHERE key_hash = ?')
    .run(block.atMs, block.who, block.reason, keyHash)
  assert(changes === 1, 'only a key that was read is blocked')
}

function raiseLimits(database: DatabaseSync, change: Change<'key-limits-raised'>): void {
  const { keyHash, limits, exception } = change
  const { changes } = database
    .prepare(
      'UPDATE keys SET hosts_max = ?, activations_per_host_max = ?, activations_max = ? WHERE key_hash = ?',
    )
    .run(...limitColumns(limits), keyHash)
  assert(changes === 1, 'only a key that was read is raised')
  database
    .prepare('INSERT INTO key_exceptions (key_hash, at_ms, who, reason, detail) VALUES (?, ?, ?, ?, ?)')
    .run(keyHash, exception.atMs, exception.who, exception.reason, exception.detail)
}

function insertActivation(database: DatabaseSync, activation: HostActivationRecord): void {
  database
    .prepare(
      `INSERT INTO host_activations (key_hash, host_public_key, host_digest, host_name, address, nonce, serial,
        ordinal, activated_at_ms, issued_at_seconds, expires_seconds, product_groups, activated, forest_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      activation.keyHash,
      activation.hostPublicKey,
      activation.hostDigest ?? null,
      activation.hostName,
      activation.address,
      activation.nonce,
      activation.serial,
      activation.ordinal,
      activation.activatedAtMs,
      activation.issuedAtSeconds,
      activation.expiresSeconds,
      JSON.stringify(activation.productGroups),
      activation.directory === undefined ? 'host' : 'directory',
      activation.directory?.forestId ?? null,
    )
}

function insertMachineActivation(database: DatabaseSync, activation: MachineActivationRecord): void {
  const { keyHash, digest, installationId, channel, productId, address, activatedAtMs } = activation
  database
    .prepare(
      `INSERT INTO machine_activations (key_hash, digest, installation_id, channel, product_id, address,
        activated_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(keyHash, digest, installationId, channel, productId ?? null, address, activatedAtMs)
}

/** The columns hosts_max, activations_per_host_max, activations_max. */
function limitColumns(limits: IssuedKey['limits']): readonly [number | null, number | null, number | null] {
  if ('activationsMax' in limits) return [null, null, limits.activationsMax]
  return [limits.hostsMax, limits.activationsPerHostMax, null]
}
