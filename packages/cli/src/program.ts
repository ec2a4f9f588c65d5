/** One run of the command line: words in, an exit code out. Whatever is thrown on the way is reported here. */
import { AppError } from '@muster/core/errors'
import type { CompletionLevel } from './completion/level.ts'
import { coloursFor } from './framework/colours.ts'
import { commandName } from './framework/command-name.ts'
import { createContext } from './framework/context.ts'
import { dataFolderOf, prepareSystemFolder } from './framework/data-folder.ts'
import { demonstrationHint, isAboutEmptyFolder } from './framework/demonstration-hint.ts'
import { errorAsJson, formatError } from './framework/error-report.ts'
import { type ExitCode, exitCodeOf, exitCodes } from './framework/exit-codes.ts'
import { flagsWithValue } from './framework/global-options.ts'
import { formatCommandHelp, formatGroupHelp } from './framework/help.ts'
import { parseWords } from './framework/parse.ts'
import { suggest } from './framework/suggestion.ts'
import type { Terminal } from './framework/terminal.ts'
import { type CommandEntry, type CommandGroup, type Resolution, resolveCommand } from './framework/tree.ts'
import { registry } from './registry.ts'

const flagsOfGroups: readonly string[] = ['--help', '-h', '--verbose']

/** Runs a command line; never throws. */
export async function runProgram(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await dispatch(words, terminal)
  } catch (error) {
    reportError(error, words, terminal)
    return exitCodeOf(error)
  }
}

async function dispatch(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (words[0] === 'help' && words[1] === 'errors') return dispatch(['explain', ...words.slice(2)], terminal)
  const helpFirst = words[0] === 'help'
  const resolution = resolveCommand(registry, helpFirst ? words.slice(1) : words, flagsWithValue)
  const { node, path, rest } = resolution
  if (node.kind === 'group') return showGroup(node, resolution, terminal)
  return runCommand(node, path, helpFirst ? ['--help'] : rest, terminal)
}

async function showGroup(
  node: CommandGroup,
  { path, rest, unknown }: Resolution,
  terminal: Terminal,
): Promise<ExitCode> {
  if (unknown !== undefined) throw unknownCommand(node, path, unknown)
  const flag = rest.find((word) => !flagsOfGroups.includes(word))
  if (flag !== undefined)
    throw new AppError('usage', `${flag} needs a command: ${['muster', ...path].join(' ')} COMMAND.`)
  const colours = coloursFor(terminal.stdout, terminal.environment)
  if (path.length === 0) {
    const { formatFirstScreen } = await import('./first-screen.ts')
    terminal.stdout.write(formatFirstScreen(node, colours, commandName(terminal.environment)))
  } else terminal.stdout.write(await formatGroupHelp(path, node, colours))
  return exitCodes.done
}

async function runCommand(
  entry: CommandEntry,
  path: readonly string[],
  words: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { command } = await entry.load()
  const outcome = parseWords(command, path, words, terminal.environment)
  if (outcome.kind === 'help') {
    terminal.stdout.write(formatCommandHelp(path, command, coloursFor(terminal.stdout, terminal.environment)))
    return exitCodes.done
  }
  const { data } = outcome.options
  const dataFolder = dataFolderOf(command.role, typeof data === 'string' ? data : undefined, terminal)
  if (command.role !== undefined && data === undefined) prepareSystemFolder(terminal)
  let exitCode: ExitCode = exitCodes.done
  const exitWith = (code: ExitCode) => {
    exitCode = code
  }
  const hint = demonstrationHint(command.role, typeof data === 'string')
  const runInstead = async (other: readonly string[]) => exitWith(await dispatch(other, terminal))
  const hooks = { exitWith, runInstead, completionLevels, hint }
  try {
    await command.run(createContext(terminal, outcome, dataFolder, hooks))
  } catch (error) {
    if (hint !== undefined && isAboutEmptyFolder(error) && !outcome.options.json)
      terminal.stderr.write(`${hint}\n\n`)
    throw error
  }
  return exitCode
}

async function completionLevels(): Promise<readonly CompletionLevel[]> {
  const { levelsOf } = await import('./completion/levels.ts')
  return levelsOf(registry)
}

function unknownCommand(node: CommandGroup, path: readonly string[], word: string): AppError {
  const line = ['muster', ...path, word].join(' ')
  const names = node.children.map(({ name }) => name)
  const near = suggest(word, names)
  const hint =
    near === undefined
      ? ` There are: ${names.join(', ')}.`
      : ` Did you mean "${['muster', ...path, near].join(' ')}"?`
  return new AppError('usage', `There is no command "${line}".${hint}`)
}

function reportError(error: unknown, words: readonly string[], terminal: Terminal): void {
  const { environment, stderr } = terminal
  const asked = (flag: string, twin: string) =>
    words.includes(flag) || !['', '0', 'false', undefined].includes(environment[twin])
  if (asked('--json', 'MUSTER_JSON')) stderr.write(`${JSON.stringify(errorAsJson(error))}\n`)
  else stderr.write(formatError(error, coloursFor(stderr, environment), asked('--verbose', 'MUSTER_VERBOSE')))
}
