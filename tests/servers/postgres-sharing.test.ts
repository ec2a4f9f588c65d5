/** Hosts on one database: what they share, what is each one's own, and who may do what (R2.13). */

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ServiceEvent } from '@muster/core/events'
import { applicationOf, ask, codeOfRejection, pendingOf, startMs } from '@muster/store/conformance'
import { openPostgresHostStore, preparePostgresStore } from '@muster/store/postgres'
import { describe, expect, it } from 'vitest'
import { giveToPostgres, postgresPrograms, startPostgres } from './postgres.ts'
import { execute, query } from './postgres-query.ts'
import { describeShared, hostIdentity, type SharedDatabase } from './shared-database.ts'

const run = promisify(execFile)
const secret = 'B3CDE-FGHJK-MNPQR-TVWXY-7Y2KQ'
const installation = {
  partialProductKey: '7Y2KQ',
  productGroup: 1,
  installedAtMs: startMs,
  productKey: secret,
}

describeShared('hosts on one database', {}, (database) => {
  describeWhatIsShared(database)
  describeStarting(database)
  describeSecrets(database)
  describeWaiting(database)
  describeDurability(database)

  it('TLS reaches a server whose certificate and name verify, and no other', async () => {
    await using tls = await startWithTls()
    const url = tls.server.url().replace('sslmode=disable', '')
    const opening = (parameters: string) => codeOfOpening(database, `${url}${parameters}`)
    expect(await opening(`sslmode=verify-full&sslrootcert=${tls.certificate}`)).toBe('opened')
    expect(await opening('sslmode=require')).toBe('opened')
    expect(await opening('sslmode=verify-full')).toBe('store-unreachable')
    const elsewhere = url.replace('127.0.0.1', 'localhost')
    const verified = `sslrootcert=${tls.certificate}`
    expect(await codeOfOpening(database, `${elsewhere}sslmode=verify-full&${verified}`)).toBe(
      'store-unreachable',
    )
    expect(await codeOfOpening(database, `${elsewhere}sslmode=verify-ca&${verified}`)).toBe('opened')
  })
})

function describeWhatIsShared(database: SharedDatabase): void {
  describe('share', () => {
    it('R2.13 one count, one inventory and one event log, each with the name of the host', async () => {
      const [one, two] = [await database.open(1), await database.open(2)]
      expect(await ask(one, pendingOf(1))).toEqual([1])
      expect(await ask(two, pendingOf(2))).toEqual([2])
      expect(await ask(two, pendingOf(1, { nowMs: startMs + 1 }))).toEqual([2])
      const machines = (await one.machines({ nowMs: startMs, limit: 9 })).items
      expect(machines.map(({ hostName }) => hostName)).toEqual(['host-2.test', 'host-2.test'])
      const events = (await one.events({ limit: 9 })).items
      expect(events.map(({ hostName }) => hostName)).toEqual(['host-2.test', 'host-2.test', 'host-1.test'])
      expect((await two.counters()).total).toBe(3)
    })

    it('R2.13 each knows the others, when they last served, and what each of them was asked', async () => {
      const [first, second] = [await database.open(1), await database.open(2)]
      await second.sharing?.announce(startMs + 5)
      await ask(second, pendingOf(1), pendingOf(2, { clockWrong: true }))
      const seen = (await first.sharing?.hosts())?.map(({ counters, ...host }) => ({
        ...host,
        total: counters.total,
        failed: counters.failed,
      }))
      expect(seen).toEqual([
        { hostName: 'host-1.test', isThisHost: true, total: 0, failed: 0 },
        { hostName: 'host-2.test', isThisHost: false, lastSeenMs: startMs + 5, total: 2, failed: 1 },
      ])
    })

    it('R2.8 keys, settings and their revision are of each host alone', async () => {
      const [one, two] = [await database.open(1), await database.open(2)]
      const before = await two.revision()
      await one.saveSettings({ retryMinutes: 15 })
      await one.saveInstallation(installation)
      expect(await two.settings()).toEqual({})
      expect(await two.installations()).toEqual([])
      expect(await two.revision()).toBe(before)
      await two.saveInstallation({ ...installation, installedAtMs: 1 })
      await two.removeInstallation('7Y2KQ')
      expect(await one.installations()).toEqual([installation])
    })

    it('R2.2 never wait for each other in a circle, whichever application comes first', async () => {
      const [one, two] = [await database.open(1), await database.open(2)]
      const batch = (first: number, turn: number) => [
        pendingOf(turn, { application: first }),
        pendingOf(turn, { application: 3 - first }),
      ]
      const turns = Array.from({ length: 30 }, (_, index) => index + 1)
      const told = await Promise.all(
        turns.flatMap((turn) => [
          ask(one, ...batch(1, turn)),
          ask(two, ...batch(2, turn).toReversed(), pendingOf(turn, { application: 2 })),
        ]),
      )
      expect(told.flat().every((count) => typeof count === 'number' && count <= 10)).toBe(true)
      expect((await one.counters()).total).toBe(5 * turns.length)
    })

    it('R2.11 two hosts that shorten the log at once remove only what is too much', async () => {
      const [one, two] = [await database.open(1), await database.open(2)]
      for (let machine = 1; machine <= 8; machine++) await ask(one, pendingOf(machine))
      const bounds = { beforeMs: Number.NEGATIVE_INFINITY, eventsMax: 5, rowsMax: 100 }
      const removed = await Promise.all([one.applyRetention(bounds), two.applyRetention(bounds)])
      expect(removed.map(({ eventsRemoved }) => eventsRemoved).sort()).toEqual([0, 3])
      expect((await two.events({ limit: 9 })).items).toHaveLength(5)
    })
  })
}

function describeStarting(database: SharedDatabase): void {
  describe('start', () => {
    it('all at once on an empty database, and make the tables once', async () => {
      const stores = await Promise.all(Array.from({ length: 8 }, (_, index) => database.open(index + 1)))
      expect(await Promise.all(stores.map((store) => store.counts()))).toEqual(stores.map(() => []))
      expect(await query(database.url, 'SELECT number FROM muster.migrations')).toEqual([
        { number: 1 },
        { number: 2 },
        { number: 3 },
        { number: 4 },
        { number: 5 },
        { number: 6 },
      ])
    })

    it('on tables of newer software or of another service is refused', async () => {
      await database.open(1)
      await execute(database.url, `INSERT INTO muster.migrations (number, name) VALUES (99, 'later')`)
      expect(await codeOfOpening(database, database.url)).toBe('store-newer')
      await execute(
        database.url,
        `DELETE FROM muster.migrations; INSERT INTO muster.migrations VALUES (1, 'authority')`,
      )
      expect(await codeOfOpening(database, database.url)).toBe('store-damaged')
    })

    it('with a role that may only read and write rows, on tables that another role made', async () => {
      await execute(database.url, 'DROP DATABASE IF EXISTS roles')
      await execute(database.url, 'DROP ROLE IF EXISTS migrating, serving')
      await execute(database.url, 'CREATE ROLE migrating LOGIN; CREATE ROLE serving LOGIN')
      await execute(database.url, 'CREATE DATABASE roles OWNER migrating')
      const [migrating, serving] = ['migrating', 'serving'].map((user) =>
        database.server.url({ user, database: 'roles' }),
      ) as [string, string]
      expect(await codeOfOpening(database, serving)).toBe('store-outdated')
      await preparePostgresStore(migrating, 'serving')
      const store = await database.open(1, serving)
      expect(await ask(store, pendingOf(1))).toEqual([1])
      await store.saveInstallation(installation)
      await store.saveSettings({ retryMinutes: 15 })
      await store.removeInstallation('7Y2KQ')
      expect(await store.applyRetention({ beforeMs: startMs + 1, eventsMax: 0, rowsMax: 9 })).toEqual({
        eventsRemoved: 1,
        machinesRemoved: 1,
      })
      for (const forbidden of [
        'CREATE TABLE muster.other ()',
        'DROP TABLE muster.events',
        'DELETE FROM muster.migrations',
      ])
        await expect(execute(serving, forbidden)).rejects.toThrow(/permission denied|must be owner/)
    })
  })
}

function describeSecrets(database: SharedDatabase): void {
  describe('keep a host key secret', () => {
    it('R1.6 its secret is in no dump of the database, and no other key pair opens it', async () => {
      const store = await database.open(1)
      await store.saveInstallation(installation)
      expect(await store.installations()).toEqual([installation])
      const { stdout } = await run(`${postgresPrograms}/pg_dump`, ['--inserts', '-d', database.url])
      expect(stdout).toContain('7Y2KQ')
      for (const form of [secret, Buffer.from(secret).toString('hex'), 'FGHJK'])
        expect(stdout).not.toContain(form)
      const stranger = await openPostgresHostStore(database.url, {
        hostId: 'host-1',
        hostSecret: new Uint8Array(32),
      })
      expect(await codeOfRejection(stranger.installations())).toBe('store-damaged')
      await stranger.close()
    })
  })
}

function describeDurability(database: SharedDatabase): void {
  describe('answer what is durable', () => {
    it('R2.10 commits wait for the disk where the database is set not to', async () => {
      await execute(database.url, 'DROP DATABASE IF EXISTS hasty')
      await execute(database.url, 'CREATE DATABASE hasty')
      const hasty = database.server.url({ database: 'hasty' })
      await execute(hasty, 'ALTER DATABASE hasty SET synchronous_commit = off')
      const store = await database.open(1, hasty)
      const setting = `current_setting('synchronous_commit')`
      await execute(hasty, `ALTER TABLE muster.events ADD COLUMN waits text DEFAULT ${setting}`)
      await ask(store, pendingOf(1))
      expect(await query(hasty, 'SELECT waits FROM muster.events')).toEqual([{ waits: 'on' }])
    })
  })
}

function describeWaiting(database: SharedDatabase): void {
  describe('wait', () => {
    it('a host that keeps a count too long makes the batches of others store-locked, and then they go on', async () => {
      const store = await openPostgresHostStore(database.url, hostIdentity(1), { lockTimeoutMs: 50 })
      try {
        await ask(store, pendingOf(1))
        const letGo = await holdCount(database, applicationOf(1))
        expect(await codeOfRejection(ask(store, pendingOf(2)))).toBe('store-locked')
        await letGo()
        expect(await ask(store, pendingOf(3))).toEqual([2])
      } finally {
        await store.close()
      }
    })

    it('R2.10 a batch that the server undid because of others is decided again', async () => {
      const store = await database.open(1)
      await execute(database.url, failTwice)
      const event: ServiceEvent = {
        kind: 'service',
        id: 1,
        timeMs: 1,
        level: 'error',
        code: 'success',
        fields: {},
      }
      let decisions = 0
      await store.commitBatch([], () => {
        decisions++
        return { changes: [{ kind: 'event-added', event }], countsAfter: new Map(), result: undefined }
      })
      expect(decisions).toBe(3)
      expect(await ask(store, pendingOf(1))).toEqual([1])
      const { items } = await store.events({ limit: 9 })
      expect(items.map(({ sequence }) => sequence)).toEqual([2, 1])
    })
  })
}

/** The first two attempts to write an event fail as a deadlock does; a sequence is not undone. */
const failTwice = `CREATE SEQUENCE muster.attempts;
  CREATE FUNCTION muster.fail_twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('muster.attempts') < 3 THEN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER fail_twice BEFORE INSERT ON muster.events EXECUTE FUNCTION muster.fail_twice()`

/** A host that stopped in the middle of a batch: its transaction holds the application. Gives what ends it. */
async function holdCount({ url }: SharedDatabase, applicationId: string): Promise<() => Promise<void>> {
  const lock = `SELECT 1 FROM muster.applications WHERE application_id = '${applicationId}' FOR UPDATE`
  const holding = execute(url, `BEGIN; ${lock}; SELECT pg_sleep(60)`).catch(() => undefined)
  const sleeping = `FROM pg_stat_activity WHERE wait_event = 'PgSleep'`
  while ((await query(url, `SELECT pid ${sleeping}`)).length === 0);
  return async () => {
    await execute(url, `SELECT pg_terminate_backend(pid) ${sleeping}`)
    await holding
  }
}

async function codeOfOpening(database: SharedDatabase, url: string): Promise<string> {
  const opening = database.open(9, url)
  const code = await codeOfRejection(opening)
  return code === 'no rejection' ? 'opened' : code
}

async function startWithTls() {
  const folder = await mkdtemp(join(tmpdir(), 'muster-tls-'))
  const [key, certificate] = [join(folder, 'server.key'), join(folder, 'server.crt')]
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ed25519',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=database.test',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-keyout',
    key,
    '-out',
    certificate,
  ])
  await run('chmod', ['755', folder])
  await giveToPostgres(key)
  const server = await startPostgres({ ssl: 'on', ssl_cert_file: certificate, ssl_key_file: key })
  return {
    server,
    certificate,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}
