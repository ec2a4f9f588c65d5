/** R2.13: which hosts share a count, and which of them serve; they say so themselves. */
import { type CounterName, counterNames } from '@muster/core/counting'
import { AppError } from '@muster/core/errors'
import type { HostStore, SharedHosts, SharingHost } from '@muster/core/stores'
import { systemTimers } from '@muster/node'
import { expect, test } from 'vitest'
import { keepAnnounced } from '../jobs/keep-announced.ts'
import type { PeriodicWork } from '../jobs/periodically.ts'
import { listSharingHosts } from './list-sharing-hosts.ts'

const nowMs = 1_800_000_000_000
const counters = Object.fromEntries(counterNames.map((name) => [name, 2])) as Record<CounterName, number>

function storeWith(sharing: Partial<SharedHosts>): HostStore {
  return { sharing } as unknown as HostStore
}

test('R2.13 a host that has not said for three minutes that it serves does not', async () => {
  const host = (lastSeenMs?: number): SharingHost => ({
    hostName: 'a',
    isThisHost: false,
    counters,
    ...(lastSeenMs === undefined ? {} : { lastSeenMs }),
  })
  const hosts = [host(nowMs - 180_000), host(nowMs - 180_001), host(nowMs + 5_000), host()]
  const listed = await listSharingHosts(storeWith({ hosts: async () => hosts }), nowMs)
  expect(listed?.map(({ serving }) => serving)).toEqual([true, false, true, false])
  expect(listed?.map(({ lastSeen }) => lastSeen === null)).toEqual([false, false, false, true])
  expect(listed?.[0]).toMatchObject({ total: 2, failed: 2, lastSeen: '2027-01-15T07:57:00.000Z' })
})

test('a store that is one host’s own has nobody to list, and nothing is announced', async () => {
  const store = {} as HostStore
  expect(await listSharingHosts(store, nowMs)).toBeNull()
  expect(keepAnnounced({ store, clock: { nowMs: () => nowMs }, timers: systemTimers }, () => {})).toEqual([])
})

test('R2.13 a host that serves says so at once; on a standby that is no failure', async () => {
  const announced: number[] = []
  const failures: unknown[] = []
  const codes = [undefined, 'store-read-only', 'store-unreachable'] as const
  for (const code of codes) {
    let jobs: readonly PeriodicWork[] = []
    await new Promise<void>((resolve) => {
      const announce = async (atMs: number) => {
        announced.push(atMs)
        resolve()
        if (code !== undefined) throw new AppError(code)
      }
      const ports = { store: storeWith({ announce }), clock: { nowMs: () => nowMs }, timers: systemTimers }
      jobs = keepAnnounced(ports, (error) => failures.push(error))
    })
    await Promise.all(jobs.map((job) => job.stop()))
  }
  expect(announced).toEqual([nowMs, nowMs, nowMs])
  expect(failures).toMatchObject([{ code: 'store-unreachable' }])
})
