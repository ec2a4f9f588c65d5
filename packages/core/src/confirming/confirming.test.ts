import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Verifier } from '../ports/index.ts'
import {
  decodeInstallationId,
  encodeInstallationId,
  installationDigest,
  isCurrentMonth,
  keyFingerprintOf,
} from './installation-id.ts'
import { monthAt, monthOf, monthStartSeconds, monthsMax } from './months.ts'

const verifier: Verifier = {
  sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
  verify: () => false,
}
const productId = '11111111-2222-4333-8444-555555555555'
const publicKey = new Uint8Array(32).fill(5)
const installationId = encodeInstallationId({
  kind: 'mak',
  keyFingerprint: keyFingerprintOf(new Uint8Array(10).fill(1), verifier),
  month: monthOf(2026, 11),
  digest: installationDigest({ publicKey, productId }, verifier),
})

describe('installation IDs', () => {
  it('R6.3 come back from their 22 bytes', () => {
    const part = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
    fc.assert(
      fc.property(
        fc.constantFrom('host', 'mak'),
        part(7),
        fc.nat(0xffff),
        part(12),
        (kind, keyFingerprint, month, digest) => {
          const id = { kind, keyFingerprint, month, digest } as const
          expect(decodeInstallationId(encodeInstallationId(id))).toEqual(id)
        },
      ),
    )
  })

  it('are refused with another version, kind or length', () => {
    const code = expect.objectContaining({ code: 'installation-id-invalid' })
    expect(() => decodeInstallationId(installationId.slice(1))).toThrow(code)
    expect(() => decodeInstallationId(Uint8Array.from([0x20, ...installationId.slice(1)]))).toThrow(code)
    expect(() => decodeInstallationId(Uint8Array.from([0x13, ...installationId.slice(1)]))).toThrow(code)
  })

  it('count months from January 2020 and pass one month on either side', () => {
    expect(monthOf(2020, 1)).toBe(0)
    expect([8, 9, 10, 11, 12].map((month) => isCurrentMonth(month, 10))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
  })

  it('tell a host from a machine with the same key pair', () => {
    expect(installationDigest({ publicKey }, verifier)).not.toEqual(
      installationDigest({ publicKey, productId }, verifier),
    )
  })
})

describe('months', () => {
  it('begin where the calendar says, UTC', () => {
    for (let month = 0; month < 4_000; month++)
      expect(monthStartSeconds(month) * 1_000).toBe(Date.UTC(2020, month, 1))
  })

  it('last from their first second to the last before the next', () => {
    fc.assert(
      fc.property(fc.nat(5_000), (month) => {
        const start = monthStartSeconds(month)
        expect([start - 1, start, monthStartSeconds(month + 1) - 1].map(monthAt)).toEqual([
          Math.max(month - 1, 0),
          month,
          month,
        ])
      }),
    )
  })

  it('do not leave what an installation ID can state', () => {
    expect([-1, 0, Number.MAX_SAFE_INTEGER / 1_000].map(monthAt)).toEqual([0, 0, monthsMax])
  })
})
