/**
 * The requests of all host logs (12290) in columns, in order of time, each once although the same log may have been
 * exported twice. A row costs some 50 bytes, so a million fit where a million objects would not.
 */

/** The requests. Every column has `size` values; numbers of texts point into `cmids`, `names`, `hosts`, `activations`. */
export interface RequestTable {
  readonly size: number
  /** Rows that repeated one of another source and were left out. */
  readonly repeated: number
  /** Seconds since the epoch: the log's time where it says UTC, else the client's. */
  readonly seconds: Uint32Array
  /** The client's time in seconds since the epoch; 0 where it is not readable. */
  readonly clientSeconds: Uint32Array
  readonly cmid: Uint32Array
  readonly name: Uint32Array
  readonly activation: Uint32Array
  /** Machine that wrote the log; 0 points at the empty text, where the export does not say it. */
  readonly host: Uint32Array
  readonly result: Uint32Array
  readonly minimumCount: Uint16Array
  readonly licenceState: Uint8Array
  readonly virtual: Uint8Array
  /** 1 where `seconds` are the log's own and UTC. */
  readonly utc: Uint8Array
  readonly minutesToExpiry: Uint32Array
  readonly source: Uint16Array
  readonly line: Uint32Array
  /** Record number of the event; 0 where there is none. */
  readonly record: Uint32Array
  readonly cmids: readonly string[]
  readonly names: readonly string[]
  readonly hosts: readonly string[]
  readonly activations: readonly string[]
}
