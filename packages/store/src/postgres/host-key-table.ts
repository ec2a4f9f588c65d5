/** The host keys that are installed on one host, before and after their activation. */
import type { HostKeyInstallation } from '@muster/core/stores'
import type { Client } from 'pg'
import { readHostKey } from '../rows/host-records.ts'
import { type Row, RowReader } from './row.ts'
import type { SecretSealer } from './sealed-secret.ts'

/** The host keys of one host, in the order of their installation. */
export async function readHostKeys(
  client: Client,
  hostNumber: number,
  sealer: SecretSealer,
): Promise<readonly HostKeyInstallation[]> {
  const { rows } = await client.query(selectHostKeys, [hostNumber])
  return rows.map((row) => readInstallation(row, sealer))
}

/** Adds or replaces one. */
export async function putHostKey(
  client: Client,
  hostNumber: number,
  installation: HostKeyInstallation,
  sealer: SecretSealer,
): Promise<void> {
  const { productGroup, partialProductKey, installedAtMs, productKey, activation } = installation
  const sealed =
    productKey === undefined ? null : sealer.seal(productKey, placeOf(productGroup, partialProductKey))
  await client.query(insertHostKey, [
    hostNumber,
    productGroup,
    partialProductKey,
    installedAtMs,
    sealed,
    activation?.activatedAtMs ?? null,
    activation?.hostCertificate ?? null,
    activation?.issuerCertificate ?? null,
    activation?.catalogue ?? null,
  ])
}

/** Removes those with this last group. */
export async function removeHostKey(
  client: Client,
  hostNumber: number,
  partialProductKey: string,
): Promise<void> {
  await client.query(deleteHostKey, [hostNumber, partialProductKey])
}

const selectHostKeys = `SELECT product_group, partial_product_key, installed_at_ms, sealed_product_key,
    activated_at_ms, host_certificate, issuer_certificate, catalogue
  FROM muster.host_keys WHERE host_number = $1 ORDER BY installed_at_ms, position`

const insertHostKey = `INSERT INTO muster.host_keys (host_number, product_group, partial_product_key,
    installed_at_ms, sealed_product_key, activated_at_ms, host_certificate, issuer_certificate, catalogue)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (host_number, product_group, partial_product_key) DO UPDATE SET
    installed_at_ms = excluded.installed_at_ms, sealed_product_key = excluded.sealed_product_key,
    activated_at_ms = excluded.activated_at_ms, host_certificate = excluded.host_certificate,
    issuer_certificate = excluded.issuer_certificate, catalogue = excluded.catalogue`

const deleteHostKey = 'DELETE FROM muster.host_keys WHERE host_number = $1 AND partial_product_key = $2'

function placeOf(productGroup: number, partialProductKey: string): string {
  return `${productGroup} ${partialProductKey}`
}

function readInstallation(row: Row, sealer: SecretSealer): HostKeyInstallation {
  const reader = new RowReader(row)
  const sealed = reader.optionalBytes('sealed_product_key')
  const place = placeOf(reader.number('product_group'), reader.text('partial_product_key'))
  return readHostKey(reader, sealed === undefined ? undefined : sealer.open(sealed, place))
}
