/**
 * Activates an installed host key with its vendor's authority (R3.1, R3.2 online): one request. What comes back is
 * verified as one chain about this host and this key, stored, and the key's secret is forgotten (R1.6).
 */
import { nonceLength } from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import {
  type HostActivation,
  readHostActivationAnswer,
  signHostActivationRequest,
} from '@muster/core/issuing'
import type { Clock, Random, Signer, Verifier } from '@muster/core/ports'
import type { HostKeyInstallation, HostStore } from '@muster/core/stores'
import type { AuthorityConnection } from '../authority/authority-connection.ts'
import { recordEvent } from './record-event.ts'

/** What activating needs. */
export interface ActivateHostContext {
  readonly store: HostStore
  readonly clock: Clock
  readonly random: Random
  readonly verifier: Verifier
  readonly hostKey: Signer
  readonly hostName: string
  readonly authority: AuthorityConnection
}

/** A host key that was activated. */
export interface HostActivationOutcome {
  readonly partialProductKey: string
  readonly vendorName: string
  readonly hostName: string
  readonly productGroups: readonly number[]
  /** ISO 8601. */
  readonly certificateExpires: string
  readonly products: readonly {
    readonly productId: string
    readonly name: string
    readonly edition: string
  }[]
}

/**
 * Activates the host keys whose secret is held: all of them, or the one with this partial product key.
 * Rejects with `host-key-missing`, the codes of the connection, those that the authority refuses with, and those
 * of an answer that does not verify; a key that was activated before the failure stays activated.
 */
export async function activateHost(
  context: ActivateHostContext,
  partialProductKey?: string,
): Promise<readonly HostActivationOutcome[]> {
  const chosen = chooseInstallations(await context.store.installations(), partialProductKey)
  const outcomes: HostActivationOutcome[] = []
  for (const installation of chosen) outcomes.push(await activateOne(installation, context))
  return outcomes
}

type WithSecret = HostKeyInstallation & { readonly productKey: string }

function chooseInstallations(
  installations: readonly HostKeyInstallation[],
  partialProductKey: string | undefined,
): readonly WithSecret[] {
  const named = installations.filter(
    (installation) => partialProductKey === undefined || installation.partialProductKey === partialProductKey,
  )
  const chosen = named.filter(
    (installation): installation is WithSecret => installation.productKey !== undefined,
  )
  if (chosen.length > 0) return chosen
  const detail =
    named.length === 0
      ? undefined
      : 'It is activated and its secret was forgotten; install the key again to activate once more.'
  throw new AppError('host-key-missing', detail)
}

async function activateOne(
  installation: WithSecret,
  context: ActivateHostContext,
): Promise<HostActivationOutcome> {
  const activation = await requestActivation(installation, context)
  const { productKey: _forgotten, ...kept } = installation
  const { hostCertificate, issuerCertificate, catalogue } = activation
  const activatedAtMs = context.clock.nowMs()
  await context.store.saveInstallation({
    ...kept,
    activation: { activatedAtMs, hostCertificate, issuerCertificate, catalogue },
  })
  const outcome = outcomeOf(installation, activation)
  await recordEvent(context.store, {
    name: 'hostActivated',
    timeMs: activatedAtMs,
    fields: {
      partialProductKey: outcome.partialProductKey,
      vendorName: outcome.vendorName,
      hostName: outcome.hostName,
      certificateExpires: outcome.certificateExpires,
    },
  })
  return outcome
}

async function requestActivation(
  { productKey, productGroup }: WithSecret,
  context: ActivateHostContext,
): Promise<HostActivation> {
  const { clock, random, verifier, hostKey, hostName, authority } = context
  const nonce = random.bytes(nonceLength)
  const hostTimeSeconds = Math.floor(clock.nowMs() / 1_000)
  const { publicKey: hostPublicKey } = hostKey
  const request = { productKey, hostPublicKey, hostName, hostTimeSeconds, nonce }
  const answer = await authority.activateHost(await signHostActivationRequest(request, hostKey))
  const nowSeconds = Math.floor(clock.nowMs() / 1_000)
  return readHostActivationAnswer(answer, { nonce, hostPublicKey, productGroup, nowSeconds }, verifier)
}

function outcomeOf(
  { partialProductKey }: HostKeyInstallation,
  { certificate, products }: HostActivation,
): HostActivationOutcome {
  return {
    partialProductKey,
    vendorName: certificate.vendorName,
    hostName: certificate.hostName,
    productGroups: certificate.productGroups,
    certificateExpires: new Date(certificate.expiresSeconds * 1_000).toISOString(),
    products: products.products.map(({ productId, name, edition }) => ({ productId, name, edition })),
  }
}
