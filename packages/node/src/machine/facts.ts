/** Making hardware facts out of what firmware and systems say, without the values that makers never filled in. */
import type { HardwareFact } from '@muster/core/ports'

/** The most facts that a machine states: more disks and network cards than this prove nothing more. */
export const hardwareFactsMax = 16

const valueCharactersMax = 128
const meaninglessValues = new Set([
  'none',
  'n/a',
  'na',
  'unknown',
  'default string',
  'not specified',
  'not applicable',
  'not available',
  'system serial number',
  'base board serial number',
  'to be filled by o.e.m.',
  '0123456789',
  '123456789',
  '03000200-0400-0500-0006-000700080009',
])

/** Facts from names and values, without those that are empty or say nothing; values in lower case, each once. */
export function meaningfulFacts(
  candidates: readonly (readonly [string, string | undefined])[],
): readonly HardwareFact[] {
  const facts = new Map<string, HardwareFact>()
  for (const [name, raw] of candidates) {
    const value = raw?.trim().toLowerCase().slice(0, valueCharactersMax) ?? ''
    if (isMeaningful(value)) facts.set(`${name}=${value}`, { name, value })
  }
  return [...facts.values()].slice(0, hardwareFactsMax)
}

function isMeaningful(value: string): boolean {
  const distinct = new Set(value.replace(/[^0-9a-z]/g, ''))
  return distinct.size > 1 && !meaninglessValues.has(value)
}
