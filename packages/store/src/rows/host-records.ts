/** Machines, counts, host keys and sums of requests, read from rows. */
import { type ApplicationCount, type CountEntry, emptyApplicationCount } from '@muster/core/counting'
import type { ActivityBucket, HostKeyInstallation, MachineRecord } from '@muster/core/stores'
import { type ColumnReader, optional } from './column-reader.ts'
import { readCode } from './event-record.ts'

/** A machine of the inventory, from a row that has `counted` beside its columns. */
export function readMachineRecord(reader: ColumnReader): MachineRecord {
  return {
    cmid: reader.uuid('cmid'),
    productId: reader.uuid('product_id'),
    applicationId: reader.uuid('application_id'),
    ...optional('machineName', reader.optionalText('machine_name')),
    address: reader.text('address'),
    licenceState: reader.number('licence_state'),
    virtual: reader.boolean('virtual'),
    minutesToStateExpiry: reader.number('minutes_to_state_expiry'),
    ...optional('fingerprint', reader.optionalHex('fingerprint')),
    seenAtMs: reader.number('last_seen_ms'),
    firstSeenMs: reader.number('first_seen_ms'),
    counted: reader.boolean('counted'),
    ...optional('hostName', reader.optionalText('host_name')),
  }
}

/** What a machine's row holds of its lineage. */
export function readLineage(reader: ColumnReader) {
  return {
    ...optional('leaseId', reader.optionalHex('lease_id')),
    ...optional('irregularAtMs', reader.optionalNumber('irregular_at_ms')),
  }
}

/** An application's count, without its entries. */
export function readApplicationCount(reader: ColumnReader): ApplicationCount {
  return {
    ...emptyApplicationCount(reader.uuid('application_id')),
    highestThreshold: reader.number('highest_threshold'),
    capacity: reader.number('capacity'),
    nextSequence: reader.number('next_sequence'),
  }
}

/** An entry of a count. */
export function readCountEntry(reader: ColumnReader): CountEntry {
  return {
    cmid: reader.uuid('cmid'),
    requestedAtMs: reader.number('requested_at_ms'),
    expiresAtMs: reader.number('expires_at_ms'),
    sequence: reader.number('sequence'),
    ...optional('fingerprint', reader.optionalHex('fingerprint')),
  }
}

/** A host key; how its secret is kept differs, so it is handed in. */
export function readHostKey(reader: ColumnReader, productKey: string | undefined): HostKeyInstallation {
  const activatedAtMs = reader.optionalNumber('activated_at_ms')
  return {
    partialProductKey: reader.text('partial_product_key'),
    productGroup: reader.number('product_group'),
    installedAtMs: reader.number('installed_at_ms'),
    ...optional('productKey', productKey),
    ...(activatedAtMs === undefined ? {} : { activation: readActivation(reader, activatedAtMs) }),
  }
}

/** Sums of requests in one span of time. */
export function readActivityBucket(reader: ColumnReader): ActivityBucket {
  return {
    startMs: reader.number('start_ms'),
    productId: reader.uuid('product_id'),
    applicationId: reader.uuid('application_id'),
    code: readCode(reader.number('code')),
    requests: reader.number('requests'),
    activations: reader.number('activations'),
    countMax: reader.number('count_max'),
  }
}

function readActivation(reader: ColumnReader, activatedAtMs: number) {
  return {
    activatedAtMs,
    hostCertificate: reader.bytes('host_certificate'),
    issuerCertificate: reader.bytes('issuer_certificate'),
    catalogue: reader.bytes('catalogue'),
  }
}
