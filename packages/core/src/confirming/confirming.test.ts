import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Verifier } from '../ports/index.ts'
import { confirmationKeyPairOf, signConfirmation, verifyConfirmation } from './confirmation.ts'
import {
  decodeInstallationId,
  encodeInstallationId,
  installationDigest,
  isCurrentMonth,
  keyFingerprintOf,
  monthOf,
} from './installation-id.ts'

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
const keyPair = confirmationKeyPairOf(new Uint8Array(48).fill(9))
const confirmation = signConfirmation({ secretKey: keyPair.secretKey, productGroup: 77, installationId })
const asked = { publicKey: keyPair.publicKey, productGroup: 77, installationId, confirmation }

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
    expect(() => decodeInstallationId(Uint8Array.from([0x12, ...installationId.slice(1)]))).toThrow(code)
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

describe('confirmations', () => {
  it('R6.4 verify with the public key alone', () => {
    expect(verifyConfirmation(asked)).toBe(true)
    expect(confirmation).toHaveLength(48)
    expect(keyPair.publicKey).toHaveLength(96)
  })

  it('are the same each time they are asked for', () => {
    expect(signConfirmation({ secretKey: keyPair.secretKey, productGroup: 77, installationId })).toEqual(
      confirmation,
    )
  })

  it('do not verify for another product group, installation or vendor', () => {
    const other = confirmationKeyPairOf(new Uint8Array(48).fill(8)).publicKey
    expect(verifyConfirmation({ ...asked, productGroup: 78 })).toBe(false)
    expect(
      verifyConfirmation({ ...asked, installationId: Uint8Array.from([...installationId.slice(0, -1), 0]) }),
    ).toBe(false)
    expect(verifyConfirmation({ ...asked, publicKey: other })).toBe(false)
  })

  it('do not verify with any single bit of a byte changed', () => {
    for (let index = 0; index < confirmation.length; index += 5) {
      const changed = confirmation.slice()
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(verifyConfirmation({ ...asked, confirmation: changed })).toBe(false)
    }
  })

  it('do not verify when they are no point at all', () => {
    expect(verifyConfirmation({ ...asked, confirmation: new Uint8Array(48) })).toBe(false)
    expect(verifyConfirmation({ ...asked, confirmation: new Uint8Array(3) })).toBe(false)
    expect(verifyConfirmation({ ...asked, publicKey: new Uint8Array(96) })).toBe(false)
  })
})
