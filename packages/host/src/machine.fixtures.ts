/** Machines for the tests of the host: each with a key pair of its own, asking over real sockets. */
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import {
  decodeAnswer,
  type ProductTerms,
  type Verified,
  type verifyHostCertificate,
  verifyLease,
} from '@muster/core/documents'
import type { Signer } from '@muster/core/ports'
import {
  type ActivationRequest,
  decodePacket,
  encodeFrame,
  FrameParser,
  signRequest,
} from '@muster/core/wire'
import { nodeCryptography as cryptography } from '@muster/node'

/** A machine that asks for products. */
export class TestMachine {
  readonly signer: Signer
  readonly #changes: Partial<ActivationRequest>

  constructor(changes: Partial<ActivationRequest> = {}) {
    this.signer = cryptography.signer(new Uint8Array(randomBytes(32)))
    this.#changes = changes
  }

  request(terms: ProductTerms, nowMs: number, changes: Partial<ActivationRequest> = {}): ActivationRequest {
    return {
      applicationId: terms.applicationId,
      productId: terms.productId,
      clientPublicKey: this.signer.publicKey,
      machineName: 'pc.corp.test',
      clientTimeSeconds: Math.floor(nowMs / 1_000),
      licenceState: 2,
      minutesToStateExpiry: 43_200,
      minimumCount: terms.policy.threshold,
      virtual: false,
      nonce: new Uint8Array(randomBytes(8)),
      ...this.#changes,
      ...changes,
    }
  }

  packet(terms: ProductTerms, nowMs: number, changes: Partial<ActivationRequest> = {}): Promise<Uint8Array> {
    return signRequest(this.request(terms, nowMs, changes), this.signer)
  }
}

/** What came back, verified as far as its certificates go. */
export type Reply =
  | {
      readonly kind: 'answer'
      readonly count: number
      readonly port: number
      readonly retryMinutes: number
      readonly hasCertificates: boolean
      readonly hostKeyId: Uint8Array
      readonly leaseId: Uint8Array
    }
  | { readonly kind: 'refusal'; readonly code: string; readonly isSigned: boolean }

/** Reads a packet from a host and verifies an answer with this host key. */
export function readReply(packet: Uint8Array, hostPublicKey: Uint8Array): Reply {
  const received = decodePacket(packet)
  if (received.kind === 'refusal')
    return { kind: 'refusal', code: received.code, isSigned: received.message !== undefined }
  const certificate = { hostPublicKey } as Verified<ReturnType<typeof verifyHostCertificate>>
  const { lease, hostKeyId, certificates } = decodeAnswer(packet)
  const { count, port, retryMinutes, leaseId } = verifyLease(lease, certificate, cryptography)
  return {
    kind: 'answer',
    count,
    port,
    retryMinutes,
    hasCertificates: certificates !== undefined,
    hostKeyId,
    leaseId,
  }
}

/** A raw connection: bytes out, packets in. */
export class RawConnection {
  readonly socket: Socket
  readonly #parser = new FrameParser(0xffff)
  readonly #packets: Uint8Array[] = []
  readonly #waiting: ((packet: Uint8Array | undefined) => void)[] = []
  /** Resolves when the host ended its side or the connection broke. */
  readonly closed: Promise<void>
  #isOver = false

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (bytes) => this.#take(bytes))
    socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => {
      for (const event of ['end', 'close']) {
        socket.on(event, () => {
          this.#finish()
          resolve()
        })
      }
    })
  }

  static open(port: number): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
      const connection = new RawConnection(socket)
      socket.once('connect', () => resolve(connection))
      socket.once('error', reject)
    })
  }

  send(bytes: Uint8Array): void {
    this.socket.write(bytes)
  }

  /** The next packet; undefined when the host ended the connection. */
  receive(): Promise<Uint8Array | undefined> {
    const packet = this.#packets.shift()
    if (packet !== undefined || this.#isOver) return Promise.resolve(packet)
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  async exchange(packet: Uint8Array): Promise<Uint8Array | undefined> {
    this.send(encodeFrame(packet))
    return this.receive()
  }

  close(): void {
    this.socket.destroy()
  }

  #take(bytes: Uint8Array): void {
    this.#parser.push(new Uint8Array(bytes))
    for (let packet = this.#parser.next(); packet !== undefined; packet = this.#parser.next()) {
      const waiting = this.#waiting.shift()
      if (waiting === undefined) this.#packets.push(packet)
      else waiting(packet)
    }
  }

  #finish(): void {
    this.#isOver = true
    for (const waiting of this.#waiting.splice(0)) waiting(undefined)
  }
}

/** One request on a connection of its own. */
export async function ask(port: number, packet: Uint8Array): Promise<Uint8Array | undefined> {
  const connection = await RawConnection.open(port)
  try {
    return await connection.exchange(packet)
  } finally {
    connection.close()
  }
}
