/** A chain that is remembered: verified once, and only for the very bytes and roots that it was verified from. */
import { describe, expect, it } from 'vitest'
import type { Verifier } from '../ports/index.ts'
import { codeThrownBy, sampleCertificates, sampleKeys } from './chain.fixtures.ts'
import { testCryptography } from './cryptography.fixtures.ts'
import { verifyHost } from './trust.ts'
import { createVerificationMemory, rememberedChainsMax } from './verification-memory.ts'

const roots = [sampleKeys.root.publicKey]

function countingVerifier() {
  let signatures = 0
  const verifier: Verifier = {
    memory: createVerificationMemory(),
    sha256: (data) => testCryptography.sha256(data),
    verify(publicKey, message, signature) {
      signatures += 1
      return testCryptography.verify(publicKey, message, signature)
    },
  }
  return { verifier, signatures: () => signatures }
}

describe('a chain that is remembered', () => {
  it('is verified once, and is the same as without a memory', async () => {
    const { verifier, signatures } = countingVerifier()
    const certificates = await sampleCertificates()
    const copies = {
      hostCertificate: certificates.hostCertificate.slice(),
      issuerCertificate: certificates.issuerCertificate.slice(),
    }
    const host = verifyHost(certificates, roots, verifier)
    expect(verifyHost(copies, roots, verifier)).toBe(host)
    expect(signatures()).toBe(2)
    expect(host).toEqual(verifyHost(certificates, roots, testCryptography))
  })

  it('R4.8 is no other chain: each changed byte is refused as without a memory', async () => {
    const { verifier } = countingVerifier()
    const certificates = await sampleCertificates()
    verifyHost(certificates, roots, verifier)
    for (const name of ['hostCertificate', 'issuerCertificate'] as const)
      for (let index = 0; index < certificates[name].length; index++) {
        const changed = certificates[name].slice()
        changed[index] = (changed[index] ?? 0) ^ 1
        const broken = { ...certificates, [name]: changed }
        const code = codeThrownBy(() => verifyHost(broken, roots, verifier))
        expect(code).toBe(codeThrownBy(() => verifyHost(broken, roots, testCryptography)))
        expect(code).toBeDefined()
      }
  })

  it('R4.8 is not trusted under other roots, nor when its own bytes are changed later', async () => {
    const { verifier } = countingVerifier()
    const certificates = await sampleCertificates()
    verifyHost(certificates, roots, verifier)
    const others = [sampleKeys.otherIssuer.publicKey]
    expect(codeThrownBy(() => verifyHost(certificates, others, verifier))).toBe('document-signer-unknown')
    expect(codeThrownBy(() => verifyHost(certificates, [], verifier))).toBe('document-signer-unknown')
    certificates.hostCertificate[20] = (certificates.hostCertificate[20] ?? 0) ^ 1
    expect(codeThrownBy(() => verifyHost(certificates, roots, verifier))).toBeDefined()
  })

  it('is not remembered where it was refused', async () => {
    const { verifier, signatures } = countingVerifier()
    const certificates = await sampleCertificates()
    const others = [sampleKeys.root.publicKey.map((byte) => byte ^ 1)]
    for (let times = 0; times < 2; times++)
      expect(codeThrownBy(() => verifyHost(certificates, others, verifier))).toBe('document-signer-unknown')
    expect(signatures()).toBe(0)
  })

  it('leaves when so many others were met since', () => {
    const memory = createVerificationMemory()
    const bytesOf = (number: number) => [Uint8Array.of(number), Uint8Array.of(7)]
    memory.keep(bytesOf(0), { number: 0 })
    for (let number = 1; number < rememberedChainsMax; number++) memory.keep(bytesOf(number), { number })
    expect(memory.recall(bytesOf(0))).toEqual({ number: 0 })
    memory.keep(bytesOf(100), { number: 100 })
    expect(memory.recall(bytesOf(0))).toEqual({ number: 0 })
    expect(memory.recall(bytesOf(1))).toBeUndefined()
    expect(memory.recall(bytesOf(2))).toEqual({ number: 2 })
    expect(memory.recall([Uint8Array.of(2)])).toBeUndefined()
  })
})
