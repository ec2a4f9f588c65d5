import { decideBatch, type PendingRequest } from '@muster/core/counting'
import type { HostStore } from '@muster/core/stores'
import { openMemoryHostStore } from '@muster/store/memory'
import { describe, expect, test } from 'vitest'
import type { ServedHostKey } from '../serving/served-host-key.ts'
import { TestVendor } from '../vendor.fixtures.ts'
import { DuplicateWatch, type WatchedBatch } from './duplicate-watch.ts'

const vendor = new TestVendor()
const startMs = 1_800_000_000_000

/** A request of the machine with this fingerprint; all have one CMID, since they are copies. */
function pendingOf(
  fingerprint: number,
  leaseId: number,
  previousLeaseId: number | undefined,
  options: { readonly onDuplicate?: 'report' | 'rearm'; readonly clientTimeSeconds?: number } = {},
): PendingRequest<ServedHostKey> {
  const policy = { ...vendor.client.policy, onDuplicate: options.onDuplicate ?? 'rearm' }
  const { applicationId, productId } = vendor.client
  return {
    request: {
      applicationId,
      productId,
      cmid: 'c0000000-0000-8000-8000-000000000001',
      clientPublicKey: new Uint8Array(32),
      clientTimeSeconds: options.clientTimeSeconds ?? startMs / 1_000,
      licenceState: 2,
      minutesToStateExpiry: 1,
      minimumCount: 25,
      virtual: false,
      nonce: new Uint8Array(8),
      fingerprint: new Uint8Array(8).fill(fingerprint),
      ...(previousLeaseId === undefined ? {} : { previousLeaseId: new Uint8Array(8).fill(previousLeaseId) }),
    },
    address: '192.0.2.1',
    coverage: { kind: 'covered', terms: { ...vendor.client, policy }, hostKey: {} as ServedHostKey },
    fresh: { nowMs: startMs, leaseId: new Uint8Array(8).fill(leaseId) },
  }
}

/** A host that counts how often it reads the log. */
class Watched {
  readonly store: HostStore
  reads = 0
  #watch: DuplicateWatch

  constructor() {
    this.store = openMemoryHostStore()
    this.#watch = this.#newWatch()
  }

  restart(): void {
    this.#watch = this.#newWatch()
  }

  /** The directives that the requests of one batch are answered with. */
  async ask(...batch: readonly PendingRequest<ServedHostKey>[]): Promise<readonly (string | undefined)[]> {
    const watched = await this.#watch.watch(batch)
    await this.#commit(watched)
    return watched.requests.map(({ directive }) => directive)
  }

  async #commit({ requests, remember }: WatchedBatch): Promise<void> {
    await this.store.commitBatch([vendor.client.applicationId], (counts) =>
      decideBatch(counts, requests, { port: 1688 }),
    )
    remember()
  }

  #newWatch(): DuplicateWatch {
    return new DuplicateWatch({
      events: (query) => {
        this.reads++
        return this.store.events(query)
      },
    })
  }
}

describe('R9.3 the host', () => {
  test('tells the copy, in whichever batch, and never the original', async () => {
    const host = new Watched()
    expect(await host.ask(pendingOf(1, 10, undefined))).toEqual([undefined])
    expect(await host.ask(pendingOf(2, 20, undefined), pendingOf(1, 11, 10))).toEqual(['rearm', undefined])
    expect(await host.ask(pendingOf(2, 21, 20), pendingOf(3, 30, 10), pendingOf(1, 12, 11))).toEqual([
      'rearm',
      'rearm',
      undefined,
    ])
  })

  test('tells copies that ask together for the first time, but one', async () => {
    const host = new Watched()
    const batch = [1, 2, 3].map((machine) => pendingOf(machine, machine * 10, undefined))
    expect(await host.ask(...batch)).toEqual([undefined, 'rearm', 'rearm'])
  })

  test('knows it after a restart, too', async () => {
    const host = new Watched()
    await host.ask(pendingOf(1, 10, undefined))
    host.restart()
    expect(await host.ask(pendingOf(2, 20, undefined))).toEqual(['rearm'])
  })

  test('says nothing where the licence only wants a report, and reads nothing', async () => {
    const host = new Watched()
    await host.ask(pendingOf(1, 10, undefined, { onDuplicate: 'report' }))
    expect(await host.ask(pendingOf(2, 20, undefined, { onDuplicate: 'report' }))).toEqual([undefined])
    expect(host.reads).toBe(0)
  })

  test('does not read the log for a machine that goes on where it was', async () => {
    const host = new Watched()
    await host.ask(pendingOf(1, 10, undefined))
    expect(host.reads).toBe(1)
    for (let lease = 11; lease < 20; lease++) await host.ask(pendingOf(1, lease, lease - 1))
    expect(host.reads).toBe(1)
    await host.ask(pendingOf(1, 20, 18))
    expect(host.reads).toBe(2)
  })

  test('takes no request into the lineage that it refuses', async () => {
    const host = new Watched()
    const refused = pendingOf(2, 20, undefined, { clientTimeSeconds: 0 })
    expect(await host.ask(refused, pendingOf(1, 10, undefined))).toEqual([undefined, undefined])
  })
})
