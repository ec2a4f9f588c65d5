/** Records for the conformance suite of the authority's store. */
import { defaultPolicy } from '@muster/core/documents'
import type {
  AuditEntry,
  HostActivationRecord,
  IssuedHostKey,
  IssuedMak,
  MachineActivationRecord,
  ProductRecord,
} from '@muster/core/issuing'

const base = { productGroups: [7, 9], issuedAtMs: 1, issuedBy: 'anna', note: 'Corp', exceptions: [] }

/** A host key as it was issued. */
export const hostKey: IssuedHostKey = {
  ...base,
  kind: 'host',
  keyHash: 'ab'.repeat(32),
  partialProductKey: 'XY7Z9',
  limits: { hostsMax: 6, activationsPerHostMax: 10 },
}

/** A multiple activation key as it was issued. */
export const mak: IssuedMak = {
  ...base,
  kind: 'mak',
  keyHash: 'cd'.repeat(32),
  fingerprint: 'ef'.repeat(7),
  partialProductKey: 'ABCDE',
  limits: { activationsMax: 50 },
}

/** The n-th product. */
export function productOf(n: number): ProductRecord {
  return {
    addedAtMs: n,
    terms: {
      productId: `1111111${n}-2222-4333-8444-555555555555`,
      name: 'Writer',
      edition: 'Enterprise',
      version: `${n}.0`,
      applicationId: '66666666-7777-4888-8999-aaaaaaaaaaaa',
      applicationName: 'Writer',
      productGroup: n,
      policy: defaultPolicy('client'),
    },
  }
}

/** The activation with this ordinal of one host with {@link hostKey}. */
export function activationOf(hostPublicKey: string, ordinal: number): HostActivationRecord {
  return {
    keyHash: hostKey.keyHash,
    hostPublicKey,
    hostName: `host-${hostPublicKey}`,
    address: '192.0.2.1',
    nonce: `${hostPublicKey}0${ordinal}`,
    serial: `${hostPublicKey}1${ordinal}`,
    ordinal,
    activatedAtMs: ordinal,
    issuedAtSeconds: ordinal,
    expiresSeconds: ordinal + 1_000,
    productGroups: [7, 9],
  }
}

/** The n-th machine that {@link mak} activated. */
export function machineOf(n: number): MachineActivationRecord {
  return {
    keyHash: mak.keyHash,
    digest: `0${n}`.repeat(12),
    installationId: `1${n}`.repeat(22),
    channel: n === 1 ? 'online' : 'telephone',
    ...(n === 1 ? { productId: productOf(1).terms.productId } : {}),
    address: '192.0.2.1',
    activatedAtMs: n,
  }
}

/** The n-th audit entry. */
export function auditOf(n: number): AuditEntry {
  return { atMs: n, who: 'anna', action: 'key-issued', subject: `key ${n}`, detail: 'host key' }
}
