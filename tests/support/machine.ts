/** A machine that asks an activation host over TCP and believes only what verifies, without the state of a client. */
import { randomBytes } from 'node:crypto'
import { toHex } from '@muster/core/bytes'
import { type Answer, answerBytesMax, cmidOf, openAnswer } from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import type { Connection, Signer } from '@muster/core/ports'
import {
  type ActivationRequest,
  decodePacket,
  encodeFrame,
  FrameParser,
  signRequest,
} from '@muster/core/wire'
import { nodeCryptography, tcpDialer } from '@muster/node'
import { applicationId, clientProductId, productGroup, vendorRoots } from '../../tools/bench/vendor.ts'

const dialMsMax = 10_000
const privateKeyBytes = 32

/** What a machine was told. */
export interface Told extends Pick<Answer, 'count' | 'hostTimeSeconds' | 'retryMinutes' | 'renewalMinutes'> {
  readonly leaseId: string
}

/** What a request states instead of the usual. */
export type RequestChanges = Partial<Pick<ActivationRequest, 'productId' | 'minimumCount' | 'virtual'>>

/** One machine with a key pair of its own. */
export class Machine {
  readonly cmid: string
  readonly #signer: Signer
  readonly #changes: RequestChanges

  constructor(changes: RequestChanges = {}) {
    this.#signer = nodeCryptography.signer(randomBytes(privateKeyBytes))
    this.#changes = changes
    this.cmid = cmidOf(this.#signer.publicKey, nodeCryptography)
  }

  /** Asks once over a connection of its own. */
  async ask(port: number): Promise<Told> {
    const connection = await dial(port)
    try {
      return await this.askOver(connection)
    } finally {
      connection.destroy()
    }
  }

  /** Asks once over an open connection. Throws the code of a refusal. */
  async askOver(connection: Connection): Promise<Told> {
    const nonce = randomBytes(8)
    const request: ActivationRequest = {
      applicationId,
      productId: clientProductId,
      clientPublicKey: this.#signer.publicKey,
      clientTimeSeconds: nowSeconds(),
      licenceState: 2,
      minutesToStateExpiry: 43_200,
      minimumCount: 25,
      virtual: false,
      nonce,
      ...this.#changes,
    }
    await connection.write(encodeFrame(await signRequest(request, this.#signer)))
    const packet = decodePacket(await readPacket(connection))
    if (packet.kind === 'refusal') throw new AppError(packet.code)
    const { productId } = request
    const expected = { cmid: this.cmid, productId, productGroup, nonce, nowSeconds: nowSeconds() }
    const { answer } = openAnswer(packet, { roots: vendorRoots, expected }, nodeCryptography)
    const { count, hostTimeSeconds, retryMinutes, renewalMinutes } = answer
    return { count, hostTimeSeconds, retryMinutes, renewalMinutes, leaseId: toHex(answer.leaseId) }
  }
}

/** A connection to a host on this computer. */
export function dial(port: number): Promise<Connection> {
  return tcpDialer.dial({ name: '127.0.0.1', port }, dialMsMax)
}

async function readPacket(connection: Connection): Promise<Uint8Array> {
  const parser = new FrameParser(answerBytesMax)
  for (;;) {
    const packet = parser.next()
    if (packet !== undefined) return packet
    const bytes = await connection.read()
    if (bytes === undefined) throw new AppError('connection-closed')
    parser.push(bytes)
  }
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1_000)
}
