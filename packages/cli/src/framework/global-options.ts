/** The flags that commands share, and the names of the environment twins of all flags. */
import type { CommandDefinition } from './command.ts'
import type { OptionDefinition } from './definitions.ts'

/** Flags that every command knows. */
export const commonOptions = {
  verbose: { summary: 'Show where an unexpected error comes from.', environment: 'MUSTER_VERBOSE' },
  help: { summary: 'Show this help.', environment: '' },
} as const satisfies Readonly<Record<string, OptionDefinition>>

const dataOption: OptionDefinition = {
  value: 'DIR',
  summary: 'Folder that holds the whole state.',
  environment: 'MUSTER_DATA',
}
const jsonOption: OptionDefinition = {
  summary: 'Print JSON, and nothing else, to standard output.',
  environment: 'MUSTER_JSON',
}
const yesOption: OptionDefinition = { summary: 'Do not ask.', environment: 'MUSTER_YES' }

/** Flags that take a value and may stand before the noun. */
export const flagsWithValue = ['--data'] as const

/** All flags of a command: its own first. */
export function optionsOf(command: CommandDefinition): Readonly<Record<string, OptionDefinition>> {
  return {
    ...command.options,
    ...(command.role === undefined ? {} : { data: dataOption }),
    ...(command.json === undefined ? {} : { json: jsonOption }),
    ...(command.destructive === undefined ? {} : { yes: yesOption }),
    ...commonOptions,
  }
}

/** `--vendor-root` for `vendorRoot`. */
export function flagOf(key: string): string {
  return `--${kebabCase(key)}`
}

/** `MUSTER_CLIENT_VENDOR_ROOT` for `vendorRoot` of a command of `client`; undefined where a flag has no twin. */
export function environmentTwin(
  path: readonly string[],
  key: string,
  option: OptionDefinition,
): string | undefined {
  if (option.environment !== undefined) return option.environment === '' ? undefined : option.environment
  return ['muster', path[0] ?? '', kebabCase(key)].join('_').replaceAll('-', '_').toUpperCase()
}

function kebabCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
