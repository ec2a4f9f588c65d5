import { describe, expect, it } from 'vitest'
import {
  confirmationKeyPairOf,
  confirmationPublicKeyOf,
  signConfirmation,
  verifyConfirmation,
} from './confirmation.ts'

const installationId = Uint8Array.from({ length: 22 }, (_, index) => index)
const keyPair = confirmationKeyPairOf(new Uint8Array(48).fill(9))
const confirmation = signConfirmation({ secretKey: keyPair.secretKey, productGroup: 77, installationId })
const asked = { publicKey: keyPair.publicKey, productGroup: 77, installationId, confirmation }

describe('confirmations', () => {
  it('have a public key that follows from the secret key', () => {
    expect(confirmationPublicKeyOf(keyPair.secretKey)).toEqual(keyPair.publicKey)
  })

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
