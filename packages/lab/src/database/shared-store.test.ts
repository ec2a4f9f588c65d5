import type { HostStore } from '@muster/core/stores'
import {
  ask,
  codeOfRejection,
  describeHostStore,
  type HostStoreUnderTest,
  pendingOf,
} from '@muster/store/conformance'
import { MemoryHostData, openMemoryHostStore } from '@muster/store/memory'
import { beforeEach, describe, expect, test } from 'vitest'
import { Life } from '../time/life.ts'
import { SeededRandom } from '../time/seeded-random.ts'
import { Trace } from '../time/trace.ts'
import { VirtualTime } from '../time/virtual-time.ts'
import { type CommitFault, type DatabaseConditions, soundDatabase } from './conditions.ts'
import { openSharedStore } from './shared-store.ts'
import { SimulatedDatabase } from './simulated-database.ts'

/** Takes no time, so that nobody has to let time pass. */
const instant: DatabaseConditions = { ...soundDatabase, commitMsMax: 0 }
const random = new SeededRandom('shared store')

async function prepare(): Promise<HostStoreUnderTest> {
  const database = new SimulatedDatabase({ time: new VirtualTime(0, new Trace()), random })
  const own = new MemoryHostData()
  database.conditions = instant
  return {
    open: async () => openSharedStore(database, { name: '', own, life: new Life(), random }),
    breakCommits: async () => {
      database.conditions = { ...instant, onCommit: () => 'fails' }
      return async () => {
        database.conditions = instant
      }
    },
    backupPath: 'backup',
    openBackup: async () => {
      const data = own.backups.get('backup')
      if (data === undefined) throw new Error('There is no backup.')
      return openMemoryHostStore({ data })
    },
    dispose: async () => {},
  }
}

describeHostStore('the simulated shared store', prepare)

describe('R2.13 hosts on one simulated database', () => {
  let time: VirtualTime
  let database: SimulatedDatabase
  let lives: Map<string, Life>

  beforeEach(() => {
    time = new VirtualTime(0, new Trace())
    database = new SimulatedDatabase({ time, random: new SeededRandom('database') })
    lives = new Map()
  })

  function open(name: string): HostStore {
    const life = new Life()
    lives.set(name, life)
    return openSharedStore(database, { name, own: new MemoryHostData(), life, random })
  }

  async function passes(seconds: number): Promise<void> {
    await time.runUntil(time.nowMs() + seconds * 1_000, () => undefined)
  }

  /** The first commit meets this fault; the others meet none. */
  function faultOnce(fault: CommitFault): void {
    const faults = [fault]
    database.conditions = { ...soundDatabase, onCommit: () => faults.pop() }
  }

  test('a batch waits for the one that holds the application, and counts after it', async () => {
    database.conditions = { ...soundDatabase, statementMsMax: 100, commitMsMax: 100 }
    const asked = ['one', 'two', 'three'].map((name, index) => ask(open(name), pendingOf(index + 1)))
    await passes(5)
    expect((await Promise.all(asked)).flat().toSorted()).toEqual([1, 2, 3])
    expect(database.data.events.map(({ hostName }) => hostName).toSorted()).toEqual(['one', 'three', 'two'])
  })

  test('an undone transaction is decided again, a few times and no more', async () => {
    faultOnce('undone')
    const again = ask(open('one'), pendingOf(1))
    await passes(1)
    expect(await again).toEqual([1])
    database.conditions = { ...soundDatabase, onCommit: () => 'undone' }
    const never = codeOfRejection(ask(open('two'), pendingOf(2)))
    await passes(1)
    expect(await never).toBe('store-locked')
    expect(database.data.events).toHaveLength(1)
  })

  test.each([
    ['before', 0],
    ['after', 1],
  ] as const)('R2.10 a connection that is lost %s the commit is not tried again', async (when, stored) => {
    faultOnce(`lost-${when}`)
    const asked = codeOfRejection(ask(open('one'), pendingOf(1)))
    await passes(1)
    expect(await asked).toBe('store-unreachable')
    expect(database.data.events).toHaveLength(stored)
  })

  test('locks of a host that died are free again, and what it did not commit is gone', async () => {
    database.conditions = { ...soundDatabase, commitMsMax: 50, statementMsMax: 50 }
    const died = ask(open('one'), pendingOf(1))
    died.catch(() => undefined)
    await passes(0.03)
    lives.get('one')?.end()
    const other = open('two')
    const codes: (string | number)[] = []
    const keepAsking = async () => {
      while (codes.at(-1) !== 1 && codes.length < 9)
        codes.push(await ask(other, pendingOf(2)).then(([count]) => count ?? 0, codeOfFailure))
    }
    const asked = keepAsking()
    await passes(60)
    await asked
    expect(codes.at(-1)).toBe(1)
    expect(database.data.events).toHaveLength(1)
  })

  test('R2.10 while the server is gone nothing is answered, and its return is enough', async () => {
    const store = open('one')
    database.stop()
    const refused = codeOfRejection(ask(store, pendingOf(1)))
    await passes(1)
    expect(await refused).toBe('store-unreachable')
    database.start()
    const asked = ask(store, pendingOf(1))
    await passes(1)
    expect(await asked).toEqual([1])
  })

  test('who waits for a lock when the server dies is told so', async () => {
    database.conditions = { ...soundDatabase, commitMsMax: 1_000, statementMsMax: 1 }
    const asked = ['one', 'two'].map((name) => codeOfRejection(ask(open(name), pendingOf(1))))
    await passes(0.02)
    database.stop()
    await passes(2)
    expect(await Promise.all(asked)).toEqual(['store-unreachable', 'store-unreachable'])
  })
})

function codeOfFailure(error: unknown): string {
  return String((error as { code?: string }).code)
}
