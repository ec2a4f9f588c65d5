/**
 * Activates a host (R3.1–R3.3): checks the request, decides and commits in one transaction, and only then signs.
 * A crash in between costs nothing: the host sends its request again and gets the same certificate.
 */
import { toHex } from '@muster/core/bytes'
import { installationDigest } from '@muster/core/confirming'
import { checkClockDifference, signHostCertificate } from '@muster/core/documents'
import type { ErrorCode } from '@muster/core/errors'
import {
  decideHostActivation,
  encodeHostActivationAnswer,
  type HostActivationRecord,
  type HostActivationRequest,
  hostCertificateOf,
  keyIdOfHash,
  readHostActivationRequest,
} from '@muster/core/issuing'
import { parseProductKey, productKeyHash } from '@muster/core/keys'
import { checkIssuer } from '../identity/issuer.ts'
import type { AuthorityPorts } from '../ports.ts'
import { signCatalogueOf } from './sign-catalogue.ts'

const serialBytes = 8

/** What came of a request. */
export type HostActivationOutcome =
  | {
      readonly kind: 'activated'
      readonly answer: Uint8Array
      readonly keyId: string
      readonly hostName: string
      readonly ordinal: number
    }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail?: string }

/**
 * Answers the body of `POST /v1/hosts`. Throws for what is malformed or no host key (`request-malformed`,
 * `request-version`, `request-signature`, `request-critical-claim`, `clock-difference`, the codes of a product key)
 * and `issuer-expired`; what the rules refuse is an outcome.
 */
export async function activateHost(
  body: Uint8Array,
  address: string,
  ports: AuthorityPorts,
): Promise<HostActivationOutcome> {
  const request = readHostActivationRequest(body, ports.cryptography)
  const nowMs = ports.clock.nowMs()
  const nowSeconds = Math.floor(nowMs / 1_000)
  checkClockDifference(request.hostTimeSeconds, nowSeconds)
  const key = parseProductKey(request.productKey)
  if (key.kind !== 'host') return { kind: 'refused', code: 'product-key-kind' }
  checkIssuer(await ports.issuer(), nowSeconds)
  const keyHash = toHex(productKeyHash(key, ports.cryptography))
  const fresh = { nowMs, serial: ports.random.bytes(serialBytes) }
  const hostDigest = installationDigest({ publicKey: request.hostPublicKey }, ports.cryptography)
  const decision = await ports.store.decideForKey(
    { keyHash, hostPublicKey: toHex(request.hostPublicKey), hostDigest: toHex(hostDigest) },
    (state) => {
      const decided = decideHostActivation(state, { ...request, hostDigest, address }, fresh)
      return { changes: decided.changes, result: decided }
    },
  )
  if (decision.kind === 'granted') return answer(decision.activation, request, ports)
  const { code, detail } = decision
  return { kind: 'refused', code, ...(detail === undefined ? {} : { detail }) }
}

async function answer(
  activation: HostActivationRecord,
  request: HostActivationRequest,
  ports: AuthorityPorts,
): Promise<HostActivationOutcome> {
  const { store, cryptography } = ports
  const issuer = await ports.issuer()
  const content = hostCertificateOf(activation, issuer.vendorName)
  const hostCertificate = await signHostCertificate(content, issuer.signer, cryptography)
  const { catalogue } = await signCatalogueOf(activation.productGroups, issuer, ports)
  await store.archive({
    kind: 'host-certificate',
    subject: activation.serial,
    issuedAtMs: activation.activatedAtMs,
    document: hostCertificate,
  })
  const issuerCertificate = issuer.certificate
  const { nonce } = request
  return {
    kind: 'activated',
    answer: encodeHostActivationAnswer({ issuerCertificate, hostCertificate, catalogue, nonce }),
    keyId: keyIdOfHash(activation.keyHash),
    hostName: activation.hostName,
    ordinal: activation.ordinal,
  }
}
