/** Whole numbers drawn from random bytes that are handed in. */
import { assert } from '../errors/index.ts'
import type { DrawInteger } from './service-order.ts'

const bytesPerDraw = 6
/** Below this the numbers of 48 bits are even enough: the error is less than one in 2^16. */
const limitMax = 2 ** 32

/** Draws with six bytes for each number. */
export function drawFrom(randomBytes: (length: number) => Uint8Array): DrawInteger {
  return (limit) => {
    assert(limit >= 0 && limit < limitMax, 'a draw is from a small range')
    const value = randomBytes(bytesPerDraw).reduce((sum, byte) => sum * 256 + byte, 0)
    return value % (limit + 1)
  }
}
