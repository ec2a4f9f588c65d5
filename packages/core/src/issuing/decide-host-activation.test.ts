import { describe, expect, test } from 'vitest'
import { toHex } from '../bytes/index.ts'
import type { AuthorityChange } from './authority-change.ts'
import { decideHostActivation, hostCertificateOf } from './decide-host-activation.ts'
import type { HostActivationRecord, IssuedHostKey, IssuedMak, KeyState } from './issued-key.ts'
import { host, nowMs, nowSeconds } from './issuing.fixtures.ts'

const key: IssuedHostKey = {
  keyHash: 'ab'.repeat(32),
  partialProductKey: 'XY7Z9',
  kind: 'host',
  productGroups: [7, 9],
  issuedAtMs: 0,
  issuedBy: 'vendor',
  note: '',
  exceptions: [],
  limits: { hostsMax: 6, activationsPerHostMax: 10 },
}
const attempt = {
  hostPublicKey: host.publicKey,
  hostDigest: new Uint8Array(12).fill(1),
  hostName: 'host.corp.test',
  nonce: new Uint8Array(8).fill(200),
  address: '192.0.2.1',
}
const fresh = { nowMs, serial: new Uint8Array(8).fill(3) }

/** A key that has activated `hostsActivated` hosts, the asking one `times` times. */
function stateOf(hostsActivated: number, times: number, changes: Partial<IssuedHostKey> = {}): KeyState {
  return {
    key: { ...key, ...changes },
    hostsActivated,
    activationsOfHost: Array.from({ length: times }, (_, index) => activationOf(index)),
    machinesActivated: 0,
  }
}

function activationOf(index: number): HostActivationRecord {
  return {
    keyHash: key.keyHash,
    hostPublicKey: toHex(host.publicKey),
    hostName: 'host.corp.test',
    address: '192.0.2.1',
    nonce: toHex(new Uint8Array(8).fill(index)),
    serial: toHex(new Uint8Array(8).fill(index)),
    ordinal: index + 1,
    activatedAtMs: nowMs - 1_000,
    issuedAtSeconds: nowSeconds - 1,
    expiresSeconds: nowSeconds + 1_000,
    productGroups: [7],
  }
}

function outcome(state: KeyState | undefined): string {
  const decision = decideHostActivation(state, attempt, fresh)
  return decision.kind === 'refused' ? decision.code : `activation ${decision.activation.ordinal}`
}

function kinds(changes: readonly AuthorityChange[]): readonly string[] {
  return changes.map((change) => (change.kind === 'audit-added' ? change.entry.action : change.kind))
}

describe('activating a host', () => {
  test('R3.3 the sixth host is activated, the seventh refused', () => {
    expect(outcome(stateOf(5, 0))).toBe('activation 1')
    expect(outcome(stateOf(6, 0))).toBe('host-limit-reached')
  })

  test('R3.3 the ninth reactivation of a host passes, the tenth is refused', () => {
    expect(outcome(stateOf(1, 9))).toBe('activation 10')
    expect(outcome(stateOf(1, 10))).toBe('reactivation-limit-reached')
  })

  test('R3.3 a host that counts already may reactivate although the key is full', () => {
    expect(outcome(stateOf(6, 1))).toBe('activation 2')
  })

  test('R3.3 the refusal names the limit', () => {
    const decision = decideHostActivation(stateOf(6, 0), attempt, fresh)
    expect(decision).toMatchObject({ detail: expect.stringContaining('6 of 6') })
  })

  test('R3.3 both numbers are those of the key', () => {
    const limits = { hostsMax: 7, activationsPerHostMax: 11 }
    expect(outcome(stateOf(6, 0, { limits }))).toBe('activation 1')
    expect(outcome(stateOf(7, 0, { limits }))).toBe('host-limit-reached')
    expect(outcome(stateOf(1, 10, { limits }))).toBe('activation 11')
    expect(outcome(stateOf(1, 11, { limits }))).toBe('reactivation-limit-reached')
  })

  test('R3.3 the same request again is the same activation, also at the limit', () => {
    const full = stateOf(6, 10)
    const repeated = { ...attempt, nonce: new Uint8Array(8).fill(4) }
    const decision = decideHostActivation(full, repeated, fresh)
    expect(decision).toMatchObject({ kind: 'granted', activation: { ordinal: 5 }, changes: [] })
  })

  test('R3.3 an unknown key and one of another kind are refused and change nothing', () => {
    const mak: IssuedMak = { ...key, kind: 'mak', limits: { activationsMax: 3 } }
    const kinds = [
      undefined,
      { key: mak, hostsActivated: 0, activationsOfHost: [], machinesActivated: 0 },
    ] as const
    for (const state of kinds) expect(decideHostActivation(state, attempt, fresh).changes).toEqual([])
    expect(outcome(kinds[0])).toBe('key-unknown')
    expect(outcome(kinds[1])).toBe('product-key-kind')
  })

  test('R3.3 a blocked key activates nothing, not even what it activated before', () => {
    const block = { atMs: 1, who: 'vendor', reason: 'leaked' }
    const decision = decideHostActivation(
      stateOf(1, 1, { block }),
      { ...attempt, nonce: new Uint8Array(8) },
      fresh,
    )
    expect(decision).toMatchObject({ kind: 'refused', code: 'key-blocked' })
  })

  test('R3.3 what is granted and what is refused of a known key is audited', () => {
    expect(kinds(decideHostActivation(stateOf(0, 0), attempt, fresh).changes)).toEqual([
      'host-activated',
      'host-activated',
    ])
    expect(kinds(decideHostActivation(stateOf(6, 0), attempt, fresh).changes)).toEqual(['host-refused'])
  })

  test('R3.1 the certificate names the host, the groups of the key and three years', () => {
    const decision = decideHostActivation(stateOf(0, 0), attempt, fresh)
    const certificate = decision.kind === 'granted' && hostCertificateOf(decision.activation, 'Example')
    expect(certificate).toEqual({
      vendorName: 'Example',
      hostName: 'host.corp.test',
      hostPublicKey: host.publicKey,
      productGroups: [7, 9],
      serial: fresh.serial,
      issuedAtSeconds: nowSeconds,
      notBeforeSeconds: nowSeconds,
      expiresSeconds: nowSeconds + 3 * 365 * 24 * 60 * 60,
    })
  })
})
