/** Where confirmation IDs come from: the vendor's authority, asked for many machines at once. */
import type { MachineBatchItem } from '@muster/core/issuing'

/** The authority as the fleet tool sees it. */
export interface ConfirmationSource {
  /**
   * Asks for the confirmations of at most `machineBatchMax` installation IDs (22 bytes each) that belong to one
   * multiple activation key; one outcome each, in their order. Rejects with `authority-unreachable`,
   * `authority-answer`, `document-nonce`, or what the authority refuses all with.
   */
  confirm(productKey: string, installationIds: readonly Uint8Array[]): Promise<readonly MachineBatchItem[]>
}
