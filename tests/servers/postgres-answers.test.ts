/** Hosts on any store behave alike: one recorded history of requests gets the same answers and leaves the same behind. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HostStore } from '@muster/core/stores'
import { ask, contentOf, dayMs, pendingOf, startMs } from '@muster/store/conformance'
import { openMemoryHostStore } from '@muster/store/memory'
import { openPostgresHostStore } from '@muster/store/postgres'
import { openSqliteHostStore } from '@muster/store/sqlite'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { execute } from './postgres-query.ts'
import { describeShared } from './shared-database.ts'

const histories = 40
/** A whole history with every run, so that a counterexample is printed with it. */
const requestArbitrary = fc.record({
  machine: fc.integer({ min: 1, max: 30 }),
  application: fc.integer({ min: 1, max: 2 }),
  product: fc.integer({ min: 1, max: 3 }),
  threshold: fc.constantFrom(1, 2, 5),
  jumpMs: fc.constantFrom(0, 0, 0, 1, dayMs, 16 * dayMs, 30 * dayMs, -dayMs),
  once: fc.boolean(),
  bare: fc.boolean(),
  clockWrong: fc.constantFrom(false, false, false, true),
})
const historyArbitrary = fc.array(fc.array(requestArbitrary, { maxLength: 20 }), {
  minLength: 1,
  maxLength: 8,
})
type History = readonly (readonly {
  readonly machine: number
  readonly application: number
  readonly product: number
  readonly threshold: number
  readonly jumpMs: number
  readonly once: boolean
  readonly bare: boolean
  readonly clockWrong: boolean
}[])[]

describeShared('hosts on any store', {}, (database) => {
  it('R2.13 answer one history of requests alike, and hold the same afterwards', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'muster-answers-'))
    let run = 0
    try {
      await fc.assert(
        fc.asyncProperty(historyArbitrary, async (history) => {
          run++
          await execute(database.url, 'DROP SCHEMA IF EXISTS muster CASCADE')
          const identity = { hostId: 'host', hostSecret: new Uint8Array(32) }
          const expected = await replay(openMemoryHostStore(), history)
          expect(await replay(openSqliteHostStore(join(folder, `${run}`)), history)).toEqual(expected)
          expect(await replay(await openPostgresHostStore(database.url, identity), history)).toEqual(expected)
        }),
        { numRuns: histories, endOnFailure: true },
      )
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

/** What each request was told, and what the store holds after retention took its part. */
async function replay(store: HostStore, history: History) {
  let nowMs = startMs
  const told: unknown[] = []
  try {
    for (const batch of history) {
      const pendings = batch.map(({ machine, threshold, once, jumpMs, ...sample }) => {
        nowMs += jumpMs
        const policy = { threshold, churn: once ? 'once' : 'each-cmid' } as const
        return pendingOf(machine, { ...sample, policy, nowMs })
      })
      told.push(await ask(store, ...pendings))
    }
    const removed = await store.applyRetention({ beforeMs: nowMs - 20 * dayMs, eventsMax: 40, rowsMax: 15 })
    return { told, removed, content: await contentOf(store) }
  } finally {
    await store.close()
  }
}
