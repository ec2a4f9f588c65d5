/** A store that was written before there were reports is brought up to date with what its events say. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventCodeNumber } from '@muster/core/events'
import { unservedProductId } from '@muster/core/stores'
import { expect, test } from 'vitest'
import { applicationOf, cmidOf, productOf, startMs } from '../conformance/samples.ts'
import { openDatabase } from './database.ts'
import { hostMigrations } from './host-migrations.ts'
import { openSqliteReports } from './reports.ts'
import { uuidBytes } from './row.ts'

const insertEvent = `INSERT INTO events (id, time_ms, code, cmid, product_id, application_id, count, lease_id, previous_lease_id,
    licence_state, minimum_count)
  VALUES (12290, ?, ?, ?, ?, ?, ?, ?, ?, 2, 2)`
const insertMachine = `INSERT INTO machines (cmid, product_id, application_id, address, licence_state, virtual,
    minutes_to_state_expiry, first_seen_ms, last_seen_ms)
  VALUES (?, ?, ?, '192.0.2.1', 2, 0, 1, ?, ?)`
const clockDifference = eventCodeNumber('clock-difference')
const notServed = eventCodeNumber('product-not-served')

test('activity, broken lineages and groups are found in the events and machines that are there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-reports-migration-'))
  const path = join(folder, 'host.db')
  const database = openDatabase(path, hostMigrations.slice(0, 2))
  const [product, application] = [uuidBytes(productOf(1)), uuidBytes(applicationOf(1))]
  const lease = (number: number) => new Uint8Array(8).fill(number)
  const answer = database.prepare(insertEvent)
  for (const machine of [1, 2]) {
    const cmid = uuidBytes(cmidOf(machine))
    database.prepare(insertMachine).run(cmid, product, application, startMs, startMs)
    answer.run(startMs, 0, cmid, product, application, machine, lease(1), null)
    answer.run(startMs + 1, 0, cmid, product, application, machine, lease(2), lease(1))
    answer.run(startMs + 2, 0, cmid, product, application, machine, lease(3), lease(machine))
  }
  for (const code of [clockDifference, notServed])
    answer.run(startMs, code, uuidBytes(cmidOf(3)), product, application, null, null, null)
  database.close()

  const reports = openSqliteReports(path)
  const activity = await reports.activity({ sinceMs: 0, spanMs: 3_600_000 })
  const sums = activity.map(({ productId, requests, activations, countMax }) => [
    productId,
    requests,
    activations,
    countMax,
  ])
  expect(sums).toEqual([
    [unservedProductId, 1, 0, 0],
    [productOf(1), 6, 3, 2],
    [productOf(1), 1, 0, 0],
  ])
  const { items } = await reports.irregularMachines({ sinceMs: startMs, limit: 9 })
  expect(items.map(({ cmid }) => cmid)).toEqual([cmidOf(1)])
  const groups = await reports.machineGroups(startMs)
  expect(groups).toMatchObject([{ productId: productOf(1), licenceState: 2, virtual: false, machines: 2 }])
  await reports.close()
  rmSync(folder, { recursive: true })
})
