/** How long the check of a kept lease takes: with its whole chain, and with the chain known. */
import {
  type Certificates,
  createVerificationMemory,
  keyIdOf,
  leaseIdLength,
  nonceLength,
  signAnswer,
  verifyHost,
  verifyHostLease,
} from '@muster/core/documents'
import { readHostActivationAnswer, signHostActivationRequest } from '@muster/core/issuing'
import type { Verifier } from '@muster/core/ports'
import { createNodeCryptography, nodeCryptography } from '@muster/node'
import { percentile } from './statistics.ts'
import { clientProductId, hostKeyText, localAuthority, productGroup, vendorRoots } from './vendor.ts'

/** Checks of one measurement, of which the middle one counts. */
const checks = 200
const privateKey = new Uint8Array(32).fill(9)
const cmid = '20000000-0000-8000-8000-000000000001'
const minutesPerDay = 24 * 60

/** Milliseconds of one check. */
export interface LeaseCheckFigures {
  readonly coldMs: number
  readonly knownMs: number
}

/** Measures both in this process. */
export async function timeLeaseChecks(): Promise<LeaseCheckFigures> {
  const { lease, certificates } = await keptLease()
  const check = (verifier: Verifier) => {
    const host = verifyHost(certificates, vendorRoots, verifier)
    return verifyHostLease(lease, host, { cmid, productId: clientProductId, productGroup }, verifier)
  }
  const known = { ...nodeCryptography, memory: createVerificationMemory() }
  check(known)
  return {
    // New cryptography knows no key and no chain.
    coldMs: medianMs(() => check(createNodeCryptography())),
    knownMs: medianMs(() => check(known)),
  }
}

function medianMs(work: () => unknown): number {
  const times = Array.from({ length: checks }, () => {
    const startMs = performance.now()
    work()
    return performance.now() - startMs
  })
  return percentile(
    times.toSorted((left, right) => left - right),
    0.5,
  )
}

/** What a machine keeps after its activation. */
async function keptLease(): Promise<{ readonly lease: Uint8Array; readonly certificates: Certificates }> {
  const host = nodeCryptography.signer(privateKey)
  const hostTimeSeconds = Math.floor(Date.now() / 1_000)
  const nonce = new Uint8Array(nonceLength)
  const facts = { hostPublicKey: host.publicKey, hostTimeSeconds, nonce }
  const asked = { ...facts, productKey: hostKeyText, hostName: 'host.example.test' }
  const answered = await localAuthority.activateHost(await signHostActivationRequest(asked, host))
  const expected = { ...facts, productGroup, nowSeconds: hostTimeSeconds }
  const certificates = readHostActivationAnswer(answered, expected, nodeCryptography)
  const answer = {
    nonce,
    cmid,
    productId: clientProductId,
    count: 25,
    retryMinutes: 120,
    renewalMinutes: 7 * minutesPerDay,
    validityMinutes: 180 * minutesPerDay,
    port: 1688,
    hostTimeSeconds,
    leaseId: new Uint8Array(leaseIdLength),
  }
  const keyId = keyIdOf(host.publicKey, nodeCryptography)
  return { lease: await signAnswer(answer, host, { verifier: nodeCryptography, keyId }), certificates }
}
