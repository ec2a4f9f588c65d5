/** Signed documents that the software itself would never sign, for invalid vectors. */
import { concatBytes } from '@muster/core/bytes'
import {
  type CborMap,
  type CborValue,
  type DocumentName,
  decodeClaims,
  decodeSign1,
  encodeCbor,
  keyIdOf,
} from '@muster/core/documents'
import type { Signer } from '@muster/core/ports'
import { nodeCryptography } from '@muster/node'

/** The claims of a document whose signature does not matter here. */
export function claimsOf(bytes: Uint8Array): CborMap {
  return decodeClaims(payloadOf(bytes), bytes.length)
}

/** The payload of a document. */
export function payloadOf(bytes: Uint8Array): Uint8Array {
  return decodeSign1(bytes, bytes.length).payload
}

/** What to put together; what is left out is as the protocol says. */
export interface RawDocument {
  readonly name: DocumentName
  readonly payload: Uint8Array
  readonly signer: Signer
  readonly protectedHeader?: Uint8Array
  readonly unprotectedHeader?: CborMap
}

/** A COSE_Sign1 whose signature is right, whatever its parts are. */
export async function signRaw(raw: RawDocument): Promise<Uint8Array> {
  const { name, payload, signer } = raw
  const protectedHeader = raw.protectedHeader ?? usualHeader(signer)
  const toBeSigned = ['Signature1', protectedHeader, new TextEncoder().encode(name), payload]
  const signature = await signer.sign(encodeCbor(toBeSigned))
  const parts = [protectedHeader, raw.unprotectedHeader ?? new Map(), payload, signature]
  return concatBytes(Uint8Array.of(0xd2), encodeCbor(parts))
}

function usualHeader(signer: Signer): Uint8Array {
  const keyId = keyIdOf(signer.publicKey, nodeCryptography)
  return encodeCbor(
    new Map<number, CborValue>([
      [1, -8],
      [4, keyId],
    ]),
  )
}
