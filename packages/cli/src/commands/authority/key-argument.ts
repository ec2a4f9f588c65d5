/** Which issued key is meant. */

/** A key by its id, its last group, or its whole text on standard input. */
export const keyArgument = {
  label: 'KEY',
  summary: 'Key id or last group, as "key list" shows them; "-" reads a whole key from standard input.',
} as const
