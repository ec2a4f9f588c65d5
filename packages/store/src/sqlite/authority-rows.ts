/** Rows of the authority's tables and the records that they hold. */
import type { ProductTerms } from '@muster/core/documents'
import type {
  ActivatedDirectory,
  AuditAction,
  AuditEntry,
  HostActivationRecord,
  IssuedKey,
  KeyException,
  MachineActivationRecord,
  MachineChannel,
  ProductRecord,
} from '@muster/core/issuing'
import type { ActivatedHost, ArchivedDocument, KeyUse, StoredAuditEntry } from '@muster/core/stores'
import { type Row, RowReader } from './row.ts'

/** A row of products. */
export function readProduct(values: Row): ProductRecord {
  const row = new RowReader(values)
  return { terms: JSON.parse(row.text('terms')) as ProductTerms, addedAtMs: row.number('added_at_ms') }
}

/** A row of keys with its exceptions. */
export function readKey(values: Row, exceptions: readonly KeyException[]): IssuedKey {
  const row = new RowReader(values)
  const fingerprint = row.optionalText('fingerprint')
  const base = {
    keyHash: row.text('key_hash'),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    partialProductKey: row.text('partial_product_key'),
    productGroups: JSON.parse(row.text('product_groups')) as readonly number[],
    issuedAtMs: row.number('issued_at_ms'),
    issuedBy: row.text('issued_by'),
    note: row.text('note'),
    exceptions,
    ...(row.optionalNumber('blocked_at_ms') === undefined ? {} : { block: readBlock(row) }),
  }
  if (row.text('kind') === 'mak')
    return { ...base, kind: 'mak', limits: { activationsMax: row.number('activations_max') } }
  const limits = {
    hostsMax: row.number('hosts_max'),
    activationsPerHostMax: row.number('activations_per_host_max'),
  }
  return { ...base, kind: 'host', limits }
}

/** A row of keys with what it was used for. */
export function readKeyUse(values: Row, exceptions: readonly KeyException[]): KeyUse {
  const row = new RowReader(values)
  return {
    key: readKey(values, exceptions),
    hostsActivated: row.number('hosts_activated'),
    activations: row.number('activations'),
  }
}

/** A row of key_exceptions. */
export function readException(values: Row): KeyException {
  const row = new RowReader(values)
  return {
    atMs: row.number('at_ms'),
    who: row.text('who'),
    reason: row.text('reason'),
    detail: row.text('detail'),
  }
}

/** A row of host_activations. */
export function readActivation(values: Row): HostActivationRecord {
  const row = new RowReader(values)
  const hostDigest = row.optionalText('host_digest')
  return {
    keyHash: row.text('key_hash'),
    hostPublicKey: row.text('host_public_key'),
    ...(hostDigest === undefined ? {} : { hostDigest }),
    hostName: row.text('host_name'),
    ...(row.text('activated') === 'directory' ? { directory: readDirectory(row) } : {}),
    address: row.text('address'),
    nonce: row.text('nonce'),
    serial: row.text('serial'),
    ordinal: row.number('ordinal'),
    activatedAtMs: row.number('activated_at_ms'),
    issuedAtSeconds: row.number('issued_at_seconds'),
    expiresSeconds: row.number('expires_seconds'),
    productGroups: JSON.parse(row.text('product_groups')) as readonly number[],
  }
}

/** A row of host_activations, the latest of its host, with what is counted over all of them. */
export function readHost(values: Row): ActivatedHost {
  const row = new RowReader(values)
  return {
    latest: readActivation(values),
    firstActivatedAtMs: row.number('first_activated_at_ms'),
    activations: row.number('activations'),
  }
}

/** A row of machine_activations. */
export function readMachineActivation(values: Row): MachineActivationRecord {
  const row = new RowReader(values)
  const productId = row.optionalText('product_id')
  return {
    keyHash: row.text('key_hash'),
    digest: row.text('digest'),
    installationId: row.text('installation_id'),
    channel: row.text('channel') as MachineChannel,
    ...(productId === undefined ? {} : { productId }),
    address: row.text('address'),
    activatedAtMs: row.number('activated_at_ms'),
  }
}

/** A row of audit. */
export function readAuditEntry(values: Row): StoredAuditEntry {
  const row = new RowReader(values)
  const entry: AuditEntry = {
    atMs: row.number('at_ms'),
    who: row.text('who'),
    action: row.text('action') as AuditAction,
    subject: row.text('subject'),
    detail: row.text('detail'),
  }
  return { sequence: row.number('sequence'), entry }
}

/** A row of documents. */
export function readDocument(values: Row): ArchivedDocument {
  const row = new RowReader(values)
  return {
    kind: row.text('kind') as ArchivedDocument['kind'],
    subject: row.text('subject'),
    issuedAtMs: row.number('issued_at_ms'),
    document: row.bytes('document'),
  }
}

function readDirectory(row: RowReader): ActivatedDirectory {
  const forestId = row.optionalText('forest_id')
  return forestId === undefined ? {} : { forestId }
}

function readBlock(row: RowReader) {
  return {
    atMs: row.number('blocked_at_ms'),
    who: row.text('blocked_by'),
    reason: row.text('block_reason'),
  }
}
