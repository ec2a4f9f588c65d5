/**
 * One open connection to a directory, by LDAP (RFC 4511) in this process or by the system's programs with Kerberos. Both
 * follow no referral and hold to the same bounds, so that what opens a session need not know which one it has.
 */

/** Entries that the server is asked for at a time (RFC 2696). */
export const pageEntriesMax = 500
/** Bytes of all values of one search. */
export const searchBytesMax = 16_777_216

/** An entry as the server gave it; nothing of it is checked but its form. */
export interface DirectoryEntry {
  readonly dn: string
  /** Values by attribute name in lower case, in the order of the server, which means nothing. */
  readonly values: ReadonlyMap<string, readonly Uint8Array[]>
}

/** What to look for. */
export interface DirectorySearch {
  /** Distinguished name; empty for the server's own entry. */
  readonly base: string
  readonly scope: 'base' | 'one' | 'sub'
  /** Filter in text (RFC 4515); values in it come from `filterValue`. */
  readonly filter: string
  readonly attributes: readonly string[]
  /** More entries than this: `directory-answer-too-large`. */
  readonly entriesMax: number
}

/** Values to write, by attribute name. */
export type DirectoryAttributes = Readonly<Record<string, readonly string[]>>

/** An open directory. Every method rejects with an `AppError` of the codes `directory-…`. */
export interface DirectorySession {
  /** The server that was reached, as `host:port`. */
  readonly server: string
  /** All entries, page by page. An entry that is not there, and a base that is not there, give an empty list. */
  search(search: DirectorySearch): Promise<readonly DirectoryEntry[]>
  /** False where an entry of this name is there already. */
  add(dn: string, attributes: DirectoryAttributes): Promise<boolean>
  /** Replaces the values of the attributes that are named. False where there is no such entry. */
  replace(dn: string, attributes: DirectoryAttributes): Promise<boolean>
  /** False where there is no such entry. */
  remove(dn: string): Promise<boolean>
  close(): Promise<void>
}
