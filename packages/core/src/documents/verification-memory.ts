/**
 * Remembers the few chains that a process meets again and again: a client asks the same host for years, and its
 * certificates are the same bytes each time. Only what was verified is kept, under every byte that it follows from.
 */
import { equalBytes } from '../bytes/index.ts'
import type { VerificationMemory } from '../ports/index.ts'

/** Chains that are remembered; the one that was needed longest ago leaves. */
export const rememberedChainsMax = 16

interface Remembered {
  readonly verified: readonly Uint8Array[]
  readonly result: object
}

/** A memory for one process. */
export function createVerificationMemory(): VerificationMemory {
  const chains: Remembered[] = []
  return {
    recall(verified) {
      const index = chains.findIndex((chain) => isSame(chain.verified, verified))
      const [found] = index === 0 ? chains : index > 0 ? chains.splice(index, 1) : []
      if (index > 0 && found !== undefined) chains.unshift(found)
      return found?.result
    },
    keep(verified, result) {
      chains.unshift({ verified: verified.map((bytes) => bytes.slice()), result })
      if (chains.length > rememberedChainsMax) chains.pop()
    },
  }
}

function isSame(left: readonly Uint8Array[], right: readonly Uint8Array[]): boolean {
  return (
    left.length === right.length &&
    left.every((bytes, index) => equalBytes(bytes, right[index] as Uint8Array))
  )
}
