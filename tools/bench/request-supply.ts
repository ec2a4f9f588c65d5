/** Signed requests made in advance, so that a measurement contains no work of the machines that ask. */
import { randomBytes } from 'node:crypto'
import { fromHex } from '@muster/core/bytes'
import { assert } from '@muster/core/errors'
import { type ActivationRequest, encodeFrame, fingerprintLength, signRequest } from '@muster/core/wire'
import { nodeCryptography } from '@muster/node'
import type { Prepare } from './messages.ts'

/** How many machines ask, and how many requests each of them makes before the supply begins anew. */
export interface Supply {
  readonly machines: number
  readonly requestsPerMachine: number
}

const usualSupply: Supply = { machines: 5_000, requestsPerMachine: 4 }
const privateKeyBytes = 32
const minutesPerDay = 24 * 60

/** Frames in the order in which they are sent; machines take turns. */
export async function signRequests(
  prepare: Omit<Prepare, 'kind'>,
  supply: Supply = usualSupply,
): Promise<readonly Uint8Array[]> {
  const knownHostKeyId = fromHex(prepare.hostKeyId)
  assert(knownHostKeyId !== undefined, 'the host key id is hexadecimal')
  const machines = Array.from({ length: supply.machines }, () =>
    nodeCryptography.signer(randomBytes(privateKeyBytes)),
  )
  const frames: Uint8Array[] = []
  for (let turn = 0; turn < supply.requestsPerMachine; turn++) {
    for (const [index, machine] of machines.entries()) {
      const request: ActivationRequest = {
        applicationId: prepare.applicationId,
        productId: prepare.productId,
        clientPublicKey: machine.publicKey,
        machineName: `machine-${String(index).padStart(4, '0')}.example.test`,
        clientTimeSeconds: Math.floor(Date.now() / 1_000),
        licenceState: 1,
        minutesToStateExpiry: 180 * minutesPerDay,
        minimumCount: 25,
        virtual: true,
        nonce: randomBytes(8),
        previousLeaseId: randomBytes(8),
        fingerprint: machine.publicKey.slice(0, fingerprintLength),
        knownHostKeyId,
      }
      frames.push(encodeFrame(await signRequest(request, machine)))
    }
  }
  return frames
}
