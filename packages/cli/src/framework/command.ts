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
import type {
  ArgumentDefinition,
  ArgumentDefinitions,
  Example,
  OptionDefinition,
  OptionDefinitions,
  Role,
} from './definitions.ts'

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
