/** The texts of help: for a command, for a noun. */
import type { Colours } from './colours.ts'
import type { CommandDefinition } from './command.ts'
import type { ArgumentDefinition, OptionDefinition } from './definitions.ts'
import { environmentTwin, flagOf, optionsOf } from './global-options.ts'
import type { CommandGroup } from './tree.ts'
import { walkCommands } from './tree.ts'

const indent = '  '
const summaryColumnMax = 34

/** A line of a list: what is named, and what it is. */
export type Entry = readonly [name: string, summary: string]

/** `muster client install-key [KEY] [options]`. */
export function usageOf(path: readonly string[], command: CommandDefinition): string {
  const names = Object.values(command.arguments ?? {}).map(argumentUsage)
  return ['muster', ...path, ...names, ...(command.raw ? [] : ['[options]'])].join(' ')
}

/** Help of one command. */
export function formatCommandHelp(
  path: readonly string[],
  command: CommandDefinition,
  colours: Colours,
): string {
  const argumentEntries = Object.values(command.arguments ?? {}).map(argumentEntry)
  const optionEntries = command.raw
    ? []
    : Object.entries(optionsOf(command)).map(([key, option]) => optionEntry(path, key, option))
  return [
    `${command.summary}\n`,
    ...(command.description ?? []).map((paragraph) => `\n${paragraph}\n`),
    `\n${colours.bold('Usage:')} ${usageOf(path, command)}\n`,
    section('Arguments', argumentEntries, colours),
    section('Options', optionEntries, colours),
    examplesSection(command, colours),
  ].join('')
}

/** Help of a noun: its verbs with their summaries. Loads every command below it. */
export async function formatGroupHelp(
  path: readonly string[],
  group: CommandGroup,
  colours: Colours,
): Promise<string> {
  const entries = await Promise.all(
    [...walkCommands(group)].map(async ({ path: words, entry }): Promise<Entry> => {
      const { command } = await entry.load()
      return [words.join(' '), command.summary]
    }),
  )
  const name = ['muster', ...path].join(' ')
  return [
    `${group.summary}\n`,
    `\n${colours.bold('Usage:')} ${name} COMMAND\n`,
    section('Commands', entries, colours),
    `\n${name} COMMAND --help shows arguments, options and examples.\n`,
  ].join('')
}

/** A headed list, aligned; empty where there are no entries. */
export function section(heading: string, entries: readonly Entry[], colours: Colours): string {
  if (entries.length === 0) return ''
  const width = Math.min(summaryColumnMax, Math.max(...entries.map(([name]) => name.length)))
  const lines = entries.map(([name, summary]) =>
    name.length > width
      ? `${indent}${name}\n${indent}${' '.repeat(width)}  ${summary}\n`
      : `${indent}${name.padEnd(width)}  ${summary}\n`,
  )
  return `\n${colours.bold(`${heading}:`)}\n${lines.join('')}`
}

/** `FILE` with its summary and choices. */
export function argumentEntry({ label, summary, choices }: ArgumentDefinition): Entry {
  return [label, choices === undefined ? summary : `${summary} (one of ${choices.join(', ')})`]
}

/** `--machines NUMBER` with its summary, default and environment twin. */
export function optionEntry(path: readonly string[], key: string, option: OptionDefinition): Entry {
  const flag = option.value === undefined ? flagOf(key) : `${flagOf(key)} ${option.value}`
  const twin = environmentTwin(path, key, option)
  const notes = [
    option.required ? 'required' : undefined,
    option.choices === undefined ? undefined : `one of ${option.choices.join(', ')}`,
    option.repeatable ? 'may be repeated' : undefined,
    (option.default ?? '') === '' ? undefined : `default ${option.default}`,
    twin === undefined ? undefined : `env ${twin}`,
  ].filter((note) => note !== undefined)
  return [flag, notes.length === 0 ? option.summary : `${option.summary} (${notes.join('; ')})`]
}

function argumentUsage({ label, optional, variadic }: ArgumentDefinition): string {
  const name = variadic ? `${label}…` : label
  return optional ? `[${name}]` : name
}

function examplesSection(command: CommandDefinition, colours: Colours): string {
  if (command.examples.length === 0) return ''
  const lines = command.examples.map(
    ({ line, does }) => `${indent}${line}\n${indent}${indent}${colours.dim(does)}\n`,
  )
  return `\n${colours.bold('Examples:')}\n${lines.join('')}`
}
