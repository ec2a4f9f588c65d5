/** From the words after a command's name to its checked values. */
import { AppError } from '@muster/core/errors'
import { Command, CommanderError, Option } from 'commander'
import type { CommandDefinition } from './command.ts'
import type { ParsedValues } from './context.ts'
import type { ArgumentDefinition, OptionDefinition } from './definitions.ts'
import { environmentTwin, flagOf, optionsOf } from './global-options.ts'
import { suggest } from './suggestion.ts'
import type { Terminal } from './terminal.ts'

/** Checked values, or that help was asked for. */
export type ParseOutcome = { readonly kind: 'help' } | ({ readonly kind: 'values' } & ParsedValues)

/**
 * Parses the words of one command. A flag wins over its environment twin, that over the default.
 * Throws `usage` for what the command does not know, lacks, or cannot read.
 */
export function parseWords(
  command: CommandDefinition,
  path: readonly string[],
  words: readonly string[],
  environment: Terminal['environment'],
): ParseOutcome {
  if (command.raw) return { kind: 'values', arguments: rawArguments(command, words), options: {} }
  if (words.some((word) => word === '--help' || word === '-h')) return { kind: 'help' }
  const parser = parserOf(command, path)
  runParser(parser, words)
  return {
    kind: 'values',
    arguments: argumentsByKey(command, parser.processedArgs),
    options: resolveOptions(command, path, parser, environment),
  }
}

function parserOf(command: CommandDefinition, path: readonly string[]): Command {
  const parser = new Command(path.join(' '))
  parser.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} })
  parser.helpOption(false).allowExcessArguments(false)
  for (const argument of Object.values(command.arguments ?? {})) parser.argument(argumentSyntax(argument))
  for (const [key, option] of Object.entries(optionsOf(command))) parser.addOption(parserOption(key, option))
  return parser
}

function parserOption(key: string, option: OptionDefinition): Option {
  const result = new Option(option.value === undefined ? flagOf(key) : `${flagOf(key)} <${option.value}>`)
  if (option.repeatable)
    result.argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
  return result
}

function argumentSyntax({ label, optional, variadic }: ArgumentDefinition): string {
  const name = variadic ? `${label}...` : label
  return optional ? `[${name}]` : `<${name}>`
}

function runParser(parser: Command, words: readonly string[]): void {
  try {
    parser.parse([...words], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) throw new AppError('usage', calmSentence(error.message))
    throw error
  }
}

/** `Unknown option '--foo'. Did you mean --bar?` for commander's words. */
function calmSentence(message: string): string {
  return message
    .replace(/^error: /, '')
    .split(/\n+/)
    .map((line) => line.replace(/^\((.*)\)$/, '$1').trim())
    .map((line) => line.charAt(0).toUpperCase() + line.slice(1))
    .map((line) => (/[.?!]$/.test(line) ? line : `${line}.`))
    .join(' ')
}

function rawArguments(command: CommandDefinition, words: readonly string[]): ParsedValues['arguments'] {
  const [key] = Object.keys(command.arguments ?? {})
  return key === undefined ? {} : { [key]: words }
}

function argumentsByKey(command: CommandDefinition, values: readonly unknown[]): ParsedValues['arguments'] {
  const entries = Object.entries(command.arguments ?? {}).map(([key, argument], index) => {
    const value = values[index] as string | readonly string[] | undefined
    checkChoice(argument.label, argument.choices, value)
    return [key, value] as const
  })
  return Object.fromEntries(entries)
}

function checkChoice(
  label: string,
  choices: readonly string[] | undefined,
  value: string | readonly string[] | undefined,
): void {
  if (typeof value !== 'string' || choices === undefined || choices.includes(value)) return
  const near = suggest(value, choices)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  throw new AppError('usage', `${label} is one of ${choices.join(', ')}, not "${value}".${hint}`)
}

function resolveOptions(
  command: CommandDefinition,
  path: readonly string[],
  parser: Command,
  environment: Terminal['environment'],
): Readonly<Record<string, unknown>> {
  const given = parser.opts<Record<string, unknown>>()
  const entries = Object.entries(optionsOf(command)).map(([key, option]) => {
    const twin = environmentTwin(path, key, option)
    const fromEnvironment = twin === undefined ? undefined : environment[twin]
    return [key, resolveOption(key, option, given[key], fromEnvironment)] as const
  })
  return Object.fromEntries(entries)
}

function resolveOption(
  key: string,
  option: OptionDefinition,
  given: unknown,
  fromEnvironment: string | undefined,
): unknown {
  if (option.value === undefined) return given === true || isSwitchedOn(fromEnvironment)
  const text = given ?? (fromEnvironment === '' ? undefined : fromEnvironment) ?? option.default
  if (text === undefined && option.required)
    throw new AppError('usage', `${flagOf(key)} ${option.value} is missing.`)
  if (option.repeatable) {
    const texts = Array.isArray(text) ? text.map(String) : text === undefined ? [] : String(text).split(',')
    return texts.map((each) => parseValue(key, option, each))
  }
  return text === undefined ? undefined : parseValue(key, option, String(text))
}

function isSwitchedOn(text: string | undefined): boolean {
  return text !== undefined && !['', '0', 'false', 'no', 'off'].includes(text.toLowerCase())
}

function parseValue(key: string, option: OptionDefinition, text: string): unknown {
  checkChoice(flagOf(key), option.choices, text)
  try {
    return option.parse === undefined ? text : option.parse(text)
  } catch (error) {
    if (error instanceof AppError && error.code === 'usage')
      throw new AppError('usage', `${flagOf(key)}: ${error.detail ?? ''}`, { cause: error })
    throw error
  }
}
