/** R2.10 under the hardest stop: whatever a host answered before SIGKILL is in its store afterwards. */
import { join } from 'node:path'
import type { HostStore } from '@muster/core/stores'
import { describe, expect, it } from 'vitest'
import { openStoreOf, startHostProcess } from '../support/host-process.ts'
import { Machine } from '../support/machine.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { type Answered, askUntilGone, Ledger } from './answered-requests.ts'

const kills = Number(process.env.MUSTER_KILLS ?? 50)
/** Far more than a life and the look at what it left take, so that only a host that hangs is stopped by it. */
const timeoutMs = 60_000 + kills * 10_000
const killsBetweenReports = 100
/** Fewer than the cache holds for a client-family product, so that none leaves it. */
const machineCount = 40
/** The host dies after so many answers: a different moment of its work each time. */
const answersBeforeKill = (kill: number) => 1 + ((kill * 37) % 151)

describe('a host that is killed', () => {
  it(`R2.10 has every answered request in cache, inventory, log and counters, ${kills} times`, {
    timeout: timeoutMs,
  }, async () => {
    await using folder = await temporaryFolder()
    const dataFolder = join(folder.path, 'host')
    const machines = Array.from({ length: machineCount }, () => new Machine())
    const everAnswered: Answered[] = []
    for (let kill = 0; kill < kills; kill++) {
      everAnswered.push(...(await liveAndDie(dataFolder, machines, answersBeforeKill(kill))))
      const store = await openStoreOf(dataFolder)
      try {
        await expectAllThere(store, everAnswered)
      } finally {
        await store.close()
      }
      if ((kill + 1) % killsBetweenReports === 0)
        process.stderr.write(`${kill + 1} kills, ${everAnswered.length} answered requests, none missing\n`)
    }
    expect(new Set(everAnswered.map(({ leaseId }) => leaseId)).size).toBe(everAnswered.length)
  })
})

/** One life of the host: serves all machines at once and is killed in the middle of it. */
async function liveAndDie(
  dataFolder: string,
  machines: readonly Machine[],
  answers: number,
): Promise<readonly Answered[]> {
  await using host = await startHostProcess(dataFolder)
  const ledger = new Ledger(answers)
  const asking = askUntilGone(machines, host.port, ledger)
  await Promise.race([ledger.hasEnough, asking])
  await host.kill()
  await asking
  expect(ledger.answered.length).toBeGreaterThanOrEqual(answers)
  return ledger.answered
}

async function expectAllThere(store: HostStore, answered: readonly Answered[]): Promise<void> {
  const [count] = await store.counts()
  const inventory = new Map((await allMachines(store)).map((machine) => [machine.cmid, machine]))
  const logged = await loggedLeases(store)
  const lost = answered.filter(({ cmid, leaseId, hostTimeSeconds }) => {
    const answeredAtMs = hostTimeSeconds * 1_000
    const isCounted = (count?.entries.get(cmid)?.requestedAtMs ?? 0) >= answeredAtMs
    const isListed = (inventory.get(cmid)?.seenAtMs ?? 0) >= answeredAtMs
    return !isCounted || !isListed || !logged.has(leaseId)
  })
  expect(lost).toEqual([])
  expect((await store.counters()).total).toBe(logged.size)
  expect(count?.entries.size).toBe(inventory.size)
}

async function allMachines(store: HostStore) {
  return (await store.machines({ nowMs: Date.now(), limit: machineCount + 1 })).items
}

/** The lease of every request that the event log says was answered. */
async function loggedLeases(store: HostStore): Promise<ReadonlySet<string>> {
  const leases = new Set<string>()
  let after: string | undefined
  do {
    const page = await store.events({ limit: 1_000, ...(after === undefined ? {} : { after }) })
    for (const { event } of page.items)
      if (event.kind === 'request-processed') leases.add(event.request.leaseId ?? 'refused')
    after = page.next
  } while (after !== undefined)
  return leases
}
