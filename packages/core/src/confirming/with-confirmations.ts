/**
 * Verifying confirmations is loaded only where one is met: the code is large and most machines never see one. The
 * verdict about each is remembered by the verifier that is made here, since checking one costs tens of milliseconds.
 */
import { concatBytes, toHex } from '../bytes/index.ts'
import type { ConfirmationClaim, Verifier } from '../ports/index.ts'

/** Verdicts that one verifier remembers. */
const verdictsMax = 256

/** A verifier like this one that can check confirmations. One that already can comes back as it is. */
export async function withConfirmations(verifier: Verifier): Promise<Verifier> {
  if (verifier.confirms !== undefined) return verifier
  const { verifyConfirmation } = await import('../short-signatures/index.ts')
  const verdicts = new Map<string, boolean>()
  const confirms = (claim: ConfirmationClaim): boolean => {
    const name = nameOf(claim, verifier)
    const known = verdicts.get(name)
    if (known !== undefined) return known
    const verdict = verifyConfirmation(claim)
    if (verdicts.size >= verdictsMax) verdicts.delete(verdicts.keys().next().value ?? '')
    verdicts.set(name, verdict)
    return verdict
  }
  return {
    sha256: (data) => verifier.sha256(data),
    verify: (publicKey, message, signature) => verifier.verify(publicKey, message, signature),
    confirms,
  }
}

/** A claim's parts but the confirmation have fixed lengths, so that no two claims have one name. */
function nameOf(claim: ConfirmationClaim, verifier: Verifier): string {
  const { publicKey, productGroup, installationId, confirmation } = claim
  const group = Uint8Array.of(productGroup >> 16, productGroup >> 8, productGroup)
  return toHex(verifier.sha256(concatBytes(publicKey, group, installationId, confirmation)))
}
