/** Events of one machine in a log of many blocks: the same as if every event were looked at. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { EventQuery, HostStore } from '@muster/core/stores'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ask, cmidOf, pendingOf, startMs } from '../conformance/samples.ts'
import { openDatabase } from './database.ts'
import { hostMigrations } from './host-migrations.ts'
import { openSqliteHostStore } from './host-store.ts'
import { eventsPerBlock } from './machine-events.ts'

const requests = 60
const machines = 3
/** Some blocks have several events of a machine, some one, many none, and one begins with an event. */
const stride = Math.floor(eventsPerBlock / 2.5)
let folder: string
let path: string
let store: HostStore

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-machine-events-'))
  path = join(folder, 'host.sqlite')
  store = openSqliteHostStore(path)
  for (let number = 0; number < requests; number++)
    // Every fifth request was written later than its moment says.
    await ask(
      store,
      pendingOf(1 + (number % machines), { nowMs: startMs + number - 7 * Number(number % 5 === 0) }),
    )
  await store.close()
  const database = new DatabaseSync(path)
  database.exec('UPDATE events SET sequence = -sequence')
  database.exec(`UPDATE events SET sequence = CASE -sequence WHEN 10 THEN 4 * ${eventsPerBlock}
    WHEN ${requests} THEN 70 * ${eventsPerBlock} ELSE -sequence * ${stride} END`)
  database.close()
  store = openSqliteHostStore(path)
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const orders: readonly Omit<EventQuery, 'limit'>[] = [false, true].flatMap((oldestFirst) =>
  [undefined, startMs + 11, startMs + requests].flatMap((sinceMs) =>
    [undefined, 12_290, 12_400].map((id) => ({
      oldestFirst,
      ...(sinceMs === undefined ? {} : { sinceMs }),
      ...(id === undefined ? {} : { id }),
    })),
  ),
)

test.each(orders)('page by page they are those of the whole log (%j)', async (order) => {
  const whole = await store.events({ ...order, limit: requests })
  for (let machine = 1; machine <= machines + 1; machine++) {
    const cmid = cmidOf(machine)
    const expected = whole.items.filter(
      ({ event }) => event.kind === 'request-processed' && event.request.cmid === cmid,
    )
    for (const limit of [1, 3, requests]) expect(await allPages({ ...order, cmid, limit })).toEqual(expected)
  }
})

test('none are found in an empty log', async () => {
  await store.applyRetention({ beforeMs: Number.MAX_SAFE_INTEGER, eventsMax: 0, rowsMax: requests })
  for (const order of orders) expect(await allPages({ ...order, cmid: cmidOf(1), limit: 1 })).toEqual([])
})

test('those that an older store wrote are found', async () => {
  const older = join(folder, 'older.sqlite')
  const database = openDatabase(older, hostMigrations.slice(0, 6))
  database.exec(`ATTACH '${path}' AS newer`)
  database.exec('INSERT INTO events SELECT * FROM newer.events')
  database.close()
  const upgraded = openSqliteHostStore(older)
  const query = { cmid: cmidOf(2), limit: requests }
  expect(await upgraded.events(query)).toEqual(await store.events(query))
  await upgraded.close()
})

async function allPages(query: EventQuery) {
  const items = []
  for (let after: string | undefined, pages = 0; pages === 0 || after !== undefined; pages++) {
    const page = await store.events({ ...query, ...(after === undefined ? {} : { after }) })
    items.push(...page.items)
    after = page.next
  }
  return items
}
