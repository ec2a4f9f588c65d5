/**
 * One activation: packet in, answer or refusal out. Signature checked, time and lease id drawn once, decided and
 * stored with its batch, and only then signed. Whatever comes in, something goes out, and nothing is thrown.
 */
import { leaseIdLength } from '@muster/core/documents'
import { AppError, codeOf, type ErrorCode } from '@muster/core/errors'
import type { BackgroundVerifier, Clock, Log, Random } from '@muster/core/ports'
import {
  decodeRequest,
  type ReceivedRequest,
  type VerifiedRequest,
  verifyRequest,
  verifyRequestElsewhere,
} from '@muster/core/wire'
import type { LimitedLog } from '../log/limited-log.ts'
import type { Meter } from '../metrics/meter.ts'
import type { PacketHandler, PacketOutcome } from '../packet-handler.ts'
import type { ServingState } from '../serving/serving-state.ts'
import type { ActivationBatch } from './activation-batch.ts'
import { type HostIdentity, signActivationAnswer, signRefusal } from './sign-answer.ts'

/** What an activation needs. */
export interface ActivateContext {
  readonly clock: Clock
  readonly random: Random
  readonly identity: HostIdentity
  readonly serving: ServingState
  readonly batch: ActivationBatch
  readonly log: Log
  readonly peerLog: LimitedLog
  readonly isStopping: () => boolean
  readonly meter?: Meter | undefined
  /** Absent: signatures of requests are checked on the spot. */
  readonly requestVerifier?: BackgroundVerifier | undefined
}

/** After these the peer is not worth a further request on the same connection. */
const closingCodes: ReadonlySet<ErrorCode> = new Set([
  'request-malformed',
  'request-signature',
  'host-stopping',
  'unexpected',
])

/** Makes the handler that all doors share. */
export function createPacketHandler(context: ActivateContext): PacketHandler {
  return async (packet, address) => {
    const ended = context.meter?.began()
    const outcome = await answer(packet, address, context)
    ended?.(outcome.result)
    return outcome
  }
}

async function answer(packet: Uint8Array, address: string, context: ActivateContext): Promise<PacketOutcome> {
  let received: ReceivedRequest | undefined
  try {
    received = decodeRequest(packet)
    return await activate(received, address, context)
  } catch (error) {
    return refuse(toldCode(error, context), received, address, context)
  }
}

/** Throws `host-stopping`, `host-busy`, `request-signature`, `store-failed`. */
async function activate(
  received: ReceivedRequest,
  address: string,
  context: ActivateContext,
): Promise<PacketOutcome> {
  const { clock, random, identity, serving, batch } = context
  if (context.isStopping()) throw new AppError('host-stopping')
  if (batch.isFull) throw new AppError('host-busy')
  const request = await verify(received, context)
  const nowMs = clock.nowMs()
  const coverage = serving.coverageOf(request.productId, secondsOf(nowMs))
  const fresh = { nowMs, leaseId: random.bytes(leaseIdLength) }
  const decision = await batch.join({ request, address, coverage, fresh })
  if (decision.kind === 'refusal') return refuse(decision.code, received, address, context)
  const { answer, hostKey } = decision
  const packet = await signActivationAnswer(answer, hostKey, request.knownHostKeyId, identity)
  return { packet, keepOpen: true, result: 'success' }
}

async function verify(
  received: ReceivedRequest,
  { identity, requestVerifier }: ActivateContext,
): Promise<VerifiedRequest> {
  if (requestVerifier === undefined) return verifyRequest(received, identity.verifier)
  return verifyRequestElsewhere(received, identity.verifier, requestVerifier)
}

async function refuse(
  code: ErrorCode,
  received: ReceivedRequest | undefined,
  address: string,
  context: ActivateContext,
): Promise<PacketOutcome> {
  const { clock, identity, serving, peerLog } = context
  const request = received?.request
  peerLog.warn('request-refused', code, {
    address,
    machineName: request?.machineName,
    productId: request?.productId,
  })
  const facts = { code, hostTimeSeconds: secondsOf(clock.nowMs()), nonce: request?.nonce }
  const packet = await signRefusal(facts, identity, serving.hasCertificate)
  return { packet, keepOpen: !closingCodes.has(code), result: code }
}

/** That the store fails is the administrator's matter: the peer learns only that it may ask again. */
const storeFailures: ReadonlySet<ErrorCode> = new Set([
  'store-failed',
  'store-locked',
  'store-unreachable',
  'store-incomplete',
  'store-outdated',
  'store-damaged',
])

/** What the peer is told. */
function toldCode(error: unknown, { log, peerLog }: ActivateContext): ErrorCode {
  const code = codeOf(error)
  if (storeFailures.has(code)) {
    peerLog.warn('store-failed', code, { detail: error instanceof AppError ? error.detail : undefined })
    return 'host-busy'
  }
  if (code === 'unexpected') log.write('error', 'activation-failed', { code, detail: String(error) })
  return code
}

function secondsOf(timeMs: number): number {
  return Math.floor(timeMs / 1_000)
}
