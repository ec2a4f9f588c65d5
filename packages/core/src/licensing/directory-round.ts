/**
 * Activation by the directory (R8): the machine's domain is asked for objects, and the one that verifies and lasts
 * longest activates. Nothing that a directory says counts before it is verified; where none counts, the next channel
 * is tried.
 */
import {
  checkActivationObject,
  checkClockDifference,
  directoryObjectsMax,
  isTelephoneObject,
  type TrustedActivationObject,
  type Verified,
  verifyActivationObject,
} from '../documents/index.ts'
import { AppError, type ErrorCode, type Reason } from '../errors/index.ts'
import { eventCodeNumber, eventIds } from '../events/index.ts'
import type { DirectoryObject, DirectoryReading, Verifier } from '../ports/index.ts'
import { askHosts, finishRound, prepend } from './activation-round.ts'
import { effectiveNowMs } from './assess.ts'
import { allowedChannels } from './channels.ts'
import { type ClientState, type LoadedProduct, withoutProofs, withProduct } from './client-state.ts'
import { type ClientEvent, type StepContext, type StepResult, writeEvent } from './client-step.ts'
import { dnCharactersMax, objectNameCharactersMax } from './directory-codec.ts'
import { type DirectoryEvidence, directoryUntilMs } from './directory-evidence.ts'
import { hashHardware } from './hardware.ts'

/** Objects by telephone that are checked in one reading: each costs tens of milliseconds. */
export const telephoneObjectsMax = 4
const msPerSecond = 1_000
const subjectCharactersMax = 200

/** Asks the directory of the domain that the machine is in. */
export function askDirectory(state: ClientState, product: LoadedProduct, domain: string): StepResult {
  const { productId } = product.stored
  const { productGroup } = product.licence.terms
  const { directory: setting } = state.installation
  return {
    state: withProduct(state, { ...product, round: { kind: 'reading-directory', domain, failures: [] } }),
    effects: [
      {
        kind: 'read-directory',
        productId,
        productGroup,
        domain,
        ...(setting === undefined ? {} : { setting }),
      },
    ],
  }
}

/** What the directory said, or why nothing came of it. */
export function directoryRead(
  state: ClientState,
  event: Extract<ClientEvent, { kind: 'directory-read' }>,
  context: StepContext,
): StepResult {
  const product = state.products.get(event.productId)
  if (product?.round?.kind !== 'reading-directory') return { state, effects: [] }
  const { domain } = product.round
  if (event.outcome.kind === 'failed') {
    const { code, detail } = event.outcome
    return directoryFailed(
      state,
      product,
      { code, reasons: [], ...(detail === undefined ? {} : { detail }) },
      context,
    )
  }
  const nowMs = effectiveNowMs(state, context.nowMs)
  const { accepted, failures } = judgeReading(product, event.outcome.reading, nowMs, context.verifier)
  if (accepted === undefined) return directoryFailed(state, product, failureOf(failures), context)
  return activateByDirectory(state, product, { ...accepted, domain }, context)
}

interface AcceptedObject {
  readonly object: Verified<TrustedActivationObject>
  readonly entry: DirectoryObject
  readonly checkedAtMs: number
}

/** The object that lasts longest among those that count, and why the others do not. */
function judgeReading(
  product: LoadedProduct,
  reading: DirectoryReading,
  nowMs: number,
  verifier: Verifier,
): { readonly accepted: AcceptedObject | undefined; readonly failures: readonly Reason[] } {
  const entries = reading.objects.slice(0, directoryObjectsMax)
  const byTelephone = entries.filter(({ document }) => isTelephoneObject(document))
  const signed = entries.filter((entry) => !byTelephone.includes(entry))
  const failures: Reason[] = []
  let accepted: AcceptedObject | undefined
  for (const entry of [...signed, ...byTelephone.slice(0, telephoneObjectsMax)]) {
    try {
      const judged = judgeObject(product, entry, reading.forestId, nowMs, verifier)
      if (accepted === undefined || judged.object.expiresSeconds > accepted.object.expiresSeconds)
        accepted = judged
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      failures.push({
        subject: printable(entry.dn),
        code: error.code,
        ...(error.detail === undefined ? {} : { detail: error.detail }),
      })
    }
  }
  return { accepted, failures }
}

/**
 * As strict as about a host's answer (R8.2). The time at which the issuer signed is a verified time: a clock that is
 * behind it is taken forward to it, and refused beyond the difference that a host would refuse.
 */
function judgeObject(
  { licence, stored }: LoadedProduct,
  entry: DirectoryObject,
  forestId: string,
  nowMs: number,
  verifier: Verifier,
): AcceptedObject {
  if (!isKeepable(entry.dn, dnCharactersMax) || !isKeepable(entry.name, objectNameCharactersMax))
    throw new AppError('document-malformed', 'The name of its entry.')
  const object = verifyActivationObject(entry.document, stored.roots, verifier)
  const nowSeconds = Math.floor(nowMs / msPerSecond)
  if (object.issuedAtSeconds > nowSeconds) checkClockDifference(object.issuedAtSeconds, nowSeconds)
  const checkedAtMs = Math.max(nowMs, object.issuedAtSeconds * msPerSecond)
  checkActivationObject(object, {
    forestId,
    productGroup: licence.terms.productGroup,
    nowSeconds: Math.floor(checkedAtMs / msPerSecond),
  })
  return { object, entry, checkedAtMs }
}

/** Whether a name that a directory gave may stand in the kept state and in events. */
function isKeepable(name: string, charactersMax: number): boolean {
  return name !== '' && name.length <= charactersMax && !/[\p{Cc}\p{Cs}]/u.test(name)
}

function printable(name: string): string {
  return name.slice(0, subjectCharactersMax).replace(/[\p{Cc}\p{Cs}]/gu, ' ')
}

interface Failure {
  readonly code: ErrorCode
  readonly detail?: string
  readonly reasons: readonly Reason[]
}

/** A single object speaks for itself. */
function failureOf(reasons: readonly Reason[]): Failure {
  const [only, ...others] = reasons
  if (only === undefined) return { code: 'directory-no-object', reasons }
  if (others.length > 0) return { code: 'directory-objects-refused', reasons }
  return { code: only.code, reasons, ...(only.detail === undefined ? {} : { detail: only.detail }) }
}

/** Activated for the validity of the licence, and looked at again after the renewal interval (R8.1). */
function activateByDirectory(
  state: ClientState,
  product: LoadedProduct,
  { object, entry, checkedAtMs, domain }: AcceptedObject & { readonly domain: string },
  context: StepContext,
): StepResult {
  const { latestTrustedMs } = state.installation
  const issuedAtMs = object.issuedAtSeconds * msPerSecond
  const timed = {
    ...state,
    installation: { ...state.installation, latestTrustedMs: Math.max(latestTrustedMs, issuedAtMs) },
  }
  const { dn, name, document } = entry
  const evidence: DirectoryEvidence = { document, dn, name, forestId: object.forestId, domain, checkedAtMs }
  const { stored: kept, ...proofless } = withoutProofs(product)
  const { lastError: _error, directoryError: _failure, intervals: _told, ...stored } = kept
  const activated: LoadedProduct = {
    ...proofless,
    stored: {
      ...stored,
      standing: { state: 0, sinceMs: checkedAtMs },
      directory: evidence,
      hardware: hashHardware(state.machine.hardware, state.installation.publicKey, context.verifier),
    },
    directoryObject: { object, evidence },
  }
  const { validityMinutes } = product.licence.terms.policy
  const activatedUntilMs = directoryUntilMs({ object, evidence }, validityMinutes)
  const fields = { productId: stored.productId, objectName: name, objectDn: dn }
  const succeeded = writeEvent(eventIds.directoryActivationSucceeded, context.nowMs, 'success', fields)
  const outcome = {
    kind: 'activated-by-directory',
    objectName: name,
    objectDn: dn,
    activatedUntilMs,
  } as const
  return prepend([succeeded], finishRound(timed, activated, outcome, context))
}

/** Keeps why the directory did not serve, and goes on with the next channel. */
function directoryFailed(
  state: ClientState,
  product: LoadedProduct,
  failure: Failure,
  context: StepContext,
): StepResult {
  const domain = product.round?.kind === 'reading-directory' ? product.round.domain : ''
  const { productId } = product.stored
  const directoryError = { ...failure, atMs: context.nowMs }
  const failed = { ...product, stored: { ...product.stored, directoryError } }
  const written = writeEvent(eventIds.directoryActivationFailed, context.nowMs, failure.code, {
    resultCode: eventCodeNumber(failure.code),
    productId,
    domain,
  })
  const { code, detail, reasons } = failure
  if (allowedChannels(state, product).includes('host')) {
    const passed = { subject: domain, code, ...(detail === undefined ? {} : { detail }) }
    return prepend([written], askHosts(state, failed, [passed, ...reasons], context))
  }
  const stored = { ...failed.stored, lastError: directoryError }
  const outcome = { kind: 'failed', ...failure } as const
  return prepend([written], finishRound(state, { ...failed, stored }, outcome, context))
}
