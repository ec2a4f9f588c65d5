/**
 * Random bytes of the operating system's generator. Short values are cut from a supply, since asking the generator
 * costs the same for 8 bytes as for many; what was handed out is wiped from the supply.
 */
import { randomBytes } from 'node:crypto'
import type { Random } from '@muster/core/ports'

/** Values up to this length, such as nonces, come from the supply; keys never do. */
const suppliedBytesMax = 16
const supplyBytes = 4_096

/** Cryptographically strong random bytes. */
export const systemRandom: Random = createRandom()

function createRandom(): Random {
  let supply: Buffer = Buffer.alloc(0)
  let position = 0
  return {
    bytes(length) {
      if (length > suppliedBytesMax) return new Uint8Array(randomBytes(length))
      if (position + length > supply.length) {
        supply = randomBytes(supplyBytes)
        position = 0
      }
      const bytes = Uint8Array.prototype.slice.call(supply, position, position + length)
      supply.fill(0, position, position + length)
      position += length
      return new Uint8Array(bytes)
    },
  }
}
