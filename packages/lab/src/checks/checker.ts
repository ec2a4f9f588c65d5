/** What a checker is: it watches a world and throws when a rule is broken. */
import type { AuthorityExchange } from '../authority/simulated-authority.ts'
import type { SimulatedHost } from '../world/simulated-host.ts'
import type { SimulatedMachine } from '../world/simulated-machine.ts'

/** One checker; it hears of what it has a method for. */
export interface Checker {
  /** Everything that followed from an event is done. */
  afterEvent?(): void
  /** A machine's kept state is another. */
  machineChanged?(machine: SimulatedMachine): void
  wroteEvents?(machine: SimulatedMachine, lines: readonly string[]): void
  dialled?(machine: SimulatedMachine, endpoint: { readonly name: string; readonly port: number }): void
  /**
   * A host hands bytes to the network: whatever they state must be durable now. `askedAt` counts events of the world:
   * when the first bytes arrived that they answer.
   */
  hostSent?(host: SimulatedHost, bytes: Uint8Array, askedAt: number | undefined): void
  /** The vendor's authority hands an answer to the network: what it grants must be durable now. */
  authorityAnswered?(exchange: AuthorityExchange): void
  /** The run is over. */
  atEnd?(): void
}

/** A rule that was broken. */
export class Violation extends Error {
  readonly rule: string

  constructor(rule: string, what: string) {
    super(`${rule}: ${what}`)
    this.rule = rule
  }
}
