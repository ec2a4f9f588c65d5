/** What the client may know of the computer it runs on. */

/** One hardware fact, such as the firmware's system identifier; compared, never shown to a peer. */
export interface HardwareFact {
  readonly name: string
  readonly value: string
}

/** The computer. */
export interface Machine {
  /** Host name, fully qualified where it is known. */
  name(): string
  /** Whether it is a virtual machine, as far as can be told. */
  isVirtual(): boolean
  /** Facts that a copied image does not share; empty in a container or where none can be read. */
  hardwareFacts(): readonly HardwareFact[]
}
