import { expect, test } from 'vitest'
import { ask, contentOf, pendingOf } from '../conformance/samples.ts'
import { describeHostStore, describeReportStore, type ReportStoreUnderTest } from '../conformance.ts'
import { MemoryHostData } from './host-data.ts'
import { openMemoryHostStore } from './host-store.ts'
import { openMemoryReports } from './reports.ts'

async function prepare(): Promise<ReportStoreUnderTest> {
  const data = new MemoryHostData()
  let broken = false
  const pause = async () => {
    if (broken) throw new Error('The simulated disk is full.')
  }
  return {
    open: async () => openMemoryHostStore({ data, pause }),
    breakCommits: async () => {
      broken = true
      return async () => {
        broken = false
      }
    },
    openReports: async () => openMemoryReports(data),
    backupPath: 'backup',
    openBackup: async () => {
      const backup = data.backups.get('backup')
      if (backup === undefined) throw new Error('There is no backup.')
      return openMemoryHostStore({ data: backup })
    },
    dispose: async () => {},
  }
}

describeHostStore('the memory store', prepare)
describeReportStore('the memory store', prepare)

test('R2.10 while a commit is under way, nobody sees anything of it', async () => {
  const resumes: (() => void)[] = []
  const pause = () => new Promise<void>((resolve) => resumes.push(resolve))
  const store = openMemoryHostStore({ pause })
  const empty = await contentOf(store)
  const asked = ask(store, pendingOf(1))
  while (resumes.length === 0) await Promise.resolve()
  expect(await contentOf(store)).toEqual(empty)
  resumes[0]?.()
  expect(await asked).toEqual([1])
  expect((await store.counters()).total).toBe(1)
})
