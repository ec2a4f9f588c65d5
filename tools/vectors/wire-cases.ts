/** The wire vectors: frames, requests and what a host sends, valid and invalid. */
import { concatBytes, toHex } from '@muster/core/bytes'
import { type CborValue, encodeCbor, keyIdOf } from '@muster/core/documents'
import type { ErrorCode } from '@muster/core/errors'
import { encodeFrame, encodeRefusal, requestBytesMax, signRequest } from '@muster/core/wire'
import { nodeCryptography } from '@muster/node'
import {
  answerBytes,
  hex,
  sampleCertificates,
  sampleFirstRequest,
  sampleKeys,
  sampleRefusal,
  sampleRequest,
} from './samples.ts'
import { claimsOf, payloadOf, signRaw } from './signing.ts'
import { toPlain, type VectorCase } from './vector-files.ts'
import { readWireVector, type WireVector } from './wire-vector.ts'

/** A vector with what its bytes hold. */
export interface ValidWire extends VectorCase, WireVector {
  readonly content: unknown
}

/** A vector with the code that it is refused with. */
export interface InvalidWire extends VectorCase, WireVector {
  readonly code: ErrorCode
}

type Case = VectorCase & WireVector

const { client, otherClient, host, otherHost } = sampleKeys
const hostPublicKey = toHex(host.publicKey)
const one = hex('01')

/** Every valid case. */
export async function validWire(): Promise<readonly ValidWire[]> {
  const cases = [...validFrames(), ...(await validRequests()), ...(await validPackets())]
  return cases.map((vector) => ({ ...vector, content: toPlain(readWireVector(vector)) }))
}

/** Every invalid case. */
export async function invalidWire(): Promise<readonly InvalidWire[]> {
  return [
    ...invalidFrames(),
    ...(await requestsWithBadClaims()),
    ...(await requestsWithBadEnvelopes()),
    ...(await invalidPackets()),
  ]
}

function frames(name: string, proves: string, ...parts: readonly Uint8Array[]): Case {
  return { name, proves, kind: 'frames', bytes: toHex(concatBytes(...parts)) }
}

function request(name: string, proves: string, packet: Uint8Array): Case {
  return { name, proves, kind: 'request', bytes: toHex(encodeFrame(packet)) }
}

function packet(name: string, proves: string, bytes: Uint8Array): Case {
  return { name, proves, kind: 'packet', bytes: toHex(encodeFrame(bytes)), hostPublicKey }
}

function validFrames(): readonly Case[] {
  const longest = encodeFrame(new Uint8Array(requestBytesMax))
  return [
    frames('frames-none', 'A stream may end before its first byte.'),
    frames('frames-shortest', 'A packet may have one byte.', encodeFrame(one)),
    frames('frames-longest', 'A request packet may have 1024 bytes.', longest),
    frames(
      'frames-three',
      'Frames follow one another.',
      encodeFrame(one),
      encodeFrame(new Uint8Array(300)),
      encodeFrame(one),
    ),
    frames(
      'frames-truncated-in-prefix',
      'A stream that ends here ends in the middle of a frame.',
      encodeFrame(one),
      one,
    ),
    frames(
      'frames-truncated-in-packet',
      'A stream that ends here ends in the middle of a frame.',
      longest.subarray(0, -1),
    ),
  ]
}

async function validRequests(): Promise<readonly Case[]> {
  const { machineName: _name, ...nameless } = sampleRequest
  return [
    request('request', 'A typical request, in 237 bytes.', await signRequest(sampleRequest, client)),
    request('request-first', 'Nothing optional is needed.', await signRequest(sampleFirstRequest, client)),
    request(
      'request-without-machine-name',
      'The machine name can be left out.',
      await signRequest(nameless, client),
    ),
    request(
      'request-machine-name-63-bytes',
      'A name has at most 63 bytes.',
      await signRequest({ ...sampleRequest, machineName: `${'ä'.repeat(31)}x` }, client),
    ),
    request(
      'request-unknown-claim',
      'An unknown claim with a positive key is ignored.',
      await requestWith([15, 'later']),
    ),
  ]
}

async function validPackets(): Promise<readonly Case[]> {
  const signing = { host, verifier: nodeCryptography }
  const { code, hostTimeSeconds } = sampleRefusal
  const withCertificates = await answerBytes({}, { certificates: await sampleCertificates() })
  return [
    packet('answer', 'A typical answer, in 176 bytes.', await answerBytes()),
    packet('answer-with-certificates', 'Certificates stand in the unprotected header.', withCertificates),
    packet('refusal-signed', 'A host with a certificate signs.', await encodeRefusal(sampleRefusal, signing)),
    packet(
      'refusal-signed-by-another-host',
      'The signature of another host proves nothing.',
      await encodeRefusal(sampleRefusal, { ...signing, host: otherHost }),
    ),
    packet('refusal-bare', 'A host without a certificate does not sign.', await encodeRefusal(sampleRefusal)),
    packet(
      'refusal-without-nonce',
      'Of a request that could not be read there is no nonce.',
      await encodeRefusal({ code, hostTimeSeconds }),
    ),
    packet(
      'refusal-with-unknown-number',
      'A newer host may use numbers that are unknown here.',
      refusalWith(1, 65_535),
    ),
  ]
}

function invalidFrames(): readonly InvalidWire[] {
  const tooLong = frames('frame-too-long', 'One byte more than 1024.', hex('0401'))
  const empty = frames('frame-empty', 'A frame holds something.', hex('0000'))
  return [
    { ...tooLong, code: 'frame-too-long' },
    { ...empty, code: 'frame-empty' },
    {
      ...frames('frame-of-http', 'Another protocol.', new TextEncoder().encode('GET / HTTP/1.1\r\n')),
      code: 'frame-too-long',
    },
  ]
}

function refusedRequest(
  name: string,
  proves: string,
  bytes: Uint8Array,
  code: ErrorCode = 'request-malformed',
): InvalidWire {
  return { ...request(name, proves, bytes), code }
}

async function requestsWithBadClaims(): Promise<readonly InvalidWire[]> {
  const version = await requestWith([1, 2])
  const critical = await requestWith([-1, true])
  const longName = await requestWith([5, 'ä'.repeat(32)])
  const nameOfTwoLines = await requestWith([5, 'a\nb'])
  const shortNonce = await requestWith([11, new Uint8Array(7)])
  return [
    refusedRequest('request-version-2', 'Another version of the protocol.', version, 'request-version'),
    refusedRequest(
      'request-critical-claim',
      'An unknown claim with a negative key is refused.',
      critical,
      'request-critical-claim',
    ),
    refusedRequest('request-licence-state-7', 'R4.4 States end at 6.', await requestWith([7, 7])),
    refusedRequest('request-machine-name-64-bytes', 'A name has at most 63 bytes.', longName),
    refusedRequest('request-machine-name-with-line-end', 'A name has no control characters.', nameOfTwoLines),
    refusedRequest('request-nonce-too-short', 'A nonce has 8 bytes.', shortNonce),
  ]
}

async function requestsWithBadEnvelopes(): Promise<readonly InvalidWire[]> {
  const raw = {
    name: 'muster/request/1',
    payload: payloadOf(await signRequest(sampleRequest, client)),
    signer: client,
    protectedHeader: hex('a10127'),
  } as const
  const byAnother = await signRequest(sampleRequest, otherClient)
  const asAnswer = await signRaw({ ...raw, name: 'muster/answer/1' })
  const withKeyId = await signRaw({ ...raw, protectedHeader: headerWithKeyId() })
  const unsignedHeader = await signRaw({ ...raw, unprotectedHeader: new Map([[99, 1]]) })
  const list = await signRaw({ ...raw, payload: encodeCbor([1, 2]) })
  return [
    refusedRequest(
      'request-signed-by-another-machine',
      'R4.5 Nobody asks in the name of another.',
      byAnother,
      'request-signature',
    ),
    refusedRequest(
      'request-signed-as-answer',
      'A document does not pass as another.',
      asAnswer,
      'request-signature',
    ),
    refusedRequest('request-with-key-id', 'A request carries the whole key and names none.', withKeyId),
    refusedRequest('request-with-unsigned-header', 'The unprotected header is empty.', unsignedHeader),
    refusedRequest('request-claims-not-a-map', 'The payload is a map.', list),
    refusedRequest('request-of-zeros', 'Anything else is no request.', new Uint8Array(64)),
  ]
}

async function invalidPackets(): Promise<readonly InvalidWire[]> {
  const unsigned = { name: 'muster/answer/1', payload: payloadOf(await answerBytes()), signer: host } as const
  const oneCertificate = new Map<number, CborValue>([[-65_537, [one]]])
  const refused = (
    name: string,
    proves: string,
    bytes: Uint8Array,
    code: ErrorCode = 'document-malformed',
  ) => {
    return { ...packet(name, proves, bytes), code }
  }
  return [
    refused(
      'answer-with-unknown-header',
      'Nothing but certificates follows.',
      await signRaw({ ...unsigned, unprotectedHeader: new Map([[99, 1]]) }),
    ),
    refused(
      'answer-with-one-certificate',
      'Both certificates follow or none.',
      await signRaw({ ...unsigned, unprotectedHeader: oneCertificate }),
    ),
    refused(
      'answer-without-key-id',
      'An answer names its signer.',
      await signRaw({ ...unsigned, protectedHeader: hex('a10127') }),
    ),
    refused('refusal-critical-claim', 'An unknown claim with a negative key is refused.', refusalWith(-1, 1)),
    refused('refusal-number-too-large', 'Codes have 16 bits.', refusalWith(1, 65_536)),
    refused(
      'refusal-too-long',
      'A refusal has at most 512 bytes.',
      refusalWith(9, new Uint8Array(500)),
      'document-too-long',
    ),
  ]
}

/** A request of the samples with one claim replaced or added. */
async function requestWith(claim: readonly [number, CborValue]): Promise<Uint8Array> {
  const claims = claimsOf(await signRequest(sampleRequest, client))
  const payload = encodeCbor(new Map([...claims, claim]))
  const protectedHeader = hex('a10127')
  return signRaw({ name: 'muster/request/1', payload, signer: client, protectedHeader })
}

/** A bare refusal with one private claim replaced or added. */
function refusalWith(key: number, value: CborValue): Uint8Array {
  const privateClaims = new Map<number, CborValue>([
    [1, 1_401],
    [key, value],
  ])
  return encodeCbor(
    new Map<number, CborValue>([
      [6, sampleRefusal.hostTimeSeconds],
      [-65_538, privateClaims],
    ]),
  )
}

function headerWithKeyId(): Uint8Array {
  const keyId = keyIdOf(client.publicKey, nodeCryptography)
  return encodeCbor(
    new Map<number, CborValue>([
      [1, -8],
      [4, keyId],
    ]),
  )
}
