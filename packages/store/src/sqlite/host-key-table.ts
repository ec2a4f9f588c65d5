/** The host keys that are installed, before and after their activation. */

import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { HostKeyInstallation } from '@muster/core/stores'
import { readHostKey } from '../rows/host-records.ts'
import { type Row, RowReader } from './row.ts'

/** Reads and writes `host_keys`. */
export class HostKeyTable {
  readonly #select: StatementSync
  readonly #put: StatementSync
  readonly #delete: StatementSync

  constructor(database: DatabaseSync) {
    this.#select = database.prepare('SELECT * FROM host_keys ORDER BY installed_at_ms, rowid')
    this.#put = database.prepare(putHostKey)
    this.#delete = database.prepare('DELETE FROM host_keys WHERE partial_product_key = ?')
  }

  read(): readonly HostKeyInstallation[] {
    return this.#select.all().map(readInstallation)
  }

  put(installation: HostKeyInstallation): void {
    const { activation } = installation
    this.#put.run(
      installation.productGroup,
      installation.partialProductKey,
      installation.installedAtMs,
      installation.productKey ?? null,
      activation?.activatedAtMs ?? null,
      activation?.hostCertificate ?? null,
      activation?.issuerCertificate ?? null,
      activation?.catalogue ?? null,
    )
  }

  remove(partialProductKey: string): void {
    this.#delete.run(partialProductKey)
  }
}

const putHostKey = `INSERT INTO host_keys (product_group, partial_product_key, installed_at_ms, product_key,
    activated_at_ms, host_certificate, issuer_certificate, catalogue)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET installed_at_ms = excluded.installed_at_ms, product_key = excluded.product_key,
    activated_at_ms = excluded.activated_at_ms, host_certificate = excluded.host_certificate,
    issuer_certificate = excluded.issuer_certificate, catalogue = excluded.catalogue`

function readInstallation(row: Row): HostKeyInstallation {
  const reader = new RowReader(row)
  return readHostKey(reader, reader.optionalText('product_key'))
}
