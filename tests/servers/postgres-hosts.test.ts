/** Real hosts in processes of their own on one database, asked over TCP by many machines at once (R2.13). */
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { codeOf } from '@muster/core/errors'
import { openHostFolder } from '@muster/host/main'
import { jsonLog } from '@muster/node'
import { describe, expect, it } from 'vitest'
import { serverProductId } from '../../tools/bench/vendor.ts'
import { type HostProcess, startHostProcess } from '../support/host-process.ts'
import { dial, Machine } from '../support/machine.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { startStandby } from './postgres.ts'
import { execute, query } from './postgres-query.ts'
import { describeShared, type SharedDatabase } from './shared-database.ts'
import { contradictions, type RecordedAnswer, readLog } from './shared-history.ts'

const hostCount = 3
const serverCapacity = 10
const clientCapacity = 50
const roundsPerMachine = 6
const attemptsMax = 200
const attemptPauseMs = 50
const serverFamily = { productId: serverProductId, minimumCount: 5 }

describeShared('hosts that share a count', { fsync: 'off' }, (database) => {
  describeHistory(database)
  describeFailures(database)
})

function describeHistory(database: SharedDatabase): void {
  describe('at once', () => {
    it('R2.13 tell counts of one serial order, hold no machine twice, and never exceed the capacity', async () => {
      await using folder = await temporaryFolder()
      await using started = await startHosts(database, folder.path)
      const { hosts } = started
      const servers = Array.from({ length: 3 * serverCapacity }, () => new Machine(serverFamily))
      const answers = [...(await askAtOnce(servers, hosts))]
      expect(Math.max(...answers.map(({ count }) => count))).toBe(serverCapacity)
      // One machine of the client family raises the capacity while all are asking.
      const clients = Array.from({ length: 70 }, () => new Machine())
      answers.push(...(await askAtOnce([...servers, ...clients], hosts)))

      const store = await database.open(0)
      const log = await readLog(store)
      expect(contradictions(answers, log)).toEqual([])
      expect(answers).toHaveLength((2 * servers.length + clients.length) * roundsPerMachine)
      expect(log).toHaveLength(answers.length)
      expect(Math.max(...answers.map(({ count }) => count))).toBe(clientCapacity)
      expect((await store.counts())[0]?.entries.size).toBe(clientCapacity)
      expect((await store.counters()).total).toBe(answers.length)
    })

    it('R2.10 a host that is killed takes no answer with it, and the others go on', async () => {
      await using folder = await temporaryFolder()
      await using started = await startHosts(database, folder.path)
      const { hosts } = started
      const [victim, ...others] = hosts as [HostProcess, ...HostProcess[]]
      const machines = Array.from({ length: 40 }, () => new Machine())
      const answers: RecordedAnswer[] = []
      let hearEnough = () => {}
      const heardEnough = new Promise<void>((resolve) => {
        hearEnough = resolve
      })
      const asking = machines.map(async (machine) => {
        for (let round = 0; round < roundsPerMachine; round++) {
          answers.push(...(await askSomeHost(machine, hosts, others)))
          if (answers.length >= machines.length) hearEnough()
        }
      })
      await Promise.race([heardEnough, Promise.all(asking)])
      await victim.kill()
      await Promise.all(asking)
      const store = await database.open(0)
      const log = await readLog(store)
      expect(contradictions(answers, log)).toEqual([])
      expect(answers).toHaveLength(machines.length * roundsPerMachine)
      expect((await store.counters()).total).toBe(log.length)
    })
  })
}

function describeFailures(database: SharedDatabase): void {
  describe('a host', () => {
    it('R2.10 refuses with host-busy while the database is gone, and answers when it is back', async () => {
      await using folder = await temporaryFolder()
      await using host = await startHostProcess(join(folder.path, 'host'), undefined, database.url)
      const machine = new Machine()
      expect((await machine.ask(host.port)).count).toBe(1)
      await database.server.stop('immediate')
      for (const _ of [1, 2]) expect(await codeOfAsking(machine, host.port)).toBe('host-busy')
      await database.server.start()
      expect(await untilCounted(new Machine(), host.port)).toBe(2)
      expect((await query(database.url, 'SELECT count(*) FROM muster.machines'))[0]?.count).toBe(2)
    })

    it('R2.10 bounds what waits for a slow database, refuses the rest, and forgets no answer', async () => {
      await using folder = await temporaryFolder()
      const dataFolder = join(folder.path, 'host')
      await (await startHostProcess(dataFolder, undefined, database.url))[Symbol.asyncDispose]()
      await using slow = await openHostFolder(dataFolder, {
        environment: { ...quiet, MUSTER_HOST_STORE: database.url, MUSTER_HOST_LIMITS_REQUESTS_WAITING: '5' },
        log: jsonLog(process.stderr, { levelMin: 'error' }),
      })
      const { addresses } = await slow.serve()
      await execute(database.url, slowEvents)
      const machines = Array.from({ length: 40 }, () => new Machine())
      const codes = await Promise.all(machines.map((machine) => codeOfAsking(machine, addresses.tcp.port)))
      expect(new Set(codes)).toEqual(new Set(['answered', 'host-busy']))
      await execute(database.url, 'DROP TRIGGER slow ON muster.events')
      const logged = await query(database.url, 'SELECT 1 FROM muster.events WHERE lease_id IS NOT NULL')
      expect(logged).toHaveLength(codes.filter((code) => code === 'answered').length)
    })

    it('on a standby shows status, machines and events, and refuses requests with the reason', async () => {
      await using folder = await temporaryFolder()
      const dataFolder = join(folder.path, 'host')
      await using standby = await startStandby(database.server)
      const before = await startHostProcess(dataFolder, undefined, database.url)
      await new Machine().ask(before.port)
      await before[Symbol.asyncDispose]()
      await untilReplayed(database.url, standby.url())

      const store = `${standby.url()}&target_session_attrs=any`
      await using host = await startHostProcess(dataFolder, undefined, store)
      const machine = new Machine()
      expect(await codeOfAsking(machine, host.port)).toBe('store-read-only')
      await using shown = await openHostFolder(dataFolder, {
        environment: { MUSTER_HOST_STORE: store },
        log: jsonLog(process.stderr, { levelMin: 'error' }),
      })
      const status = await shown.status()
      expect(status).toMatchObject({ service: 'running', activated: true })
      expect(status.applications[0]?.currentCount).toBe(1)
      expect((await shown.machines().next()).value?.hostName).toBe('host.example.test')
      expect((await shown.events({ id: 12_290 }).next()).value?.hostName).toBe('host.example.test')
      await standby.promote()
      expect(await untilCounted(machine, host.port)).toBe(2)
    })
  })
}

/** On this computer only, on a free port, and with no word to the network's name servers. */
const quiet = {
  MUSTER_HOST_LISTEN_ADDRESS: '127.0.0.1',
  MUSTER_HOST_LISTEN_PORT: '0',
  MUSTER_HOST_HTTP_ENABLED: 'false',
  MUSTER_HOST_DNS_PUBLISH: 'false',
}

/** Each batch takes its time. */
const slowEvents = `
  CREATE FUNCTION muster.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NULL; END $$;
  CREATE TRIGGER slow BEFORE INSERT ON muster.events EXECUTE FUNCTION muster.wait()`

async function startHosts(database: SharedDatabase, folder: string) {
  const names = Array.from({ length: hostCount }, (_, index) => join(folder, `host-${index}`))
  const hosts = await Promise.all(names.map((name) => startHostProcess(name, undefined, database.url)))
  const stop = async () => void (await Promise.all(hosts.map((host) => host[Symbol.asyncDispose]())))
  return { hosts, [Symbol.asyncDispose]: stop }
}

/** Every machine asks one host after another, all machines at once. */
async function askAtOnce(
  machines: readonly Machine[],
  hosts: readonly HostProcess[],
): Promise<readonly RecordedAnswer[]> {
  const answers = machines.map(async (machine) => {
    const told: RecordedAnswer[] = []
    for (let round = 0; round < roundsPerMachine; round++) told.push(await askOnce(machine, oneOf(hosts)))
    return told
  })
  return (await Promise.all(answers)).flat()
}

/** Asks any host, and another one where that one is gone; an answer that was lost on the way is not recorded. */
async function askSomeHost(
  machine: Machine,
  hosts: readonly HostProcess[],
  others: readonly HostProcess[],
): Promise<readonly RecordedAnswer[]> {
  const answer = await askOnce(machine, oneOf(hosts)).catch(() => askOnce(machine, oneOf(others)))
  return [answer]
}

async function askOnce(machine: Machine, host: HostProcess): Promise<RecordedAnswer> {
  const connection = await dial(host.port)
  try {
    const askedAtMs = performance.now()
    const { count, leaseId } = await machine.askOver(connection)
    return { cmid: machine.cmid, leaseId, count, askedAtMs, toldAtMs: performance.now() }
  } finally {
    connection.destroy()
  }
}

function oneOf(hosts: readonly HostProcess[]): HostProcess {
  return hosts[randomInt(hosts.length)] as HostProcess
}

function codeOfAsking(machine: Machine, port: number): Promise<string> {
  return machine.ask(port).then(() => 'answered', codeOf)
}

/** Asks until it is answered, as a client does. */
async function untilCounted(machine: Machine, port: number): Promise<number> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const told = await machine.ask(port).catch(() => undefined)
    if (told !== undefined) return told.count
    await new Promise((resolve) => setTimeout(resolve, attemptPauseMs))
  }
  throw new Error('the host did not come back')
}

async function untilReplayed(primary: string, standby: string): Promise<void> {
  const [written] = await query(primary, 'SELECT pg_current_wal_lsn()::text AS place')
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const replayed = `SELECT pg_last_wal_replay_lsn() >= '${written?.place}' AS here`
    if ((await query(standby, replayed))[0]?.here === true) return
  }
  throw new Error('the standby does not follow')
}
