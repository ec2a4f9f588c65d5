/** Activating with a multiple activation key at the vendor's authority (R6.2): one question, one confirmation. */
import { equalBytes } from '../bytes/index.ts'
import { decodeInstallationId, installationDigest, monthAt } from '../confirming/index.ts'
import { machineInstallationId, verifyMachineConfirmation } from '../documents/index.ts'
import { AppError, type ErrorCode } from '../errors/index.ts'
import { effectiveNowMs } from './assess.ts'
import { type ClientState, type LoadedProduct, withProduct } from './client-state.ts'
import {
  type AuthorityConfirmation,
  type AuthorityRequest,
  type ClientEvent,
  refuse,
  type StepContext,
  type StepResult,
} from './client-step.ts'
import { acceptConfirmation, confirmationFailed, expectationOf } from './confirmed-product.ts'
import type { MakState } from './installation-state.ts'

/** Asks the authority. Refuses with `authority-not-set`, `product-key-missing`. */
export function askAuthority(state: ClientState, product: LoadedProduct, context: StepContext): StepResult {
  const { mak, productId } = product.stored
  const { authority: url } = state.installation
  if (mak === undefined) return refuse(state, 'product-key-missing')
  if (url === undefined) return refuse(state, 'authority-not-set')
  const request = requestOf(state, product, mak, context)
  return {
    state: withProduct(state, { ...product, round: { kind: 'confirming', failures: [] } }),
    effects: [{ kind: 'ask-authority', productId, url, request }],
  }
}

/** The authority answered: only a confirmation of this machine and product that leads to the root changes anything. */
export function authorityAnswered(
  state: ClientState,
  event: Extract<ClientEvent, { kind: 'authority-answered' }>,
  context: StepContext,
): StepResult {
  const product = state.products.get(event.productId)
  if (product?.round?.kind !== 'confirming') return { state, effects: [] }
  try {
    const confirmation = verifyAnswer(state, product, event.answer, context)
    return acceptConfirmation(state, product, confirmation, context)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return confirmationFailed(state, product, error, context)
  }
}

/** The authority refused or was not reached. */
export function authorityFailed(
  state: ClientState,
  product: LoadedProduct,
  failure: { readonly code: ErrorCode; readonly detail?: string },
  context: StepContext,
): StepResult {
  return confirmationFailed(state, product, failure, context)
}

function requestOf(
  state: ClientState,
  { stored: { productId } }: LoadedProduct,
  { keyFingerprint, productKey }: MakState,
  context: StepContext,
): AuthorityRequest {
  const { publicKey } = state.installation
  const month = monthAt(Math.floor(effectiveNowMs(state, context.nowMs) / 1_000))
  return {
    ...(productKey === undefined ? {} : { productKey }),
    clientPublicKey: publicKey,
    productId,
    clientTimeSeconds: Math.floor(context.nowMs / 1_000),
    nonce: context.fresh.nonce,
    installationId: machineInstallationId(
      { publicKey, productId },
      { keyFingerprint, month },
      context.verifier,
    ),
  }
}

function verifyAnswer(
  state: ClientState,
  product: LoadedProduct,
  answer: AuthorityConfirmation,
  context: StepContext,
) {
  const expected = expectationOf(state, product)
  const { kind, keyFingerprint, month, digest } = decodeInstallationId(answer.installationId)
  if (kind !== 'mak' || !equalBytes(digest, installationDigest(expected, context.verifier)))
    throw new AppError('document-other-machine')
  const isOwnKey = equalBytes(keyFingerprint, product.stored.mak?.keyFingerprint ?? new Uint8Array())
  if (!isOwnKey) throw new AppError('confirmation-mismatch', 'It is for another key.')
  const { confirmation, issuerCertificate } = answer
  return verifyMachineConfirmation(
    { keyFingerprint, month, confirmation, issuerCertificate },
    expected,
    context.verifier,
  )
}
