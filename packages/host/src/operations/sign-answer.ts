/** From a durable decision to the packet that leaves: the last step of an activation. */
import { equalBytes } from '@muster/core/bytes'
import { type Answer, signAnswer } from '@muster/core/documents'
import type { ErrorCode } from '@muster/core/errors'
import type { Signer, Verifier } from '@muster/core/ports'
import { encodeRefusal } from '@muster/core/wire'
import type { ServedHostKey } from '../serving/served-host-key.ts'

/** The host's key pair as answers need it. */
export interface HostIdentity {
  readonly signer: Signer
  /** First 8 bytes of SHA-256 of the public key, computed once. */
  readonly keyId: Uint8Array
  readonly verifier: Verifier
}

/** Signs an answer. The certificates travel with it unless the client says that it holds those of this host. */
export function signActivationAnswer(
  answer: Answer,
  hostKey: ServedHostKey,
  knownHostKeyId: Uint8Array | undefined,
  { signer, keyId, verifier }: HostIdentity,
): Promise<Uint8Array> {
  const isKnown = knownHostKeyId !== undefined && equalBytes(knownHostKeyId, keyId)
  const certificates = isKnown ? {} : { certificates: hostKey.certificates }
  return signAnswer(answer, signer, { verifier, keyId, ...certificates })
}

/** What a refusal states. */
export interface RefusalFacts {
  readonly code: ErrorCode
  readonly hostTimeSeconds: number
  readonly nonce: Uint8Array | undefined
}

/** The packet of a refusal, signed where the host has a certificate that makes its signature worth something. */
export function signRefusal(
  { code, hostTimeSeconds, nonce }: RefusalFacts,
  { signer, verifier }: HostIdentity,
  hasCertificate: boolean,
): Promise<Uint8Array> {
  const refusal = { code, hostTimeSeconds, ...(nonce === undefined ? {} : { nonce }) }
  return encodeRefusal(refusal, hasCertificate ? { host: signer, verifier } : undefined)
}
