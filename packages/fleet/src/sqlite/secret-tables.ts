/** Confirmations, and the keys that are kept for proxies. */
import type { DatabaseSync } from 'node:sqlite'
import { decodeInstallationId } from '@muster/core/confirming'
import { inTransaction, withStoreErrors } from '@muster/store/sqlite'
import type { Inventory } from '../inventory/inventory.ts'

type ConfirmationMethods = 'addConfirmations' | 'confirmationFor'
type KeyMethods = 'keepKey' | 'keptKeys' | 'keyTexts' | 'removeKey'

/** The part of the inventory that is about confirmations and keys. */
export function secretTables(database: DatabaseSync): Pick<Inventory, ConfirmationMethods | KeyMethods> {
  return { ...confirmationTable(database), ...keyTable(database) }
}

function confirmationTable(database: DatabaseSync): Pick<Inventory, ConfirmationMethods> {
  const put = database.prepare(
    `INSERT OR REPLACE INTO confirmations (key_fingerprint, digest, installation_id, confirmation, acquired_at_ms)
     VALUES (?, ?, ?, ?, ?)`,
  )
  const find = database.prepare(
    'SELECT installation_id, confirmation FROM confirmations WHERE key_fingerprint = ? AND digest = ?',
  )
  return {
    addConfirmations: (confirmations, nowMs) =>
      inTransaction(database, () => {
        for (const { installationId, confirmation } of confirmations) {
          const { keyFingerprint, digest } = decodeInstallationId(installationId)
          put.run(keyFingerprint, digest, installationId, confirmation, nowMs)
        }
      }),
    confirmationFor: (installationId) => {
      const { keyFingerprint, digest } = decodeInstallationId(installationId)
      const row = withStoreErrors(() => find.get(keyFingerprint, digest))
      if (row === undefined) return undefined
      return {
        installationId: row.installation_id as Uint8Array,
        confirmation: row.confirmation as Uint8Array,
      }
    },
  }
}

function keyTable(database: DatabaseSync): Pick<Inventory, KeyMethods> {
  const put = database.prepare(
    'INSERT OR IGNORE INTO keys (product_key, partial_product_key, product_group, kept_at_ms) VALUES (?, ?, ?, ?)',
  )
  const list = database.prepare('SELECT * FROM keys ORDER BY kept_at_ms, partial_product_key')
  const remove = database.prepare('DELETE FROM keys WHERE partial_product_key = ?')
  return {
    keepKey: ({ text, partialProductKey, productGroup }, nowMs) =>
      withStoreErrors(() => void put.run(text, partialProductKey, productGroup, nowMs)),
    keptKeys: () =>
      withStoreErrors(() => list.all()).map((row) => ({
        partialProductKey: String(row.partial_product_key),
        productGroup: Number(row.product_group),
        keptAtMs: Number(row.kept_at_ms),
      })),
    keyTexts: () => withStoreErrors(() => list.all()).map((row) => String(row.product_key)),
    removeKey: (partialProductKey) =>
      withStoreErrors(() => Number(remove.run(partialProductKey).changes) > 0),
  }
}
