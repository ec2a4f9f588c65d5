import { describe, expect, it } from 'vitest'
import { concatBytes } from '../bytes/index.ts'
import { type CborValue, encodeCbor } from './cbor.ts'
import { codeThrownBy, hex, sampleKeys } from './chain.fixtures.ts'
import { testCryptography } from './cryptography.fixtures.ts'
import { decodeSign1, documentNames, keyIdOf, sign1 } from './sign1.ts'
import { openDocument, signDocument } from './signed-document.ts'

const signer = sampleKeys.issuer
const verifier = testCryptography
const protectedHeader = encodeCbor(
  new Map<number, CborValue>([
    [1, -8],
    [4, keyIdOf(signer.publicKey, verifier)],
  ]),
)
const payload = hex('a0')
const signature = new Uint8Array(64)

function tagged(...parts: readonly CborValue[]): Uint8Array {
  return concatBytes(hex('d2'), encodeCbor(parts))
}

function codeOfDecoding(bytes: Uint8Array, bytesMax = 1_000): unknown {
  return codeThrownBy(() => decodeSign1(bytes, bytesMax))
}

describe('the form', () => {
  it('is tagged 18, with algorithm and key id in the protected header', () => {
    const message = decodeSign1(tagged(protectedHeader, new Map(), payload, signature), 1_000)
    expect(message.keyId).toEqual(keyIdOf(signer.publicKey, verifier))
    expect(message.payload).toEqual(payload)
  })

  it('may leave out the key id', () => {
    expect(decodeSign1(tagged(hex('a10127'), new Map(), payload, signature), 1_000).keyId).toBeUndefined()
  })

  it.each<[string, Uint8Array]>([
    ['nothing', hex('')],
    ['the tag alone', hex('d2')],
    ['no tag', tagged(protectedHeader, new Map(), payload, signature).subarray(1)],
    ['tag 98', concatBytes(hex('d862'), encodeCbor([protectedHeader, new Map(), payload, signature]))],
    [
      'tag 18 in two bytes',
      concatBytes(hex('d812'), encodeCbor([protectedHeader, new Map(), payload, signature])),
    ],
    ['three parts', tagged(protectedHeader, new Map(), payload)],
    ['five parts', tagged(protectedHeader, new Map(), payload, signature, 0)],
    ['a map in place of the parts', concatBytes(hex('d2'), encodeCbor(new Map([[1, 1]])))],
    ['a protected header that is a map', tagged(new Map(), new Map(), payload, signature)],
    ['an empty protected header', tagged(hex(''), new Map(), payload, signature)],
    ['an unprotected header that is bytes', tagged(protectedHeader, payload, payload, signature)],
    ['a payload that is text', tagged(protectedHeader, new Map(), 'a', signature)],
    ['a signature of 63 bytes', tagged(protectedHeader, new Map(), payload, signature.slice(1))],
    ['a signature of 65 bytes', tagged(protectedHeader, new Map(), payload, new Uint8Array(65))],
    ['no algorithm', tagged(hex('a0'), new Map(), payload, signature)],
    ['algorithm ES256', tagged(hex('a10126'), new Map(), payload, signature)],
    ['algorithm -19', tagged(hex('a10132'), new Map(), payload, signature)],
    ['a critical header', tagged(hex('a2012702810a'), new Map(), payload, signature)],
    ['a key id of 7 bytes', tagged(hex('a20127044701020304050607'), new Map(), payload, signature)],
    ['a key id that is a number', tagged(hex('a201270401'), new Map(), payload, signature)],
    ['a third header', tagged(hex('a301270448010203040506070805f5'), new Map(), payload, signature)],
  ])('refuses %s as malformed', (_name, bytes) => {
    expect(codeOfDecoding(bytes)).toBe('document-malformed')
  })

  it('refuses a protected header that is not canonical', () => {
    const unsorted = hex('a2044801020304050607080127')
    expect(codeOfDecoding(tagged(unsorted, new Map(), payload, signature))).toBe('document-not-canonical')
  })

  it('refuses a byte after the end', () => {
    const bytes = concatBytes(tagged(protectedHeader, new Map(), payload, signature), hex('00'))
    expect(codeOfDecoding(bytes)).toBe('document-malformed')
  })

  it('refuses one byte more than its kind may have', () => {
    const bytes = tagged(protectedHeader, new Map(), payload, signature)
    expect(codeOfDecoding(bytes, bytes.length)).toBeUndefined()
    expect(codeOfDecoding(bytes, bytes.length - 1)).toBe('document-too-long')
  })
})

describe('opening', () => {
  const claims = new Map([[6, 1]])

  function codeOfOpening(bytes: Uint8Array, signers: readonly Uint8Array[] = [signer.publicKey]): unknown {
    return codeThrownBy(() =>
      openDocument(bytes, { name: 'muster/catalogue/1', bytesMax: 1_000, signers, verifier }),
    )
  }

  it('finds the signer among several', async () => {
    const bytes = await signDocument({ name: 'muster/catalogue/1', claims, signer, verifier })
    const opened = openDocument(bytes, {
      name: 'muster/catalogue/1',
      bytesMax: 1_000,
      signers: [sampleKeys.otherIssuer.publicKey, signer.publicKey],
      verifier,
    })
    expect(opened).toEqual({ claims, signer: signer.publicKey })
  })

  it('tells an unknown signer from a wrong signature', async () => {
    const bytes = await signDocument({ name: 'muster/catalogue/1', claims, signer, verifier })
    expect(codeOfOpening(bytes, [])).toBe('document-signer-unknown')
    expect(codeOfOpening(bytes, [sampleKeys.otherIssuer.publicKey])).toBe('document-signer-unknown')
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1
    expect(codeOfOpening(bytes)).toBe('document-signature')
  })

  it('refuses a signature of another key that claims this key id', async () => {
    const bytes = await sign1({
      name: 'muster/catalogue/1',
      payload: encodeCbor(claims),
      signer: sampleKeys.otherIssuer,
      keyId: keyIdOf(signer.publicKey, verifier),
    })
    expect(codeOfOpening(bytes)).toBe('document-signature')
  })

  it('refuses a document that names no signer, or that has an unsigned header', async () => {
    const options = { name: 'muster/catalogue/1', payload: encodeCbor(claims), signer } as const
    const keyId = keyIdOf(signer.publicKey, verifier)
    expect(codeOfOpening(await sign1(options))).toBe('document-malformed')
    const unsigned = await sign1({ ...options, keyId, unprotectedHeader: new Map([[4, keyId]]) })
    expect(codeOfOpening(unsigned)).toBe('document-malformed')
  })

  it.each([
    ['not a map', '01', 'document-malformed'],
    ['empty', '', 'document-malformed'],
    ['not canonical', 'a1061801', 'document-not-canonical'],
  ])('refuses a signed payload that is %s', async (_name, text, code) => {
    const keyId = keyIdOf(signer.publicKey, verifier)
    expect(
      codeOfOpening(await sign1({ name: 'muster/catalogue/1', payload: hex(text), signer, keyId })),
    ).toBe(code)
  })

  const pairs = documentNames.flatMap((signed) => documentNames.map((opened) => [signed, opened] as const))
  it.each(pairs)('opens %s as %s only where both are one', async (signedName, openedName) => {
    const bytes = await signDocument({ name: signedName, claims, signer, verifier })
    const expectation = { name: openedName, bytesMax: 1_000, signers: [signer.publicKey], verifier }
    const code = codeThrownBy(() => openDocument(bytes, expectation))
    expect(code).toBe(signedName === openedName ? undefined : 'document-signature')
  })
})
