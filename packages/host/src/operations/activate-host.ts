/**
 * Activates an installed host key with its vendor's authority (R3.1, R3.2 online): one request. What comes back is
 * verified as one chain about this host and this key, stored, and the key's secret is forgotten (R1.6).
 */
import { nonceLength } from '@muster/core/documents'
import {
  type HostActivation,
  readHostActivationAnswer,
  signHostActivationRequest,
} from '@muster/core/issuing'
import type { Clock, Random, Signer, Verifier } from '@muster/core/ports'
import type { HostStore } from '@muster/core/stores'
import type { AuthorityConnection } from '../authority/authority-connection.ts'
import { chooseInstallations, type WithSecret } from './choose-installations.ts'
import { type HostActivationOutcome, keepActivation } from './keep-activation.ts'

export type { HostActivationOutcome } from './keep-activation.ts'

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

async function activateOne(
  installation: WithSecret,
  context: ActivateHostContext,
): Promise<HostActivationOutcome> {
  return keepActivation(installation, await requestActivation(installation, context), context)
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
