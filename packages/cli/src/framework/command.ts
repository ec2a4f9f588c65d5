/**
 * What a command is. To add one:
 * 1. Write `src/commands/<noun>/<verb>.ts` with `export const command = defineCommand({ … })`.
 * 2. State `summary` (one sentence), `arguments` and `options` (in the order of the help) and two or three `examples`.
 * 3. Say with `role` whose folder `--data` names; with `json` what `--json` prints; with `destructive` that it asks first.
 * 4. In `run(context)` take `context.arguments.x` and `context.options.y`, which are typed by what you stated.
 * 5. Do the work through a package's `main.ts`; throw `AppError` for every failure: the framework reports it and exits.
 * 6. End with `context.result(value, () => text)`: `value` is what `--json` prints, `text` what a person reads.
 *    Streams call `context.item` for each line; services wait for `context.stopSignal`.
 * 7. Write to a person in passing with `context.note`, show slow work with `context.progress`.
 * 8. Add `command('<verb>', () => import('./<verb>.ts'))` to the noun's `index.ts`. Help, completion and docs follow.
 */
import type { CommandContext } from './context.ts'

/** One positional argument. */
export interface ArgumentDefinition {
  /** How help shows it, in capitals. */
  readonly label: string
  readonly summary: string
  readonly optional?: true
  readonly choices?: readonly string[]
  /** Takes all that follow; only the last argument may. */
  readonly variadic?: true
}

/** One flag. Its name is the key in kebab-case; its environment twin is derived unless stated. */
export interface OptionDefinition {
  readonly summary: string
  /** Placeholder of the value, in capitals; a flag without one is a switch. */
  readonly value?: string
  /** Value as text where neither flag nor environment give one. */
  readonly default?: string
  readonly required?: true
  /** May be given several times. */
  readonly repeatable?: true
  readonly choices?: readonly string[]
  readonly environment?: string
  /** Turns text into the value; throws `usage`. */
  readonly parse?: (text: string) => unknown
}

export type ArgumentDefinitions = Readonly<Record<string, ArgumentDefinition>>
export type OptionDefinitions = Readonly<Record<string, OptionDefinition>>

/** The values of arguments, by key. */
export type ArgumentValues<Definitions extends ArgumentDefinitions> = {
  readonly [Key in keyof Definitions]: ArgumentValue<Definitions[Key]>
}

/** The values of options, by key. */
export type OptionValues<Definitions extends OptionDefinitions> = {
  readonly [Key in keyof Definitions]: OptionValue<Definitions[Key]>
}

type ArgumentValue<Definition> = Definition extends { variadic: true }
  ? readonly string[]
  : Definition extends { optional: true }
    ? Chosen<Definition> | undefined
    : Chosen<Definition>

type OptionValue<Definition> = Definition extends { value: string }
  ? Definition extends { repeatable: true }
    ? readonly Parsed<Definition>[]
    : Definition extends { default: string } | { required: true }
      ? Parsed<Definition>
      : Parsed<Definition> | undefined
  : boolean

type Parsed<Definition> = Definition extends { parse: (text: string) => infer Value }
  ? Value
  : Chosen<Definition>

type Chosen<Definition> = Definition extends { choices: readonly (infer Choice)[] } ? Choice : string

/** Whose state a command works on. */
export type Role = 'authority' | 'host' | 'client'

/** An example of the help: a whole command line, and what it does. */
export interface Example {
  readonly line: string
  readonly does: string
}

/** One command. */
export interface CommandDefinition<
  Arguments extends ArgumentDefinitions = ArgumentDefinitions,
  Options extends OptionDefinitions = OptionDefinitions,
> {
  readonly summary: string
  /** What the summary leaves out; paragraphs. */
  readonly description?: readonly string[]
  /** Present where the command has a data folder: it then takes `--data DIR`. */
  readonly role?: Role
  /** What `--json` prints: one value, or a line for each item. Absent where there is nothing to print. */
  readonly json?: 'value' | 'lines'
  /** The command asks before it acts, and takes `--yes`. */
  readonly destructive?: true
  /** Everything after the command's name is its arguments, flags too. */
  readonly raw?: true
  readonly arguments?: Arguments
  readonly options?: Options
  readonly examples: readonly Example[]
  run(context: CommandContext<Arguments, Options>): Promise<void>
}

/** States a command; the types of its arguments and options follow from what it states. */
export function defineCommand<
  const Arguments extends ArgumentDefinitions = Record<never, ArgumentDefinition>,
  const Options extends OptionDefinitions = Record<never, OptionDefinition>,
>(definition: CommandDefinition<Arguments, Options>): CommandDefinition {
  return definition as CommandDefinition<ArgumentDefinitions, OptionDefinitions>
}
