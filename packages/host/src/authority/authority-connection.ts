/** The way to a vendor's authority, handed in. */

/** One authority that can be reached. */
export interface AuthorityConnection {
  /**
   * Sends the body of `POST /v1/hosts` and gives the body of the answer. Rejects with `authority-unreachable`,
   * `authority-answer`, or the code that the authority refuses with.
   */
  activateHost(request: Uint8Array): Promise<Uint8Array>
}
