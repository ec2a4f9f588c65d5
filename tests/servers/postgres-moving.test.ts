/** Moving a store between SQLite and PostgreSQL and back, and what a backup brings back. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { HostStore, ReportStore } from '@muster/core/stores'
import {
  ask,
  codeOfRejection,
  contentOf,
  dayMs,
  pendingOf,
  startMs,
  writeEvents,
} from '@muster/store/conformance'
import { openPostgresReports } from '@muster/store/postgres'
import { openSqliteHostStore, openSqliteReports } from '@muster/store/sqlite'
import { type CopyProgress, joinStore, moveStore, type StoreLocation } from '@muster/store/transfer'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { execute } from './postgres-query.ts'
import { describeShared, hostIdentity, type SharedDatabase } from './shared-database.ts'

const machineCount = 2_500
const host = hostIdentity(1)
const installation = {
  partialProductKey: '7Y2KQ',
  productGroup: 1,
  installedAtMs: startMs,
  productKey: 'AAAAA-7Y2KQ',
}

describeShared('a store that moves', {}, (database) => {
  describeMoving(database)
  describeRefusals(database)
  describeBackups(database)
})

function describeMoving(database: SharedDatabase): void {
  describe('moving', () => {
    it('there and back again changes nothing, and counting goes on', async () => {
      await using folder = await temporaryFolder()
      const [first, second] = ['first', 'second'].map((name) => join(folder.path, name)) as [string, string]
      const before = await fillSqlite(first)
      const there = await moveStore({ from: sqlite(first), to: postgres(database), host })
      const shared = await database.open(1)
      expect(await withoutHostNames(shared)).toEqual(before)
      const reported = await reportedBy(await openPostgresReports(database.url))
      expect(reported).toEqual(await reportedBy(openSqliteReports(first)))
      expect(reported.irregular.items).toHaveLength(1)
      expect((await shared.machines({ nowMs: startMs, limit: 1 })).items[0]?.hostName).toBe(host.hostName)
      await shared.close()

      const back = await moveStore({ from: postgres(database), to: sqlite(second), host })
      expect(back).toEqual(there)
      const returned = openSqliteHostStore(second)
      expect(await withoutHostNames(returned)).toEqual(before)
      expect(await ask(returned, pendingOf(1))).toEqual([10])
      // The last event of all was removed before the move; its sequence is not given again.
      expect((await returned.events({ limit: 1 })).items[0]?.sequence).toBe(machineCount + 3)
      await returned.close()
    })

    it('that is interrupted goes on where it was, and serves nobody meanwhile', async () => {
      await using folder = await temporaryFolder()
      const path = join(folder.path, 'store')
      const before = await fillSqlite(path)
      const move = { from: sqlite(path), to: postgres(database), host }
      for (const page of [1, 2]) {
        const stopping = new Error(`stopped after page ${page}`)
        await expect(moveStore(move, stopAfter(page, stopping))).rejects.toThrow()
        expect(await codeOfRejection(database.open(1))).toBe('store-incomplete')
      }
      const progress: CopyProgress[] = []
      await moveStore(move, (step) => progress.push(step))
      const copied = progress.filter(({ step }) => step === 'copying').at(-1)
      expect(copied?.rowsDone).toBeLessThan(copied?.rowsTotal ?? 0)
      expect(await withoutHostNames(await database.open(1))).toEqual(before)
    })

    it('back that is interrupted leaves no store that could be served from, and goes on', async () => {
      await using folder = await temporaryFolder()
      const [first, second] = ['first', 'second'].map((name) => join(folder.path, name)) as [string, string]
      const before = await fillSqlite(first)
      await moveStore({ from: sqlite(first), to: postgres(database), host })
      const back = { from: postgres(database), to: sqlite(second), host }
      await expect(moveStore(back, stopAfter(1, new Error('stopped')))).rejects.toThrow()
      expect(existsSync(second)).toBe(false)
      await moveStore(back)
      const returned = openSqliteHostStore(second)
      expect(await withoutHostNames(returned)).toEqual(before)
      await returned.close()
    })

    it('R2.13 joining hosts that share takes the keys along and counts with them', async () => {
      await using folder = await temporaryFolder()
      const path = join(folder.path, 'store')
      const alone = openSqliteHostStore(path)
      await alone.saveInstallation(installation)
      await alone.saveSettings({ retryMinutes: 20 })
      await ask(alone, pendingOf(1))
      await alone.close()
      await ask(await database.open(2), pendingOf(7))
      expect(await joinStore({ from: sqlite(path), to: postgres(database), host })).toBe(1)
      const joined = await database.open(1)
      expect(await joined.installations()).toEqual([installation])
      expect(await joined.settings()).toEqual({ retryMinutes: 20 })
      expect(await ask(joined, pendingOf(1))).toEqual([2])
    })
  })
}

function describeRefusals(database: SharedDatabase): void {
  describe('moving is refused', () => {
    it('into a database where hosts count, and into a file that holds something', async () => {
      await using folder = await temporaryFolder()
      const path = join(folder.path, 'store')
      await fillSqlite(path)
      await ask(await database.open(2), pendingOf(1))
      expect(await codeOfRejection(moveStore({ from: sqlite(path), to: postgres(database), host }))).toBe(
        'store-not-empty',
      )
      expect(await codeOfRejection(moveStore({ from: postgres(database), to: sqlite(path), host }))).toBe(
        'store-not-empty',
      )
    })

    it('from a file that is not there', async () => {
      const from = sqlite('/none/store')
      expect(await codeOfRejection(moveStore({ from, to: postgres(database), host }))).toBe('file-not-found')
    })

    it('as store-copy-differs where the copy was changed meanwhile', async () => {
      await using folder = await temporaryFolder()
      const path = join(folder.path, 'store')
      await fillSqlite(path)
      const move = { from: sqlite(path), to: postgres(database), host }
      await expect(moveStore(move, stopAfter(1, new Error('stopped')))).rejects.toThrow()
      await execute(
        database.url,
        `UPDATE muster.machines SET address = '198.51.100.1' WHERE cmid = (
        SELECT min(cmid::text)::uuid FROM muster.machines)`,
      )
      expect(await codeOfRejection(moveStore(move))).toBe('store-copy-differs')
      expect(await codeOfRejection(database.open(1))).toBe('store-incomplete')
    })
  })
}

function describeBackups(database: SharedDatabase): void {
  describe('a backup', () => {
    it('that is older lacks what came after, and machines come back as they renew', async () => {
      await using folder = await temporaryFolder()
      const path = join(folder.path, 'backup.sqlite')
      const store = await database.open(1)
      await store.saveInstallation(installation)
      for (const machine of [1, 2, 3]) await ask(store, pendingOf(machine))
      await store.backup(path)
      for (const machine of [4, 5]) await ask(store, pendingOf(machine))
      await store.close()

      await execute(database.url, 'DROP SCHEMA muster CASCADE')
      await moveStore({ from: sqlite(path), to: postgres(database), host })
      const restored = await database.open(1)
      expect(await restored.installations()).toEqual([installation])
      expect((await restored.counters()).total).toBe(3)
      const renewal = { nowMs: startMs + 7 * dayMs }
      expect(await ask(restored, pendingOf(4, renewal), pendingOf(5, renewal))).toEqual([4, 5])
    })

    it('R2.3 older than 30 days counts nobody, and the capacity stays', async () => {
      await using folder = await temporaryFolder()
      const path = join(folder.path, 'backup.sqlite')
      const store = await database.open(1)
      await ask(store, pendingOf(1, { policy: { threshold: 25 } }), pendingOf(2))
      await store.backup(path)
      const restored = openSqliteHostStore(path)
      expect(await ask(restored, pendingOf(3, { nowMs: startMs + 30 * dayMs }))).toEqual([1])
      expect((await restored.counts())[0]?.capacity).toBe(50)
      await restored.close()
    })
  })
}

/** A store with machines, events that were removed again, keys and settings; gives what is in it. */
async function fillSqlite(path: string) {
  const store = openSqliteHostStore(path)
  const many = Array.from({ length: machineCount }, (_, index) =>
    pendingOf(index + 1, { application: 1 + (index % 2), nowMs: startMs + index, bare: index % 3 === 0 }),
  )
  await ask(store, ...many)
  // Its lease does not continue the one before: the sample states the same previous lease each time.
  await ask(store, pendingOf(machineCount, { application: 2, nowMs: startMs + machineCount }))
  await store.saveInstallation(installation)
  await store.saveSettings({ renewalMinutes: 60 })
  const fields = { zone: 'z', address: 'a', number: 1 }
  await writeEvents(store, {
    kind: 'service',
    id: 12_400,
    timeMs: 1,
    level: 'error',
    code: 'unexpected',
    fields,
  })
  await store.applyRetention({ beforeMs: startMs + 10, eventsMax: 10_000, rowsMax: 5 })
  const content = await contentOf(store)
  await store.close()
  return content
}

/** What reports tell of a store, beside what is told of its machines. */
async function reportedBy(reports: ReportStore) {
  const activity = await reports.activity({ sinceMs: 0, spanMs: 3_600_000 })
  const irregular = await reports.irregularMachines({ sinceMs: 0, limit: 9 })
  await reports.close()
  return { activity, irregular }
}

async function withoutHostNames(store: HostStore) {
  const content = await contentOf(store)
  const nameless = <Item extends object>(items: readonly Item[]) =>
    items.map((item) => ({ ...item, hostName: undefined }))
  return { ...content, machines: nameless(content.machines), events: nameless(content.events) }
}

/** Interrupts a move after so many pages were copied. */
function stopAfter(pages: number, error: Error): () => void {
  let seen = 0
  return () => {
    seen++
    if (seen === pages) throw error
  }
}

function sqlite(path: string): StoreLocation {
  return { kind: 'sqlite', path }
}

function postgres({ url }: SharedDatabase): StoreLocation {
  return { kind: 'postgres', connectionString: url }
}
