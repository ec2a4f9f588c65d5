/** How well a network carries: what it may do to each piece of bytes and to each connection. */
import type { SeededRandom } from '../time/seeded-random.ts'

/** The weather of a network. Chances are from 0 to 1. */
export interface NetworkConditions {
  readonly delayMsMin: number
  readonly delayMsMax: number
  /** A connection or piece of bytes that never arrives. */
  readonly lossChance: number
  /** One byte of a piece arrives changed. */
  readonly flipChance: number
  /** A piece arrives in two. */
  readonly splitChance: number
  /** What a peer sent arrives once more, on a connection of its own. */
  readonly duplicateChance: number
  /** Called for each piece of bytes that a host sends; true loses it. */
  readonly onAnswer?: () => boolean
  /** Called for each reply of the authority; true loses it. */
  readonly onReply?: () => boolean
}

/** A network that does nothing wrong, and always takes a millisecond. */
export const calmNetwork: NetworkConditions = {
  delayMsMin: 1,
  delayMsMax: 1,
  lossChance: 0,
  flipChance: 0,
  splitChance: 0,
  duplicateChance: 0,
}

/** How long something takes now. */
export function delayOf({ delayMsMin, delayMsMax }: NetworkConditions, random: SeededRandom): number {
  return delayMsMin === delayMsMax ? delayMsMin : random.between(delayMsMin, delayMsMax)
}

/** The bytes as they arrive. */
export function carried(
  bytes: Uint8Array,
  { flipChance }: NetworkConditions,
  random: SeededRandom,
): Uint8Array {
  if (bytes.length === 0 || !random.chance(flipChance)) return bytes
  const changed = Uint8Array.from(bytes)
  const at = random.between(0, bytes.length - 1)
  changed[at] = (changed[at] as number) ^ (1 << random.between(0, 7))
  return changed
}
