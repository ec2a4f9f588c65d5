/** Places as people look them up: `kms.xml:12 (record 4711)`. */
import type { Place, WindowsFacts } from '../facts.ts'

/** The place in words. */
export function formatPlace({ source, line, record }: Place, { sources }: WindowsFacts): string {
  const name = sources[source]?.name ?? `source ${source + 1}`
  return `${name}:${line}${record === undefined ? '' : ` (record ${record})`}`
}

/** Text from elsewhere without control characters and marks that turn its direction, which could mislead a reader. */
export function plainText(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
}
