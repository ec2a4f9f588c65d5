/** Random bytes of the operating system's generator. */
import { randomBytes } from 'node:crypto'
import type { Random } from '@muster/core/ports'

/** Cryptographically strong random bytes. */
export const systemRandom: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) }
