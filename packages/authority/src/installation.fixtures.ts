/** Machines and hosts that ask an authority under test for a confirmation. */
import { encodeInstallationId, installationDigest, keyFingerprintOf, monthAt } from '@muster/core/confirming'
import { type MachineActivationRequest, signMachineActivationRequest } from '@muster/core/issuing'
import { installationIdToDigits, parseProductKey } from '@muster/core/keys'
import type { Signer } from '@muster/core/ports'
import { nodeCryptography } from '@muster/node'

/** The present month. */
export function presentMonth(): number {
  return monthAt(Math.floor(Date.now() / 1_000))
}

/** The installation ID of a machine for a product, or of a host. */
export function installationIdOf(
  who: Signer,
  productKey: string,
  changes: { readonly productId?: string; readonly month?: number } = {},
): Uint8Array {
  const { productId, month = presentMonth() } = changes
  const about = { publicKey: who.publicKey, ...(productId === undefined ? {} : { productId }) }
  return encodeInstallationId({
    kind: productId === undefined ? 'host' : 'mak',
    keyFingerprint: keyFingerprintOf(parseProductKey(productKey).secret, nodeCryptography),
    month,
    digest: installationDigest(about, nodeCryptography),
  })
}

/** The same as it is read out. */
export function digitsOf(...parameters: Parameters<typeof installationIdOf>): string {
  return installationIdToDigits(installationIdOf(...parameters))
}

/** The body of `POST /v1/activations`. */
export function machineRequest(
  machine: Signer,
  productKey: string,
  productId: string,
  changes: Partial<MachineActivationRequest> = {},
): Promise<Uint8Array> {
  const request: MachineActivationRequest = {
    productKey,
    clientPublicKey: machine.publicKey,
    productId,
    clientTimeSeconds: Math.floor(Date.now() / 1_000),
    nonce: machine.publicKey.slice(0, 8),
    installationId: installationIdOf(machine, productKey, { productId }),
    ...changes,
  }
  return signMachineActivationRequest(request, machine)
}

/** The request of a machine that has forgotten its key. */
export async function forgetfulRequest(
  machine: Signer,
  productKey: string,
  productId: string,
): Promise<Uint8Array> {
  return signMachineActivationRequest(
    {
      clientPublicKey: machine.publicKey,
      productId,
      clientTimeSeconds: Math.floor(Date.now() / 1_000),
      nonce: machine.publicKey.slice(0, 8),
      installationId: installationIdOf(machine, productKey, { productId }),
    },
    machine,
  )
}
