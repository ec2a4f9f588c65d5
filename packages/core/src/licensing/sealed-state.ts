/** The kept state as a document signed by the installation's own key: what was torn or edited does not open (R4.11). */
import { equalBytes } from '../bytes/index.ts'
import { decodeSign1, isSignedBy, sign1 } from '../documents/index.ts'
import { AppError } from '../errors/index.ts'
import type { Signer, Verifier } from '../ports/index.ts'
import type { InstallationState } from './installation-state.ts'
import { claimsOfInstallation, decodeInstallation, stateBytesMax } from './state-codec.ts'

const envelopeBytes = 128

/** Signs a state with the key it names. */
export function sealInstallation(state: InstallationState, own: Signer): Promise<Uint8Array> {
  return sign1({ name: 'muster/client-state/1', payload: claimsOfInstallation(state), signer: own })
}

/** Opens a state that this key sealed. Throws `state-damaged` for anything else. */
export function openInstallation(
  bytes: Uint8Array,
  publicKey: Uint8Array,
  verifier: Verifier,
): InstallationState {
  try {
    const message = decodeSign1(bytes, stateBytesMax + envelopeBytes)
    const isOurs = message.keyId === undefined && message.unprotectedHeader.size === 0
    if (!isOurs || !isSignedBy(message, 'muster/client-state/1', publicKey, verifier))
      throw new AppError('document-signature')
    const state = decodeInstallation(message.payload)
    if (!equalBytes(state.publicKey, publicKey)) throw new AppError('document-signature')
    return state
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause
    throw new AppError('state-damaged', cause.message, { cause })
  }
}
