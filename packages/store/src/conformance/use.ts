/** A store in use: read by others while it writes, backed up, closed. */
import { describe, expect, test } from 'vitest'
import { ask, contentOf, pendingOf, startMs } from './samples.ts'
import { codeOfRejection, type StoreBench } from './store-bench.ts'

/** Declares the tests of use beside other processes. */
export function describeUse(bench: StoreBench): void {
  describe('use', () => {
    test('another process reads while this one writes', async () => {
      const reader = await bench.open()
      for (let machine = 1; machine <= 5; machine++) {
        await ask(bench.store, pendingOf(machine))
        expect((await reader.counts())[0]?.entries.size).toBe(machine)
        expect((await reader.machines({ nowMs: startMs, limit: 9 })).items).toHaveLength(machine)
        expect((await reader.counters()).total).toBe(machine)
      }
      expect(await contentOf(reader)).toEqual(await contentOf(bench.store))
    })

    test('a backup holds the same', async () => {
      await ask(bench.store, pendingOf(1), pendingOf(2, { application: 2 }))
      await bench.store.saveSettings({ retryMinutes: 15 })
      const before = await contentOf(bench.store)
      await bench.store.backup(bench.data.backupPath)
      await ask(bench.store, pendingOf(3))
      const backup = await bench.openBackup()
      expect(await contentOf(backup)).toEqual(before)
      expect(await ask(backup, pendingOf(9))).toEqual([2])
      expect(await ask(bench.store, pendingOf(4))).toEqual([3])
    })

    test('a second backup replaces the first', async () => {
      await ask(bench.store, pendingOf(1))
      await bench.store.backup(bench.data.backupPath)
      await ask(bench.store, pendingOf(2))
      await bench.store.backup(bench.data.backupPath)
      expect(await contentOf(await bench.openBackup())).toEqual(await contentOf(bench.store))
    })

    test('requests are counted while a backup is written', async () => {
      for (let machine = 1; machine <= 5; machine++) await ask(bench.store, pendingOf(machine))
      const copying = bench.store.backup(bench.data.backupPath)
      expect(await ask(bench.store, pendingOf(6))).toEqual([6])
      await copying
      const { total } = await (await bench.openBackup()).counters()
      expect([5, 6]).toContain(total)
    })

    test('closing again does nothing, and a closed store is store-failed', async () => {
      const { store } = bench
      await store.close()
      await store.close()
      const refused = [
        ask(store, pendingOf(1)),
        store.counts(),
        store.counters(),
        store.machines({ nowMs: startMs, limit: 1 }),
        store.searchMachines({ nowMs: startMs, limit: 1, order: 'lastSeen', ascending: true }),
        store.events({ limit: 1 }),
        store.installations(),
        store.saveInstallation({ partialProductKey: 'AAAAA', productGroup: 1, installedAtMs: 1 }),
        store.removeInstallation('AAAAA'),
        store.settings(),
        store.saveSettings({}),
        store.applyRetention({ beforeMs: 1, eventsMax: 1, rowsMax: 1 }),
        store.revision(),
        store.backup(bench.data.backupPath),
      ].map(codeOfRejection)
      expect(new Set(await Promise.all(refused))).toEqual(new Set(['store-failed']))
    })

    test('what was handed in before closing is kept', async () => {
      const asked = ask(bench.store, pendingOf(1))
      await bench.restart()
      expect(await asked).toEqual([1])
      expect((await bench.store.counters()).total).toBe(1)
    })
  })
}
