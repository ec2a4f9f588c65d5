/**
 * Reading activation objects from the directory that this machine is a member of. What comes back is what lies there:
 * nothing of it is verified, and whoever runs the directory may have put anything there.
 */

/** One entry that is laid out as an activation object. */
export interface DirectoryObject {
  /** Distinguished name of the entry; field of event 12308. */
  readonly dn: string
  /** Common name of the entry: the object's id; field of event 12308. */
  readonly name: string
  /** The bytes of the object, put together from the entry's values; at most `activationObjectBytesMax`. */
  readonly document: Uint8Array
}

/** What a directory says of itself and of the objects that it holds. */
export interface DirectoryReading {
  /** UUID of the directory: what an object must be bound to. */
  readonly forestId: string
  /** DNS name of the forest, or the distinguished name of the naming context. */
  readonly forestName: string
  /** The server that answered, as `host:port`. */
  readonly server: string
  /** At most `directoryObjectsMax`; which ones cover the group is the directory's word until each is verified. */
  readonly objects: readonly DirectoryObject[]
}

/** Reads the directory, with a bound on entries, bytes and time of its own. */
export interface ActivationObjectReader {
  /**
   * The objects that say of themselves that they cover this product group; an empty list where the container is there
   * and holds none, or is not there at all. Rejects with an `AppError` of the codes `directory-…` (1900–1949), among
   * them `directory-not-found` (no server by DNS), `directory-unreachable`, `directory-timeout`,
   * `directory-tls-failed`, `directory-password-unprotected`, `directory-credentials`, `directory-ticket-missing`,
   * `directory-tool-missing`, `directory-permission`, `directory-answer-malformed`, `directory-answer-too-large`.
   */
  read(query: { readonly productGroup: number }): Promise<DirectoryReading>
}
