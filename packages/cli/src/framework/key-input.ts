/** How commands take a product key: as an argument, from a file, from standard input, or asked for without showing it. */

/** The key as an argument. */
export const keyArgument = {
  label: 'KEY',
  summary: 'Five groups of five characters; "-" reads standard input.',
  optional: true,
} as const

/** The key in a file. */
export const keyFileOption = {
  value: 'FILE',
  summary: 'File that holds the key, so that it is on no command line.',
} as const
