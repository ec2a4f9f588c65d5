/**
 * The floor that the host is compared with: a TCP server that checks one Ed25519 signature and makes one for each
 * request, with messages of the host's sizes, and does nothing else. It reads fixed places instead of decoding.
 */
import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { framePrefixBytes } from '@muster/core/wire'
import { answerParent } from '../child.ts'
import type { Listening } from '../messages.ts'

const signatureBytes = 64
const publicKeyBytes = 32
/** The tag, the array and the protected header with the algorithm; the empty unprotected header follows. */
const protectedHeader = Buffer.from('43a10127', 'hex')
const payloadAt = 2 + protectedHeader.length + 1
/** The signature stands last, behind its two bytes of length. */
const behindPayload = signatureBytes + 2
/** Version, application and product come before the public key, each with its key. */
const publicKeyMark = Buffer.from('045820', 'hex')
const domain = Buffer.from('muster/request/1')
const toBeSignedStart = Buffer.concat([
  Buffer.from([0x84, 0x6a]),
  Buffer.from('Signature1'),
  protectedHeader,
  Buffer.from([0x40 + domain.length]),
  domain,
])
const subjectPublicKeyPrefix = Buffer.from('302a300506032b6570032100', 'hex')
const { privateKey } = generateKeyPairSync('ed25519')

answerParent<{ readonly replyBytes: number }, Listening>(({ replyBytes }) => {
  const server = createServer({ noDelay: true }, (socket) => serve(socket, replyBytes - framePrefixBytes))
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: 0, host: '127.0.0.1', backlog: 511 }, () => {
      const address = server.address()
      resolve({ port: typeof address === 'object' && address !== null ? address.port : 0 })
    })
  })
})

function serve(socket: Socket, replyLength: number): void {
  let received: Buffer = Buffer.alloc(0)
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes: Buffer) => {
    received = received.length === 0 ? bytes : Buffer.concat([received, bytes])
    if (received.length < framePrefixBytes) return
    const end = framePrefixBytes + received.readUInt16BE(0)
    if (received.length < end) return
    const packet = received.subarray(framePrefixBytes, end)
    received = received.subarray(end)
    if (!isSigned(packet)) socket.destroy()
    else socket.write(reply(replyLength))
  })
}

function isSigned(packet: Buffer): boolean {
  const payload = packet.subarray(payloadAt, packet.length - behindPayload)
  const keyAt = payload.indexOf(publicKeyMark) + publicKeyMark.length
  const signature = packet.subarray(-signatureBytes)
  const toBeSigned = Buffer.concat([toBeSignedStart, payload])
  return verify(null, toBeSigned, importKey(payload.subarray(keyAt, keyAt + publicKeyBytes)), signature)
}

function importKey(publicKey: Buffer): KeyObject {
  return createPublicKey({
    key: Buffer.concat([subjectPublicKeyPrefix, publicKey]),
    format: 'der',
    type: 'spki',
  })
}

function reply(length: number): Buffer {
  const frame = Buffer.alloc(framePrefixBytes + length)
  frame.writeUInt16BE(length, 0)
  const signature = sign(null, frame.subarray(0, frame.length - signatureBytes), privateKey)
  signature.copy(frame, frame.length - signatureBytes)
  return frame
}
