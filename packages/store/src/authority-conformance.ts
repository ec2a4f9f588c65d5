/** What every store of an authority keeps to, whatever holds it. */
import { toHex } from '@muster/core/bytes'
import { encodeInstallationId } from '@muster/core/confirming'
import { codeOf } from '@muster/core/errors'
import {
  type AuthorityChange,
  decideHostActivation,
  decideMachineActivation,
  type HostActivationRecord,
  type IssuedHostKey,
  keyIdOfHash,
} from '@muster/core/issuing'
import type { AuthorityStore } from '@muster/core/stores'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  activationOf,
  auditOf,
  hostKey,
  machineOf,
  mak,
  productOf,
} from './authority-conformance.fixtures.ts'

/** How the suite gets its stores. */
export interface AuthorityStoreSource {
  open(): Promise<AuthorityStore>
  /** Closes it and opens it again; absent where nothing outlives closing. */
  readonly reopen?: (store: AuthorityStore) => Promise<AuthorityStore>
  cleanUp(): Promise<void>
}

/** Runs the suite against one implementation. */
export function testAuthorityStore(name: string, makeSource: () => Promise<AuthorityStoreSource>): void {
  describe(`${name}: the store of an authority`, () => {
    let source: AuthorityStoreSource
    let store: AuthorityStore

    beforeEach(async () => {
      source = await makeSource()
      store = await source.open()
    })
    afterEach(async () => {
      await store.close()
      await source.cleanUp()
    })

    const keyState = (hostPublicKey?: string, keyHash = hostKey.keyHash) =>
      store.decideForKey({ keyHash, ...(hostPublicKey === undefined ? {} : { hostPublicKey }) }, (state) => ({
        changes: [],
        result: state,
      }))
    const activated = (...activations: readonly HostActivationRecord[]) =>
      store.record(activations.map((activation) => ({ kind: 'host-activated', activation })))

    test('R3.3 adds up keys, those near their limit, and what they activated', async () => {
      const none = { keys: 0, keysBlocked: 0, keysNearLimit: 0, hosts: 0, hostActivations: 0, machines: 0 }
      expect(await store.totals()).toEqual(none)
      const narrow = { ...mak, limits: { activationsMax: 10 } }
      await store.record([
        { kind: 'key-issued', key: hostKey },
        { kind: 'key-issued', key: narrow },
      ])
      const machines = Array.from({ length: 9 }, (_, n) => ({ ...machineOf(n), keyHash: narrow.keyHash }))
      const put = (activations: typeof machines) =>
        store.record(activations.map((activation) => ({ kind: 'machine-activated', activation })))
      await put(machines.slice(0, 8))
      await activated(activationOf('aa', 1), activationOf('aa', 2), activationOf('bb', 1))
      const before = { keys: 2, keysBlocked: 0, keysNearLimit: 0, hosts: 2, hostActivations: 3, machines: 8 }
      expect(await store.totals()).toEqual(before)
      await put(machines.slice(8))
      expect(await store.totals()).toEqual({ ...before, keysNearLimit: 1, machines: 9 })
      const block = { atMs: 1, who: 'anna', reason: 'lost' }
      await store.record([{ kind: 'key-blocked', keyHash: narrow.keyHash, block }])
      expect(await store.totals()).toEqual({ ...before, keysBlocked: 1, machines: 9 })
    })

    test('starts empty', async () => {
      expect(await store.products()).toEqual([])
      for (const list of [store.keys, store.hosts, store.machineActivations, store.audit, store.documents])
        expect(await list({ limit: 10 })).toEqual({ items: [], next: undefined })
      expect(await keyState()).toBeUndefined()
    })

    test('R1.1 products come back as they were added, in order', async () => {
      await store.record([1, 2, 3].map((n) => ({ kind: 'product-added', product: productOf(n) })))
      expect(await store.products()).toEqual([productOf(1), productOf(2), productOf(3)])
      const seen = await store.decideForProducts((products) => ({ changes: [], result: products.length }))
      expect(seen).toBe(3)
    })

    test('R1.4 keys of both kinds come back as they were issued', async () => {
      await store.record([hostKey, mak].map((key) => ({ kind: 'key-issued', key })))
      const { items } = await store.keys({ limit: 10 })
      expect(items.map(({ key }) => key)).toEqual([hostKey, mak])
      expect(await keyState()).toEqual({
        key: hostKey,
        hostsActivated: 0,
        activationsOfHost: [],
        machinesActivated: 0,
      })
    })

    test('R1.6 a key is found by its id and by its last group', async () => {
      await store.record([hostKey, mak].map((key) => ({ kind: 'key-issued', key })))
      for (const reference of [keyIdOfHash(mak.keyHash), mak.partialProductKey]) {
        const { items } = await store.keys({ limit: 10, reference })
        expect(items.map(({ key }) => key.keyHash)).toEqual([mak.keyHash])
      }
      expect((await store.keys({ limit: 10, reference: 'NONE0' })).items).toEqual([])
    })

    test('R3.3 blocks and exceptions are kept with who and why', async () => {
      const block = { atMs: 5, who: 'anna', reason: 'leaked' }
      const exceptions = [
        { atMs: 3, who: 'anna', reason: 'merger', detail: 'hosts 6 to 8' },
        { atMs: 4, who: 'ben', reason: 'again', detail: 'hosts 8 to 9' },
      ]
      const limits = { hostsMax: 9, activationsPerHostMax: 10 }
      await store.record([
        { kind: 'key-issued', key: hostKey },
        ...exceptions.map(
          (exception): AuthorityChange => ({
            kind: 'key-limits-raised',
            keyHash: hostKey.keyHash,
            limits,
            exception,
          }),
        ),
        { kind: 'key-blocked', keyHash: hostKey.keyHash, block },
      ])
      expect((await keyState())?.key).toEqual({ ...hostKey, limits, exceptions, block })
    })

    test('R3.3 hosts are counted once each, activations one by one', async () => {
      await store.record([{ kind: 'key-issued', key: hostKey }])
      await activated(activationOf('aa', 1), activationOf('bb', 1), activationOf('aa', 2))
      expect(await keyState('aa')).toEqual({
        key: hostKey,
        hostsActivated: 2,
        activationsOfHost: [activationOf('aa', 1), activationOf('aa', 2)],
        machinesActivated: 0,
      })
      expect((await keyState('cc'))?.activationsOfHost).toEqual([])
      const { items } = await store.keys({ limit: 1 })
      expect(items[0]).toMatchObject({ hostsActivated: 2, activations: 3 })
    })

    test('R8.1 a directory stands among the hosts, with its id where that is known', async () => {
      await store.record([{ kind: 'key-issued', key: hostKey }])
      const forestId = '3f2b8c1d-6a47-4e90-8b5c-d1e2f3041526'
      const online = { ...activationOf('aa', 1), directory: { forestId } }
      const byTelephone = { ...activationOf('bb', 1), directory: {} }
      await activated(online, byTelephone, activationOf('cc', 1))
      const { items } = await store.hosts({ limit: 10 })
      expect(items.map(({ latest }) => latest)).toEqual([online, byTelephone, activationOf('cc', 1)])
      expect((await keyState('aa'))?.hostsActivated).toBe(3)
    })

    test('R3.3 hosts are listed with their latest activation, all or those of one key', async () => {
      await store.record([{ kind: 'key-issued', key: hostKey }])
      await activated(activationOf('aa', 1), activationOf('bb', 1), activationOf('aa', 2))
      const hosts = await store.hosts({ limit: 10, keyHash: hostKey.keyHash })
      expect(hosts.items).toEqual([
        { latest: activationOf('aa', 2), firstActivatedAtMs: 1, activations: 2 },
        { latest: activationOf('bb', 1), firstActivatedAtMs: 1, activations: 1 },
      ])
      expect((await store.hosts({ limit: 10, keyHash: mak.keyHash })).items).toEqual([])
    })

    test('R3.3 a host that activates online and by telephone is one host', async () => {
      await store.record([{ kind: 'key-issued', key: hostKey }])
      await activated(
        { ...activationOf('aa', 1), hostDigest: 'd1' },
        { ...activationOf('d1', 2), hostDigest: 'd1' },
        { ...activationOf('bb', 1), hostDigest: 'd2' },
      )
      const query = { keyHash: hostKey.keyHash, hostPublicKey: 'd1', hostDigest: 'd1' }
      const state = await store.decideForKey(query, (found) => ({ changes: [], result: found }))
      expect(state?.hostsActivated).toBe(2)
      expect(state?.activationsOfHost).toHaveLength(2)
      const { items } = await store.hosts({ limit: 10 })
      expect(items.map(({ activations }) => activations)).toEqual([2, 1])
      expect((await store.keys({ limit: 1 })).items[0]).toMatchObject({ hostsActivated: 2, activations: 3 })
    })

    test('R6.1 machines are counted for their key, found by their digest, and listed newest first', async () => {
      await store.record([hostKey, mak].map((key) => ({ kind: 'key-issued', key })))
      await store.record(
        [machineOf(1), machineOf(2)].map((activation) => ({ kind: 'machine-activated', activation })),
      )
      const query = { keyHash: mak.keyHash, machineDigest: machineOf(1).digest }
      const state = await store.decideForKey(query, (found) => ({ changes: [], result: found }))
      expect(state).toMatchObject({ machinesActivated: 2, activationOfMachine: machineOf(1) })
      const { items } = await store.machineActivations({ limit: 10, keyHash: mak.keyHash })
      expect(items).toEqual([machineOf(2), machineOf(1)])
      expect((await store.machineActivations({ limit: 10, keyHash: hostKey.keyHash })).items).toEqual([])
      expect((await store.keys({ limit: 10 })).items.map(({ activations }) => activations)).toEqual([0, 2])
    })

    test('R6.3 a key is found by the fingerprint that installation IDs carry', async () => {
      await store.record([{ kind: 'key-issued', key: mak }])
      expect(await store.keyHashOf(mak.fingerprint ?? '')).toBe(mak.keyHash)
      expect(await store.keyHashOf('00'.repeat(7))).toBeUndefined()
    })

    test('R6.1 of 100 machines that ask at once exactly the number of the key are activated', async () => {
      await store.record([{ kind: 'key-issued', key: mak }])
      const outcomes = await Promise.all(
        Array.from({ length: 100 }, (_, index) => activateMachine(store, index)),
      )
      expect(outcomes.filter((code) => code === 'granted')).toHaveLength(50)
      expect(outcomes.filter((code) => code === 'activations-exhausted')).toHaveLength(50)
    })

    test('the audit log is read newest first', async () => {
      await store.record([1, 2, 3].map((n) => ({ kind: 'audit-added', entry: auditOf(n) })))
      const { items } = await store.audit({ limit: 10 })
      expect(items).toEqual([3, 2, 1].map((n) => ({ sequence: n, entry: auditOf(n) })))
    })

    test('every list goes on where a page ended', async () => {
      await store.record([
        { kind: 'key-issued', key: hostKey },
        { kind: 'key-issued', key: mak },
      ])
      await activated(activationOf('aa', 1), activationOf('bb', 1))
      await store.record([1, 2].map((n) => ({ kind: 'audit-added', entry: auditOf(n) })))
      for (const document of [1, 2]) await store.archive(documentOf(document))
      for (const list of [store.keys, store.hosts, store.audit, store.documents]) {
        const first = await list({ limit: 1 })
        const second = await list({ limit: 1, after: first.next ?? 'none' })
        expect([first.items.length, second.items.length, second.next]).toEqual([1, 1, undefined])
        expect([...first.items, ...second.items]).toEqual((await list({ limit: 2 })).items)
      }
    })

    test('a cursor that no page gave is refused', async () => {
      for (const list of [store.keys, store.hosts, store.audit, store.documents]) {
        const code = await list({ limit: 1, after: 'elsewhere' }).then(() => 'accepted', codeOf)
        expect(code).toBe('cursor-invalid')
      }
    })

    test('documents are archived once and found by kind and subject', async () => {
      for (const document of [1, 2, 1]) await store.archive(documentOf(document))
      expect((await store.documents({ limit: 10 })).items).toEqual([documentOf(2), documentOf(1)])
      const found = await store.documents({ limit: 10, kind: 'host-certificate', subject: 'serial-1' })
      expect(found.items).toEqual([documentOf(1)])
      expect((await store.documents({ limit: 10, kind: 'catalogue' })).items).toEqual([])
    })

    test('what a decision throws is passed on and nothing is written', async () => {
      const failing = store.decideForProducts(() => {
        throw new RangeError('ours')
      })
      await expect(failing).rejects.toThrow(RangeError)
      const half: readonly AuthorityChange[] = [
        { kind: 'product-added', product: productOf(1) },
        { kind: 'key-blocked', keyHash: 'unknown', block: { atMs: 1, who: 'x', reason: 'y' } },
      ]
      await expect(store.record(half)).rejects.toThrow()
      expect(await store.products()).toEqual([])
    })

    test('R3.3 of 100 hosts that ask at once with one key exactly 6 are activated', async () => {
      await store.record([{ kind: 'key-issued', key: hostKey }])
      const outcomes = await Promise.all(
        Array.from({ length: 100 }, (_, index) => activate(store, hostKey, index)),
      )
      expect(outcomes.filter((code) => code === 'granted')).toHaveLength(6)
      expect(outcomes.filter((code) => code === 'host-limit-reached')).toHaveLength(94)
      expect((await keyState())?.hostsActivated).toBe(6)
    })

    test('everything is there after a restart, where something outlives it', async () => {
      if (source.reopen === undefined) return
      await store.record([
        { kind: 'product-added', product: productOf(1) },
        { kind: 'key-issued', key: hostKey },
      ])
      await activated(activationOf('aa', 1))
      await store.archive(documentOf(1))
      const before = await contentOf(store)
      store = await source.reopen(store)
      expect(await contentOf(store)).toEqual(before)
    })

    test('a copy that cannot be written is a failure of the store', async () => {
      const code = await store.backup('/nowhere/at/all').then(() => 'written', codeOf)
      expect(code).toBe('store-failed')
    })
  })
}

async function activate(store: AuthorityStore, key: IssuedHostKey, index: number): Promise<string> {
  const hostPublicKey = new Uint8Array(32).fill(index)
  const nonce = new Uint8Array(8).fill(index)
  const hostDigest = hostPublicKey.slice(0, 12)
  const attempt = { hostPublicKey, hostDigest, hostName: `host-${index}`, nonce, address: '192.0.2.1' }
  const query = { keyHash: key.keyHash, hostPublicKey: Buffer.from(hostPublicKey).toString('hex') }
  return store.decideForKey(query, (state) => {
    const decision = decideHostActivation(state, attempt, { nowMs: 1, serial: nonce })
    return { changes: decision.changes, result: decision.kind === 'granted' ? 'granted' : decision.code }
  })
}

async function activateMachine(store: AuthorityStore, index: number): Promise<string> {
  const digest = new Uint8Array(12).fill(index)
  const installationId = encodeInstallationId({
    kind: 'mak',
    keyFingerprint: new Uint8Array(7),
    month: 1,
    digest,
  })
  const attempt = { installationId, channel: 'online', address: '192.0.2.1', isKeyShown: true } as const
  const query = { keyHash: mak.keyHash, machineDigest: toHex(digest) }
  return store.decideForKey(query, (state) => {
    const decision = decideMachineActivation(state, attempt, 1)
    return { changes: decision.changes, result: decision.kind === 'granted' ? 'granted' : decision.code }
  })
}

function documentOf(n: number) {
  return {
    kind: 'host-certificate',
    subject: `serial-${n}`,
    issuedAtMs: n,
    document: new Uint8Array([n, 2, 3]),
  } as const
}

async function contentOf(store: AuthorityStore): Promise<readonly unknown[]> {
  const query = { limit: 100 }
  return [
    await store.products(),
    await store.keys(query),
    await store.hosts(query),
    await store.audit(query),
    await store.documents(query),
  ]
}
