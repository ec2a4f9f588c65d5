/** What arguments and flags are stated as, and the types of the values that follow from it. */

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

/** Arguments by key, in their order. */
export type ArgumentDefinitions = Readonly<Record<string, ArgumentDefinition>>

/** Flags by key, in the order of the help. */
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
export type Role = 'authority' | 'host' | 'client' | 'fleet'

/** An example of the help: a whole command line, and what it does. */
export interface Example {
  readonly line: string
  readonly does: string
}
