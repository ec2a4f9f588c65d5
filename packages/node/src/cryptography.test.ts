import { fromHex, toHex } from '@muster/core/bytes'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cachedKeysMax, createNodeCryptography } from './cryptography.ts'
import { systemRandom } from './random.ts'

const cryptography = createNodeCryptography()

/** RFC 8032 §7.1, tests 1 to 3: private key, public key, message, signature. */
const rfc8032Vectors = [
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
] as const

const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array()

test.each(rfc8032Vectors)('signs and verifies as RFC 8032 says: key %s', async (...vector) => {
  const [privateKey = [], publicKey = [], message = [], signature = []] = vector.map(bytesOf)
  const signer = cryptography.signer(Uint8Array.from(privateKey))
  expect(toHex(signer.publicKey)).toBe(vector[1])
  expect(toHex(await signer.sign(Uint8Array.from(message)))).toBe(vector[3])
  const bytes = [publicKey, message, signature].map((part) => Uint8Array.from(part)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ]
  expect(cryptography.verify(...bytes)).toBe(true)
})

test('hashes as FIPS 180-4 says, into plain bytes', () => {
  const hash = cryptography.sha256(new TextEncoder().encode('abc'))
  expect(toHex(hash)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(Object.getPrototypeOf(hash)).toBe(Uint8Array.prototype)
})

test('a signature of another message, by another key, or changed in any bit is false', async () => {
  const [signer, other] = [
    cryptography.signer(systemRandom.bytes(32)),
    cryptography.signer(systemRandom.bytes(32)),
  ]
  const message = systemRandom.bytes(40)
  const signature = await signer.sign(message)
  expect(cryptography.verify(signer.publicKey, message, signature)).toBe(true)
  expect(cryptography.verify(other.publicKey, message, signature)).toBe(false)
  expect(cryptography.verify(signer.publicKey, systemRandom.bytes(40), signature)).toBe(false)
  for (let bit = 0; bit < signature.length * 8; bit++) {
    const changed = signature.slice()
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    expect(cryptography.verify(signer.publicKey, message, changed)).toBe(false)
  }
})

test('malformed keys and signatures of any length are false, never an error', () => {
  const lengths = fc.oneof(fc.constantFrom(0, 31, 32, 33, 63, 64, 65), fc.nat(100))
  const anyBytes = lengths.chain((length) => fc.uint8Array({ minLength: length, maxLength: length }))
  fc.assert(
    fc.property(anyBytes, anyBytes, (publicKey, signature) => {
      expect(cryptography.verify(publicKey, new Uint8Array(3), signature)).toBe(false)
    }),
  )
})

test('a private key of another length is a defect of the caller', () => {
  for (const length of [0, 31, 33]) {
    expect(() => cryptography.signer(new Uint8Array(length))).toThrow('broken invariant')
  }
})

test('verifying is right beyond the keys that the cache holds, and after they left it', async () => {
  const message = new Uint8Array(8)
  const signers = Array.from({ length: cachedKeysMax + 3 }, () => cryptography.signer(systemRandom.bytes(32)))
  const signatures = await Promise.all(signers.map((signer) => signer.sign(message)))
  const verifyAll = (shift: number) =>
    signers.map(({ publicKey }, index) => {
      const signature = signatures[(index + shift) % signatures.length] ?? message
      return cryptography.verify(publicKey, message, signature)
    })
  expect(verifyAll(0).every(Boolean)).toBe(true)
  expect(verifyAll(0).every(Boolean)).toBe(true)
  expect(verifyAll(1).some(Boolean)).toBe(false)
})

test('a key that the caller changes afterwards is another key', async () => {
  const signer = cryptography.signer(systemRandom.bytes(32))
  const message = new Uint8Array(8)
  const signature = await signer.sign(message)
  const key = signer.publicKey.slice()
  expect(cryptography.verify(key, message, signature)).toBe(true)
  key[0] = (key[0] ?? 0) ^ 1
  expect(cryptography.verify(key, message, signature)).toBe(false)
})
