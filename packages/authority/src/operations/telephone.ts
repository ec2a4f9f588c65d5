/** The telephone desk (R6.2, R3.2): digits that somebody reads out, and the digits to read back. */

import type { ErrorCode } from '@muster/core/errors'
import { confirmationIdToDigits, installationIdFromDigits } from '@muster/core/keys'
import type { AuthorityPorts } from '../ports.ts'
import { type ConfirmationOutcome, confirmInstallation } from './confirm-installation.ts'

/** What is read back. */
export interface ReadBack {
  readonly kind: 'confirmed'
  /** What was activated. */
  readonly of: 'host' | 'directory' | 'machine'
  /** 20 groups of 7 digits with hyphens between. */
  readonly confirmationId: string
  readonly keyId: string
  readonly partialProductKey: string
  readonly isRepeated: boolean
  readonly use: string
}

/** What came of a call. */
export type TelephoneOutcome =
  | ReadBack
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail?: string }

/**
 * Confirms an installation ID as it was typed. Throws the codes of its digits (the wrong groups are named),
 * `installation-id-invalid`, `installation-id-month`, `issuer-expired`, `confirmation-key-missing`.
 */
export async function answerTelephone(
  digits: string,
  who: string,
  ports: AuthorityPorts,
): Promise<TelephoneOutcome> {
  const installationId = installationIdFromDigits(digits)
  return readBack(await confirmInstallation({ installationId, channel: 'telephone', address: who }, ports))
}

function readBack(outcome: ConfirmationOutcome): TelephoneOutcome {
  if (outcome.kind === 'refused') return outcome
  const { of, confirmation, keyId, partialProductKey, isRepeated, use } = outcome
  const confirmationId = confirmationIdToDigits(confirmation)
  return { kind: 'confirmed', of, confirmationId, keyId, partialProductKey, isRepeated, use }
}
