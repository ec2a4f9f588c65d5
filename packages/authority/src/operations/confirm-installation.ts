/**
 * Confirms an installation ID, of a host, of a directory or of a machine, whoever brings it: a person with digits, the machine
 * itself, or a proxy. Decided and committed in one transaction, and only then signed; the same ID again gets the same
 * confirmation, so a crash in between costs nothing.
 */
import { fromHex, toHex } from '@muster/core/bytes'
import { decodeInstallationId, type InstallationId, isCurrentMonth, monthAt } from '@muster/core/confirming'
import { telephoneForestName, telephoneHostName } from '@muster/core/documents'
import { AppError, assert, type ErrorCode } from '@muster/core/errors'
import {
  decideHostActivation,
  decideMachineActivation,
  type IssuedKey,
  type KeyState,
  keyIdOfHash,
  type MachineChannel,
} from '@muster/core/issuing'
import type { AuthorityOutcome } from '@muster/core/stores'
import { checkIssuer, type Issuer } from '../identity/issuer.ts'
import type { AuthorityPorts } from '../ports.ts'

const serialBytes = 8

/** Who wants what confirmed. */
export interface ConfirmationRequest {
  /** 22 bytes. */
  readonly installationId: Uint8Array
  readonly channel: MachineChannel
  /** Where the request came from, or who entered the digits. */
  readonly address: string
  readonly productId?: string
  /** Hash of the key where the whole key was shown; else the fingerprint finds it. */
  readonly keyHash?: string
}

/** What came of it. */
export type ConfirmationOutcome =
  | {
      readonly kind: 'confirmed'
      readonly of: 'host' | 'directory' | 'machine'
      readonly confirmation: Uint8Array
      /** What is confirmed: for a machine that was activated before, the bytes of its first request. */
      readonly installationId: Uint8Array
      readonly issuerCertificate: Uint8Array
      readonly keyId: string
      readonly partialProductKey: string
      /** Whether this was granted before: then nothing was counted. */
      readonly isRepeated: boolean
      /** Use of the key's number afterwards, in words. */
      readonly use: string
    }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail?: string }

/**
 * Throws `installation-id-invalid`, `installation-id-month`, `issuer-expired`, `confirmation-key-missing`; what the
 * rules refuse is an outcome.
 */
export async function confirmInstallation(
  request: ConfirmationRequest,
  ports: AuthorityPorts,
): Promise<ConfirmationOutcome> {
  const content = decodeInstallationId(request.installationId)
  const nowMs = ports.clock.nowMs()
  const nowSeconds = Math.floor(nowMs / 1_000)
  if (!isCurrentMonth(content.month, monthAt(nowSeconds))) throw new AppError('installation-id-month')
  const issuer = await ports.issuer()
  checkIssuer(issuer, nowSeconds)
  if (issuer.confirm === undefined)
    throw new AppError('confirmation-key-missing', 'Run "muster authority renew-issuer".')
  const keyHash = request.keyHash ?? (await ports.store.keyHashOf(toHex(content.keyFingerprint)))
  if (keyHash === undefined) return { kind: 'refused', code: 'key-unknown' }
  const digest = toHex(content.digest)
  const fresh = { nowMs, serial: ports.random.bytes(serialBytes) }
  const granted = await ports.store.decideForKey(
    { keyHash, hostPublicKey: digest, hostDigest: digest, machineDigest: digest },
    (state) => decide(state, content, request, fresh),
  )
  return granted.kind === 'refused' ? granted : sign(granted, issuer)
}

interface Granted {
  readonly kind: 'granted'
  readonly of: 'host' | 'directory' | 'machine'
  readonly key: IssuedKey
  /** Hexadecimal. */
  readonly installationId: string
  readonly isRepeated: boolean
  readonly use: string
}

type Refused = Extract<ConfirmationOutcome, { kind: 'refused' }>

function decide(
  state: KeyState | undefined,
  content: InstallationId,
  request: ConfirmationRequest,
  fresh: { readonly nowMs: number; readonly serial: Uint8Array },
): AuthorityOutcome<Granted | Refused> {
  if (state === undefined) return { changes: [], result: { kind: 'refused', code: 'key-unknown' } }
  const isOfKind = (content.kind !== 'mak') === (state.key.kind === 'host')
  if (!isOfKind) return { changes: [], result: { kind: 'refused', code: 'product-key-kind' } }
  return content.kind === 'mak'
    ? decideMachine(state, request, fresh.nowMs)
    : decideHost(state, { ...content, kind: content.kind }, request, fresh)
}

/** A host or directory by telephone counts as one that activates online (R3.3). */
function decideHost(
  state: KeyState,
  { digest, kind }: InstallationId & { readonly kind: 'host' | 'directory' },
  { installationId, address }: ConfirmationRequest,
  fresh: { readonly nowMs: number; readonly serial: Uint8Array },
): AuthorityOutcome<Granted | Refused> {
  const attempt = {
    hostPublicKey: digest,
    hostDigest: digest,
    ...(kind === 'host' ? { hostName: telephoneHostName } : { hostName: telephoneForestName, directory: {} }),
    nonce: installationId,
    address,
  }
  const decision = decideHostActivation(state, attempt, fresh)
  if (decision.kind === 'refused') return { changes: decision.changes, result: refusalOf(decision) }
  const { key } = state
  assert(key.kind === 'host', 'only a host key activates hosts')
  const isRepeated = decision.changes.length === 0
  const isNewHost = state.activationsOfHost.length === 0
  const use = `${state.hostsActivated + (isNewHost ? 1 : 0)} of ${key.limits.hostsMax} hosts`
  const result: Granted = {
    kind: 'granted',
    of: kind,
    key,
    installationId: toHex(installationId),
    isRepeated,
    use,
  }
  return { changes: decision.changes, result }
}

function decideMachine(
  state: KeyState,
  request: ConfirmationRequest,
  nowMs: number,
): AuthorityOutcome<Granted | Refused> {
  const isKeyShown = request.channel === 'telephone' || request.keyHash !== undefined
  const decision = decideMachineActivation(state, { ...request, isKeyShown }, nowMs)
  if (decision.kind === 'refused') return { changes: decision.changes, result: refusalOf(decision) }
  const { activation, isRepeated, remaining, changes } = decision
  const { installationId } = activation
  const use = remaining === 1 ? '1 activation left' : `${remaining} activations left`
  return {
    changes,
    result: { kind: 'granted', of: 'machine', key: state.key, installationId, isRepeated, use },
  }
}

function refusalOf({ code, detail }: { readonly code: ErrorCode; readonly detail?: string }): Refused {
  return { kind: 'refused', code, ...(detail === undefined ? {} : { detail }) }
}

/** For the first group of the key as it is on record: what a caller says of products counts for nothing here. */
async function sign({ key, of, isRepeated, use, ...granted }: Granted, issuer: Issuer) {
  const [productGroup] = key.productGroups
  const installationId = fromHex(granted.installationId)
  assert(productGroup !== undefined && installationId !== undefined, 'the store keeps whole records')
  assert(issuer.confirm !== undefined, 'it was there before anything was counted')
  const confirmation = await issuer.confirm(productGroup, installationId)
  return {
    kind: 'confirmed',
    of,
    confirmation,
    installationId,
    issuerCertificate: issuer.certificate,
    keyId: keyIdOfHash(key.keyHash),
    partialProductKey: key.partialProductKey,
    isRepeated,
    use,
  } as const
}
