/** The shape of a wire vector, and reading one the way the software does. */
import { fromHex } from '@muster/core/bytes'
import { answerBytesMax } from '@muster/core/documents'
import { assert } from '@muster/core/errors'
import {
  decodePacket,
  decodeRequest,
  FrameParser,
  isRefusalSignedBy,
  requestBytesMax,
  verifyRequest,
} from '@muster/core/wire'
import { nodeCryptography } from '@muster/node'

/** Bytes of a connection in one direction, as hexadecimal, frames included. */
export interface WireVector {
  readonly proves: string
  /** `frames`: any number of frames; `request`: one from a client; `packet`: one from a host. */
  readonly kind: 'frames' | 'request' | 'packet'
  readonly bytes: string
  /** For a packet: the key of the host that may have signed a refusal. */
  readonly hostPublicKey?: string
}

/** What the bytes hold. Throws the code of what is wrong with them. */
export function readWireVector(vector: WireVector): unknown {
  const bytes = hexBytes(vector.bytes)
  switch (vector.kind) {
    case 'frames':
      return readFrames(bytes)
    case 'request':
      return verifyRequest(decodeRequest(onlyPacket(bytes, requestBytesMax)), nodeCryptography)
    case 'packet':
      return readPacket(onlyPacket(bytes, answerBytesMax), vector)
  }
}

function readFrames(bytes: Uint8Array) {
  const parser = new FrameParser(requestBytesMax)
  parser.push(bytes)
  const packets: Uint8Array[] = []
  for (let packet = parser.next(); packet !== undefined; packet = parser.next()) packets.push(packet)
  return { packets, isBetweenPackets: parser.isBetweenPackets }
}

function onlyPacket(bytes: Uint8Array, packetBytesMax: number): Uint8Array {
  const parser = new FrameParser(packetBytesMax)
  parser.push(bytes)
  const packet = parser.next()
  assert(packet !== undefined && parser.isBetweenPackets, 'the vector holds one frame')
  return packet
}

function readPacket(packet: Uint8Array, vector: WireVector) {
  const received = decodePacket(packet)
  if (received.kind === 'answer') return received
  const { message: _message, ...content } = received
  return {
    ...content,
    isSigned: isRefusalSignedBy(received, hexBytes(vector.hostPublicKey), nodeCryptography),
  }
}

function hexBytes(text: string | undefined): Uint8Array {
  const bytes = text === undefined ? undefined : fromHex(text)
  assert(bytes !== undefined, 'a vector holds hexadecimal text')
  return bytes
}
