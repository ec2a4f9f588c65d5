/** The npm package @auth0/cose verifies a lease and its chain, each document under its name and no other. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { Algorithms, Sign1 } from '@auth0/cose'
import { describe, expect, it } from 'vitest'
import { type DocumentVector, validVector, withChangedBits } from './document-vectors.ts'

/** Tag, protected header with algorithm and key id, empty unprotected header, and the head of the payload. */
const payloadStart = 19

const answer = validVector('answer')
const hostCertificate = validVector('host-certificate')
const issuerCertificate = validVector('issuer-certificate')
const chain: readonly (readonly [string, DocumentVector, Uint8Array])[] = [
  ['muster/issuer-certificate/1', issuerCertificate, Buffer.from(issuerCertificate.roots[0] ?? '', 'hex')],
  ['muster/host-certificate/1', hostCertificate, keyOf(issuerCertificate, 'issuerPublicKey')],
  ['muster/answer/1', answer, keyOf(hostCertificate, 'hostPublicKey')],
]

describe('@auth0/cose', () => {
  it.each(chain)('verifies %s', async (name, vector, publicKey) => {
    await expect(verify(vector, name, publicKey)).resolves.toBeUndefined()
  })

  it.each(chain)('refuses %s under another name or key', async (name, vector, publicKey) => {
    await expect(verify(vector, 'muster/refusal/1', publicKey)).rejects.toThrow()
    await expect(verify(vector, '', publicKey)).rejects.toThrow()
    await expect(verify(vector, name, new Uint8Array(32).fill(9))).rejects.toThrow()
  })

  it.each(chain)(
    'refuses %s with its payload or signature changed in one bit',
    async (name, vector, publicKey) => {
      const changed = withChangedBits(vector, 9, payloadStart)
      for (const copy of changed) await expect(verify(copy, name, publicKey), copy.name).rejects.toThrow()
      expect(changed.length).toBeGreaterThan(50)
    },
  )

  it('reads the same header and claims', () => {
    const message = Sign1.decode(Buffer.from(answer.bytes, 'hex'))
    expect(message.protectedHeaders.get(1)).toBe(Algorithms.EdDSA)
    expect(message.unprotectedHeaders.size).toBe(0)
  })
})

function keyOf(vector: DocumentVector, name: string): Uint8Array {
  return Buffer.from((vector.content as Record<string, string>)[name] ?? '', 'hex')
}

async function verify(vector: DocumentVector, name: string, publicKey: Uint8Array): Promise<void> {
  const message = Sign1.decode(Buffer.from(vector.bytes, 'hex'))
  await message.verify(keyObject(publicKey), {
    externalAAD: Buffer.from(name),
    algorithms: [Algorithms.EdDSA],
  })
}

function keyObject(publicKey: Uint8Array): KeyObject {
  const x = Buffer.from(publicKey).toString('base64url')
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
}
