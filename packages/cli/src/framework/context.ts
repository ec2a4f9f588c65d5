/** What a command gets: its values, its output, and the few things it may ask of the person. */
import type { CompletionLevel } from '../completion/level.ts'
import { type Colours, coloursFor } from './colours.ts'
import type { ArgumentDefinitions, ArgumentValues, OptionDefinitions, OptionValues } from './definitions.ts'
import type { ExitCode } from './exit-codes.ts'
import { createProgress, type Progress } from './progress.ts'
import { confirmOrRefuse, readSecret, type SecretSource } from './prompt.ts'
import type { Terminal } from './terminal.ts'

/** One run of a command. */
export interface CommandContext<
  Arguments extends ArgumentDefinitions = ArgumentDefinitions,
  Options extends OptionDefinitions = OptionDefinitions,
> {
  readonly arguments: ArgumentValues<Arguments>
  readonly options: OptionValues<Options>
  /** Absolute path of the folder of the command's role. */
  readonly dataFolder: string
  readonly json: boolean
  readonly verbose: boolean
  readonly terminal: Terminal
  /** Colours of standard output. */
  readonly colours: Colours
  /** Width of standard output in characters; undefined where it is piped. */
  readonly columns: number | undefined
  /** Aborted at Ctrl-C or a request to end. A command that reads it has to end by itself then. */
  readonly stopSignal: AbortSignal
  /** The result: `value` as one JSON value under `--json`, else the text. */
  result(value: unknown, text: () => string): void
  /** One item of a stream: a line of JSON under `--json`, else the text. */
  item(value: unknown, text: () => string): void
  /** Writes text to standard output as it is, for formats other than JSON. */
  write(text: string): void
  /** Tells a person something in passing, on standard error; says nothing under `--json`. */
  note(text: string): void
  /** A line of progress on standard error. */
  progress(): Progress
  /** Returns when the person agreed or gave `--yes`; throws `usage` where nobody can be asked, `interrupted` on no. */
  confirm(question: string): Promise<void>
  /** Reads a secret from an argument, a file, standard input (`-`) or a prompt without echo. */
  readSecret(source: SecretSource): Promise<string>
  /** Runs another command line in this one's place, for commands that stand for others. */
  runInstead(words: readonly string[]): Promise<void>
  /** Where else to look when the folder holds nothing. */
  readonly hint: string | undefined
  /** What may follow each path of words. */
  completionLevels(): Promise<readonly CompletionLevel[]>
  /** Ends with this exit code although nothing failed. */
  exitWith(code: ExitCode): void
}

/** Values that parsing found. */
export interface ParsedValues {
  readonly arguments: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly options: Readonly<Record<string, unknown>>
}

/** What a run may ask of the program around it. */
export interface ProgramHooks {
  readonly exitWith: (code: ExitCode) => void
  readonly runInstead: (words: readonly string[]) => Promise<void>
  readonly hint: string | undefined
  readonly completionLevels: () => Promise<readonly CompletionLevel[]>
}

/** A context for one run. */
export function createContext(
  terminal: Terminal,
  values: ParsedValues,
  dataFolder: string,
  hooks: ProgramHooks,
): CommandContext {
  const json = values.options.json === true
  const printJson = (value: unknown, indent?: number) =>
    terminal.stdout.write(`${JSON.stringify(value, undefined, indent)}\n`)
  const print = (text: string) => terminal.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  let stopSignal: AbortSignal | undefined
  return {
    arguments: values.arguments as CommandContext['arguments'],
    options: values.options as CommandContext['options'],
    dataFolder,
    json,
    verbose: values.options.verbose === true,
    terminal,
    colours: coloursFor(terminal.stdout, terminal.environment),
    columns: terminal.stdout.columns(),
    get stopSignal() {
      stopSignal ??= signalOfStopRequest(terminal)
      return stopSignal
    },
    result: (value, text) => (json ? printJson(value, 2) : print(text())),
    item: (value, text) => (json ? printJson(value) : print(text())),
    write: (text) => terminal.stdout.write(text),
    note: (text) => {
      if (!json) terminal.stderr.write(`${text}\n`)
    },
    progress: () => createProgress(terminal.stderr, json),
    confirm: (question) => confirmOrRefuse(terminal, question, values.options.yes === true),
    readSecret: (source) => readSecret(terminal, source),
    ...hooks,
  }
}

function signalOfStopRequest(terminal: Terminal): AbortSignal {
  const controller = new AbortController()
  terminal.onStopRequest(() => controller.abort())
  return controller.signal
}
