/** Requests and refusals for tests and vectors. */
import { hex, sampleKeys, sampleNowSeconds, sampleTerms } from '../documents/chain.fixtures.ts'
import { testCryptography } from '../documents/cryptography.fixtures.ts'
import { keyIdOf } from '../documents/index.ts'
import type { Refusal } from './refusal.ts'
import type { ActivationRequest } from './request.ts'

/** A request as machines send it every week: all optional fields, a fully qualified name of 24 characters. */
export const sampleRequest: ActivationRequest = {
  applicationId: sampleTerms.applicationId,
  productId: sampleTerms.productId,
  clientPublicKey: sampleKeys.client.publicKey,
  machineName: 'pc-0417.sales.corp.local',
  clientTimeSeconds: sampleNowSeconds,
  licenceState: 1,
  minutesToStateExpiry: sampleTerms.policy.validityMinutes,
  minimumCount: sampleTerms.policy.threshold,
  virtual: true,
  nonce: hex('a0a1a2a3a4a5a6a7'),
  previousLeaseId: hex('b0b1b2b3b4b5b6b7'),
  fingerprint: hex('c0c1c2c3c4c5c6c7'),
  knownHostKeyId: keyIdOf(sampleKeys.host.publicKey, testCryptography),
}

/** The first request of a machine whose administrator wants the name left out. */
export const sampleFirstRequest: ActivationRequest = {
  applicationId: sampleTerms.applicationId,
  productId: sampleTerms.productId,
  clientPublicKey: sampleKeys.client.publicKey,
  clientTimeSeconds: sampleNowSeconds,
  licenceState: 2,
  minutesToStateExpiry: sampleTerms.policy.initialGraceMinutes,
  minimumCount: sampleTerms.policy.threshold,
  virtual: false,
  nonce: hex('a0a1a2a3a4a5a6a7'),
}

export const sampleRefusal: Refusal = {
  code: 'clock-difference',
  hostTimeSeconds: sampleNowSeconds,
  nonce: sampleRequest.nonce,
}
