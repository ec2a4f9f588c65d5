/** The search of a SQLite store beyond what one call looks at, and of machines that an older store holds. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { MachineSearch } from '@muster/core/stores'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { candidatesMax, walkedRowsMax } from '../machine-search.ts'
import { inTransaction, openDatabase } from './database.ts'
import { hostMigrations } from './host-migrations.ts'
import { openSqliteHostStore } from './host-store.ts'

const machines = 2 * walkedRowsMax + 10
const search: MachineSearch = { nowMs: 0, limit: 3, order: 'machineName', ascending: true }
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-machine-search-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const insertMachines = `WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < ?)
  INSERT INTO machines (cmid, product_id, application_id, machine_name, address, licence_state, virtual,
    minutes_to_state_expiry, first_seen_ms, last_seen_ms)
  SELECT unhex(printf('%032x', i)), zeroblob(16), zeroblob(16), printf('PC-%07d', i), '10.0.0.1', 1, i % 2, 1, i, i
  FROM numbers`

function fill(path: string, migrations: typeof hostMigrations): void {
  const database = openDatabase(path, migrations)
  inTransaction(database, () => database.prepare(insertMachines).run(machines))
  database.close()
}

test('a walk ends after a bounded number of rows, and goes on from there until everything was looked at', async () => {
  const path = join(folder, 'host.sqlite')
  fill(path, hostMigrations)
  const store = openSqliteHostStore(path)
  const steps: (readonly string[])[] = []
  let after: string | undefined
  do {
    const asked = { ...search, text: '01', virtual: false, ...(after === undefined ? {} : { after }) }
    const page = await store.searchMachines({ ...asked, limit: machines })
    steps.push(page.items.map(({ machineName }) => machineName ?? ''))
    after = page.next
  } while (after !== undefined)
  expect(steps).toHaveLength(3)
  const expected = Array.from({ length: machines }, (_, index) => `PC-${String(index + 1).padStart(7, '0')}`)
  expect(steps.flat()).toEqual(
    expected.filter((name, index) => name.slice(3).includes('01') && index % 2 === 1),
  )
  await store.close()
})

test('few are found wherever they are, many by walking: both give the same', async () => {
  const path = join(folder, 'host.sqlite')
  fill(path, hostMigrations)
  const store = openSqliteHostStore(path)
  const names = async (text: string) =>
    (await store.searchMachines({ ...search, text })).items.map(({ machineName }) => machineName)
  expect(await names(`${machines}`)).toEqual([`PC-${String(machines).padStart(7, '0')}`])
  expect(machines).toBeGreaterThan(candidatesMax)
  expect(await names('pc-')).toEqual(['PC-0000001', 'PC-0000002', 'PC-0000003'])
  await store.close()
})

test('machines of a store that is older are found after it was opened', async () => {
  const path = join(folder, 'host.sqlite')
  fill(path, hostMigrations.slice(0, 3))
  const store = openSqliteHostStore(path)
  const { items } = await store.searchMachines({ ...search, text: 'pc-0000042' })
  expect(items).toMatchObject([{ machineName: 'PC-0000042', seenAtMs: 42, virtual: false }])
  await store.close()
  const database = new DatabaseSync(path)
  expect(database.prepare('SELECT count(*) AS n FROM machine_lookup').get()).toEqual({ n: machines })
  expect(() =>
    database.exec(`INSERT INTO machine_names (machine_names) VALUES ('integrity-check')`),
  ).not.toThrow()
  database.close()
})
