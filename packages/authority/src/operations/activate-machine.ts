/** Activates machines with a multiple activation key over HTTPS (R6.1, R6.2, R6.5): one by itself, or many by a proxy. */
import { equalBytes, toHex } from '@muster/core/bytes'
import { keyFingerprintOf } from '@muster/core/confirming'
import { checkClockDifference } from '@muster/core/documents'
import { AppError, codeOf, type ErrorCode } from '@muster/core/errors'
import {
  encodeMachineActivationAnswer,
  encodeMachineBatchAnswer,
  type MachineActivationRequest,
  type MachineBatchItem,
  machineInstallationOf,
  readMachineActivationRequest,
  readMachineBatchRequest,
} from '@muster/core/issuing'
import { type ProductKey, parseProductKey, productKeyHash } from '@muster/core/keys'
import type { AuthorityPorts } from '../ports.ts'
import { type ConfirmationOutcome, confirmInstallation } from './confirm-installation.ts'

/** What came of a request. */
export type MachineActivationOutcome =
  | {
      readonly kind: 'activated'
      readonly answer: Uint8Array
      readonly keyId: string
      readonly isRepeated: boolean
    }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail?: string }

/** What came of a batch: always an answer, with an outcome for each. */
export interface MachineBatchOutcome {
  readonly answer: Uint8Array
  readonly confirmed: number
  readonly refused: number
}

/**
 * Answers the body of `POST /v1/activations`. Throws for what is malformed or no multiple activation key
 * (`request-malformed`, `request-version`, `request-signature`, `request-critical-claim`, `clock-difference`,
 * `installation-id-invalid`, `installation-id-month`, the codes of a product key), `issuer-expired` and
 * `confirmation-key-missing`; what the rules refuse is an outcome.
 */
export async function activateMachine(
  body: Uint8Array,
  address: string,
  ports: AuthorityPorts,
): Promise<MachineActivationOutcome> {
  const request = readMachineActivationRequest(body, ports.cryptography)
  checkClockDifference(request.clientTimeSeconds, Math.floor(ports.clock.nowMs() / 1_000))
  const { installationId, productId, productKey, nonce } = request
  const key = productKey === undefined ? undefined : shownKey(productKey, installationId, ports)
  const unfit = await productMismatch(request, key?.keyHash, ports)
  if (unfit !== undefined) return unfit
  const outcome = await confirmInstallation(
    { installationId, channel: 'online', address, productId, ...key },
    ports,
  )
  if (outcome.kind === 'refused') return outcome
  const { confirmation, issuerCertificate, keyId, isRepeated } = outcome
  const confirmed = { installationId: outcome.installationId, confirmation, issuerCertificate }
  return {
    kind: 'activated',
    answer: encodeMachineActivationAnswer({ ...confirmed, nonce }),
    keyId,
    isRepeated,
  }
}

/**
 * Answers the body of `POST /v1/activations/batch`. Throws `request-malformed`, `request-version`,
 * `request-critical-claim`, the codes of a product key, `issuer-expired`, `key-unknown`.
 */
export async function activateMachines(
  body: Uint8Array,
  address: string,
  ports: AuthorityPorts,
): Promise<MachineBatchOutcome> {
  const { productKey, installationIds, nonce } = readMachineBatchRequest(body)
  const keyHash = hashOf(parseMak(productKey), ports)
  await checkIssued(keyHash, ports)
  const items: MachineBatchItem[] = []
  for (const installationId of installationIds)
    items.push(await confirmOne(installationId, productKey, address, ports))
  const { certificate } = await ports.issuer()
  const confirmed = items.filter(({ kind }) => kind === 'confirmed').length
  return {
    answer: encodeMachineBatchAnswer({ nonce, issuerCertificate: certificate, items }),
    confirmed,
    refused: items.length - confirmed,
  }
}

async function confirmOne(
  installationId: Uint8Array,
  productKey: string,
  address: string,
  ports: AuthorityPorts,
): Promise<MachineBatchItem> {
  try {
    const key = shownKey(productKey, installationId, ports)
    return itemOf(await confirmInstallation({ installationId, channel: 'proxy', address, ...key }, ports))
  } catch (error) {
    const code = codeOf(error)
    if (!ownCodes.has(code)) throw error
    return { kind: 'refused', code }
  }
}

/** What is wrong with one installation ID; anything else is wrong with all of them. */
const ownCodes: ReadonlySet<ErrorCode> = new Set([
  'installation-id-invalid',
  'installation-id-month',
  'key-unknown',
])

function itemOf(outcome: ConfirmationOutcome): MachineBatchItem {
  if (outcome.kind === 'refused') return { kind: 'refused', code: outcome.code }
  const { installationId, confirmation } = outcome
  return { kind: 'confirmed', installationId, confirmation }
}

/** The hash of a key that was shown; it must be the one that the installation ID is about. */
function shownKey(productKey: string, installationId: Uint8Array, ports: AuthorityPorts) {
  const key = parseMak(productKey)
  const { keyFingerprint } = machineInstallationOf(installationId)
  if (!equalBytes(keyFingerprint, keyFingerprintOf(key.secret, ports.cryptography)))
    throw new AppError('installation-id-invalid', 'It is about another key.')
  return { keyHash: hashOf(key, ports) }
}

function parseMak(text: string): ProductKey {
  const key = parseProductKey(text)
  if (key.kind !== 'mak') throw new AppError('product-key-kind')
  return key
}

function hashOf(key: ProductKey, { cryptography }: AuthorityPorts): string {
  return toHex(productKeyHash(key, cryptography))
}

async function checkIssued(keyHash: string, { store }: AuthorityPorts): Promise<void> {
  const isIssued = await store.decideForKey({ keyHash }, (state) => ({
    changes: [],
    result: state !== undefined,
  }))
  if (!isIssued) throw new AppError('key-unknown')
}

/** A machine says which product it has; the key on record must be for it, or nothing is counted. */
async function productMismatch(
  { productId }: MachineActivationRequest,
  keyHash: string | undefined,
  { store }: AuthorityPorts,
): Promise<MachineActivationOutcome | undefined> {
  if (keyHash === undefined) return undefined
  const product = (await store.products()).find(({ terms }) => terms.productId === productId)
  const groups = await store.decideForKey({ keyHash }, (state) => ({
    changes: [],
    result: state?.key.productGroups ?? [],
  }))
  const [group] = groups
  const isFit = group === undefined || product?.terms.productGroup === group
  return isFit ? undefined : { kind: 'refused', code: 'key-not-for-product' }
}
