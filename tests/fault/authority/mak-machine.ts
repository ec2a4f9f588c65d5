/** A machine that asks an authority over HTTP to be activated with a multiple activation key, as often as it is told. */
import { randomBytes } from 'node:crypto'
import { toHex } from '@muster/core/bytes'
import {
  decodeInstallationId,
  encodeInstallationId,
  installationDigest,
  keyFingerprintOf,
  monthAt,
} from '@muster/core/confirming'
import {
  documentMediaType,
  machineActivationAnswerBytesMax,
  readMachineActivationAnswer,
  signMachineActivationRequest,
} from '@muster/core/issuing'
import { parseProductKey } from '@muster/core/keys'
import type { Signer } from '@muster/core/ports'
import { nodeCryptography } from '@muster/node'
import type { AuthorityListening } from './authority-server.ts'

const answerMsMax = 10_000

/** A confirmation that arrived whole. */
export interface Confirmed {
  /** Hexadecimal, all three. */
  readonly digest: string
  readonly installationId: string
  readonly confirmation: string
}

/** One machine. */
export class MakMachine {
  readonly #signer: Signer = nodeCryptography.signer(new Uint8Array(randomBytes(32)))

  /** Its confirmation, or the code of the refusal. Rejects where no answer came. */
  async ask(authority: AuthorityListening): Promise<Confirmed | string> {
    const nonce = new Uint8Array(randomBytes(8))
    const response = await fetch(`${authority.url}/v1/activations`, {
      method: 'POST',
      headers: { 'content-type': documentMediaType },
      body: new Uint8Array(await this.#request(authority, nonce)),
      signal: AbortSignal.timeout(answerMsMax),
    })
    if (response.status !== 200) return ((await response.json()) as { readonly code: string }).code
    const body = new Uint8Array(await response.arrayBuffer()).subarray(0, machineActivationAnswerBytesMax)
    const { installationId, confirmation } = readMachineActivationAnswer(body, nonce)
    return {
      digest: toHex(decodeInstallationId(installationId).digest),
      installationId: toHex(installationId),
      confirmation: toHex(confirmation),
    }
  }

  #request({ productId, productKey }: AuthorityListening, nonce: Uint8Array): Promise<Uint8Array> {
    const { publicKey } = this.#signer
    const clientTimeSeconds = Math.floor(Date.now() / 1_000)
    const installationId = encodeInstallationId({
      kind: 'mak',
      keyFingerprint: keyFingerprintOf(parseProductKey(productKey).secret, nodeCryptography),
      month: monthAt(clientTimeSeconds),
      digest: installationDigest({ publicKey, productId }, nodeCryptography),
    })
    return signMachineActivationRequest(
      { productKey, clientPublicKey: publicKey, productId, clientTimeSeconds, nonce, installationId },
      this.#signer,
    )
  }
}
