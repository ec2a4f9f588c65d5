/** Host keys and settings: what an administrator changes, also from another process. */
import type { HostKeyInstallation } from '@muster/core/stores'
import { describe, expect, test } from 'vitest'
import { ask, pendingOf, startMs } from './samples.ts'
import type { StoreBench } from './store-bench.ts'

const installed: HostKeyInstallation = {
  partialProductKey: '7Y2KQ',
  productGroup: 0xff_ffff,
  installedAtMs: startMs,
  productKey: 'AAAAA-AAAAA-AAAAA-AAAAA-7Y2KQ',
}
const activated: HostKeyInstallation = {
  partialProductKey: '7Y2KQ',
  productGroup: 0xff_ffff,
  installedAtMs: startMs,
  activation: {
    activatedAtMs: startMs + 1,
    hostCertificate: Uint8Array.of(1, 2, 3),
    issuerCertificate: Uint8Array.of(4, 5),
    catalogue: Uint8Array.of(6),
  },
}
const other: HostKeyInstallation = {
  partialProductKey: 'ZZZZZ',
  productGroup: 0,
  installedAtMs: startMs - 5,
}

/** Declares the tests of keys and settings. */
export function describeAdministration(bench: StoreBench): void {
  describe('administration', () => {
    test('R1.6 an activation replaces the installation and its secret', async () => {
      await bench.store.saveInstallation(installed)
      expect(await (await bench.restart()).installations()).toEqual([installed])
      await bench.store.saveInstallation(activated)
      expect(await (await bench.restart()).installations()).toEqual([activated])
    })

    test('several host keys, in the order of their installation', async () => {
      await bench.store.saveInstallation(installed)
      await bench.store.saveInstallation(other)
      await bench.store.saveInstallation({ ...other, productGroup: 1, installedAtMs: startMs + 9 })
      const installations = await (await bench.restart()).installations()
      expect(installations.map(({ productGroup }) => productGroup)).toEqual([0, 0xff_ffff, 1])
      await bench.store.removeInstallation('ZZZZZ')
      expect(await bench.store.installations()).toEqual([installed])
      await bench.store.removeInstallation('NONE0')
      expect(await bench.store.installations()).toEqual([installed])
    })

    test('R2.8 settings are kept, and an absent one is the licence again', async () => {
      expect(await bench.store.settings()).toEqual({})
      await bench.store.saveSettings({ retryMinutes: 15, renewalMinutes: 43_200 })
      expect(await (await bench.restart()).settings()).toEqual({ retryMinutes: 15, renewalMinutes: 43_200 })
      await bench.store.saveSettings({ renewalMinutes: 60 })
      expect(await (await bench.restart()).settings()).toEqual({ renewalMinutes: 60 })
    })

    test('the revision changes with each of them, also from another process, and with nothing else', async () => {
      const revisions = [await bench.store.revision()]
      const administrator = await bench.open()
      await administrator.saveSettings({ retryMinutes: 15 })
      revisions.push(await bench.store.revision())
      await administrator.saveInstallation(installed)
      revisions.push(await bench.store.revision())
      await administrator.removeInstallation('7Y2KQ')
      revisions.push(await bench.store.revision())
      expect(new Set(revisions).size).toBe(4)
      await ask(administrator, pendingOf(1))
      await administrator.applyRetention({ beforeMs: startMs + 1, eventsMax: 0, rowsMax: 9 })
      expect(await bench.store.revision()).toBe(revisions.at(-1))
      expect(await (await bench.restart()).revision()).toBe(revisions.at(-1))
    })

    test('what another process changed is seen at once', async () => {
      const administrator = await bench.open()
      await administrator.saveSettings({ retryMinutes: 15 })
      await administrator.saveInstallation(activated)
      expect(await bench.store.settings()).toEqual({ retryMinutes: 15 })
      expect(await bench.store.installations()).toEqual([activated])
    })
  })
}
