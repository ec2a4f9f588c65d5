/** What the client may know of the computer it runs on. */

/** One hardware fact, such as the firmware's system identifier; compared, never shown to a peer. */
export interface HardwareFact {
  readonly name: string
  readonly value: string
}

/** The domain that a computer has joined, as it says itself. */
export interface DomainMembership {
  /** DNS name, lower case. */
  readonly domain: string
  /** What told so, such as the path of a file. */
  readonly source: string
}

/** The computer. */
export interface Machine {
  /** Host name, fully qualified where it is known. */
  name(): string
  /** Whether it is a virtual machine, as far as can be told. */
  isVirtual(): boolean
  /** Facts that a copied image does not share; empty in a container or where none can be read. */
  hardwareFacts(): readonly HardwareFact[]
  /** The domain that it has joined; undefined where it is in none. Absent where that cannot be told. */
  readonly domain?: () => DomainMembership | undefined
}
