/** A secret that is forgotten while somebody reads: it stays in the log no longer than they do. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { HostKeyInstallation } from '@muster/core/stores'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqliteHostStore } from './host-store.ts'

const productKey = 'AAAAA-AAAAA-AAAAA-AAAAA-7Y2KQ'
const installation: HostKeyInstallation = {
  partialProductKey: '7Y2KQ',
  productGroup: 1,
  installedAtMs: 1,
  productKey,
}
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-forgetful-log-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function holdsSecret(): readonly boolean[] {
  return ['host.db', 'host.db-wal'].map((name) => readFileSync(join(folder, name)).includes(productKey))
}

test('R1.6 a forgotten secret leaves the file and the log at once', async () => {
  const store = openSqliteHostStore(join(folder, 'host.db'))
  await store.saveInstallation(installation)
  expect(holdsSecret()).toContain(true)
  await store.removeInstallation(installation.partialProductKey)
  expect(holdsSecret()).toEqual([false, false])
  await store.close()
})

test('R1.6 it leaves with the next write where somebody was reading, and nobody waits', async () => {
  const path = join(folder, 'host.db')
  const store = openSqliteHostStore(path)
  await store.saveInstallation(installation)
  const reader = new DatabaseSync(path)
  reader.exec('BEGIN')
  reader.prepare('SELECT * FROM host_keys').all()
  const startedMs = performance.now()
  await store.removeInstallation(installation.partialProductKey)
  await store.saveSettings({ retryMinutes: 15 })
  // The connection waits 5 s for other writers.
  expect(performance.now() - startedMs).toBeLessThan(4_000)
  expect(holdsSecret()).toContain(true)
  reader.exec('COMMIT')
  reader.close()
  await store.saveSettings({ retryMinutes: 16 })
  expect(holdsSecret()).toEqual([false, false])
  await store.close()
})
