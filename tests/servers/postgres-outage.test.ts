/** What becomes of batches when the database is gone, slow, or somewhere else (R2.10). */
import type { HostStore } from '@muster/core/stores'
import { ask, codeOfRejection, contentOf, pendingOf, startMs } from '@muster/store/conformance'
import { openPostgresHostStore } from '@muster/store/postgres'
import { describe, expect, it } from 'vitest'
import { type Postgres, startPostgres, startStandby } from './postgres.ts'
import { execute, query } from './postgres-query.ts'
import { describeShared, hostIdentity, type SharedDatabase } from './shared-database.ts'

const attemptsMax = 200
const attemptPauseMs = 50

describeShared('a database that fails', { fsync: 'off' }, (database) => {
  describeOutage(database)
  describeStandby(database)
})

function describeOutage(database: SharedDatabase): void {
  describe('an outage', () => {
    it('R2.10 batches are store-unreachable at once, and go on by themselves when the server is back', async () => {
      const store = await database.open(1)
      expect(await ask(store, pendingOf(1))).toEqual([1])
      await database.server.stop('immediate')
      for (const _ of [1, 2, 3])
        expect(await codeOfRejection(ask(store, pendingOf(2)))).toBe('store-unreachable')
      expect(await codeOfRejection(store.counters())).toBe('store-unreachable')
      await database.server.start()
      expect(await untilAnswered(store, 3)).toBe(2)
      expect((await store.counters()).total).toBe(2)
    })

    it('R2.10 a batch during which the server crashes is refused, and is there whole or not at all', async () => {
      const store = await database.open(1)
      await ask(store, pendingOf(1))
      const asked = Array.from({ length: 20 }, (_, index) =>
        codeOfRejection(ask(store, pendingOf(index + 2))),
      )
      await database.server.stop('immediate')
      const codes = await Promise.all(asked)
      await database.server.start()
      const answered = codes.filter((code) => code === 'no rejection').length
      await untilAnswered(store, 1)
      const { counts, counters, events, machines } = await contentOf(store)
      expect(counters.total).toBeGreaterThanOrEqual(answered + 2)
      expect(events).toHaveLength(counters.total)
      expect(machines.length).toBe(counters.total - 1)
      expect(new Set(codes).size).toBeLessThanOrEqual(3)
      expect(counts[0]?.entries.length).toBe(Math.min(10, machines.length))
    })

    it('a statement that takes too long is refused and leaves nothing behind', async () => {
      await database.open(1)
      const store = await openPostgresHostStore(database.url, hostIdentity(2), { statementTimeoutMs: 100 })
      try {
        expect(await ask(store, pendingOf(1))).toEqual([1])
        await execute(database.url, slowEvents)
        expect(await codeOfRejection(ask(store, pendingOf(2)))).toBe('store-failed')
        await execute(database.url, 'DROP TRIGGER slow ON muster.events')
        expect(await ask(store, pendingOf(3))).toEqual([2])
      } finally {
        await store.close()
      }
    })

    it('a host whose database does not answer is not opened', async () => {
      const elsewhere = database.url.replace(String(database.server.port), '1')
      expect(await codeOfRejection(database.open(1, elsewhere))).toBe('store-unreachable')
    })
  })
}

function describeStandby(database: SharedDatabase): void {
  describe('a standby', () => {
    it('R2.10 that is promoted has every answer, and the host goes on with it', async () => {
      await using primary = await startPostgres()
      await using standby = await startSynchronousStandby(primary)
      const store = await database.open(1, bothOf(primary, standby))
      const told: number[] = []
      for (let machine = 1; machine <= 5; machine++)
        told.push(...((await ask(store, pendingOf(machine))) as number[]))
      await primary.stop('immediate')
      expect(await codeOfRejection(ask(store, pendingOf(6)))).not.toBe('no rejection')
      await standby.promote()
      expect(await untilAnswered(store, 6)).toBe(6)
      expect(told).toEqual([1, 2, 3, 4, 5])
      expect((await store.counters()).total).toBe(6)
    })

    it('can be read, refuses batches as store-read-only, and takes them once it is promoted', async () => {
      await using standby = await startStandby(database.server)
      const primary = await database.open(1)
      await ask(primary, pendingOf(1))
      await primary.saveSettings({ retryMinutes: 15 })
      await untilEqual(standby, database)
      expect(await codeOfRejection(database.open(1, standby.url()))).toBe('store-read-only')

      const reading = await database.open(1, `${standby.url()}&target_session_attrs=any`)
      expect(await contentOf(reading)).toEqual(await contentOf(primary))
      expect(await reading.revision()).toBe(await primary.revision())
      expect(await codeOfRejection(ask(reading, pendingOf(2)))).toBe('store-read-only')
      expect(await codeOfRejection(reading.saveSettings({}))).toBe('store-read-only')
      const stranger = await database.open(7, `${standby.url()}&target_session_attrs=standby`)
      expect(await stranger.installations()).toEqual([])
      expect((await stranger.machines({ nowMs: startMs, limit: 9 })).items).toHaveLength(1)

      await standby.promote()
      expect(await untilAnswered(reading, 2)).toBe(2)
      expect(await untilAnswered(stranger, 3)).toBe(3)
      await Promise.all([reading.close(), stranger.close()])
    })
  })
}

/** Asks until it is answered, as a machine does; gives the count that it is told. */
async function untilAnswered(store: HostStore, machine: number): Promise<number | string | undefined> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const told = await ask(store, pendingOf(machine)).catch(() => undefined)
    if (told !== undefined) return told[0]
    await new Promise((resolve) => setTimeout(resolve, attemptPauseMs))
  }
  throw new Error('the store did not come back')
}

/** The primary answers a commit only when the standby has it, as it must where no answer may be lost. */
async function startSynchronousStandby(primary: Postgres): Promise<Postgres> {
  const standby = await startStandby(primary, 'standby')
  await execute(primary.url(), `ALTER SYSTEM SET synchronous_standby_names = 'standby'`)
  await execute(primary.url(), 'SELECT pg_reload_conf()')
  return standby
}

function bothOf(primary: Postgres, standby: Postgres): string {
  return `postgres://postgres@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/postgres?sslmode=disable`
}

/** Waits until the standby has replayed what the primary has written. */
async function untilEqual(standby: Postgres, { url }: SharedDatabase): Promise<void> {
  const [written] = await query(url, 'SELECT pg_current_wal_lsn()::text AS place')
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const [replayed] = await query(
      standby.url(),
      `SELECT pg_last_wal_replay_lsn() >= '${written?.place}' AS here`,
    )
    if (replayed?.here === true) return
  }
  throw new Error('the standby does not follow')
}

const slowEvents = `
  CREATE FUNCTION muster.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(5); RETURN NULL; END $$;
  CREATE TRIGGER slow BEFORE INSERT ON muster.events EXECUTE FUNCTION muster.wait()`
