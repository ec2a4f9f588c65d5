/** What the doors hand packets to: the same for TCP and HTTP. */
import type { EventCode } from '@muster/core/events'

/** What became of a packet. */
export interface PacketOutcome {
  /** The answer or refusal to send back. */
  readonly packet: Uint8Array
  /** False where the peer does not speak the protocol or the host stops: the door closes after sending. */
  readonly keepOpen: boolean
  /** What the packet says. */
  readonly result: EventCode
}

/** Answers one request packet of a peer; never rejects on input. */
export type PacketHandler = (packet: Uint8Array, address: string) => Promise<PacketOutcome>
