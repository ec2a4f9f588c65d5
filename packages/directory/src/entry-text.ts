/** Values of entries as text. */
import type { DirectoryEntry } from './session.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** The values of an attribute that are text; others are left out. */
export function textsOf(entry: DirectoryEntry, attribute: string): readonly string[] {
  return (entry.values.get(attribute.toLowerCase()) ?? []).flatMap((value) => {
    try {
      return [decoder.decode(value)]
    } catch {
      return []
    }
  })
}

/** The first of them. */
export function firstText(entry: DirectoryEntry, attribute: string): string | undefined {
  return textsOf(entry, attribute)[0]
}
