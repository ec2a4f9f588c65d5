/**
 * The options of `slmgr`, translated into the commands that stand for them. Pure: words in, words out. It is a
 * help for hands that know the old tool, and speaks to Muster's own hosts and clients only.
 */
import { AppError } from '@muster/core/errors'
import { suggest } from '../framework/suggestion.ts'
import { type OldOption, oldOptions } from './options.ts'

/** What an old command line comes to. */
export type Translation =
  | {
      readonly kind: 'command'
      readonly words: readonly string[]
      /** The same without secrets, to be shown. */
      readonly shown: readonly string[]
    }
  | { readonly kind: 'nothing-to-do'; readonly text: string }
  | { readonly kind: 'unavailable'; readonly text: string }
  | { readonly kind: 'help' }

/**
 * Translates one old command line. Words that begin with `--` go to the new command as they are.
 * Throws `usage` for an option that does not exist, a value that is missing, and words too many.
 */
export function translate(words: readonly string[]): Translation {
  const newFlagsAt = words.findIndex((word) => word.startsWith('--'))
  const flags = newFlagsAt === -1 ? [] : words.slice(newFlagsAt)
  const [first, ...values] = newFlagsAt === -1 ? words : words.slice(0, newFlagsAt)
  if (first === undefined) return { kind: 'help' }
  const name = optionName(first)
  if (name === 'help' || name === '?') return { kind: 'help' }
  return translateOption(name, findOption(name), values, flags)
}

/** `dlv` for `/dlv`, `-dlv` and `/DLV`. Throws `usage` for a machine name: the old tool took one there. */
function optionName(word: string): string {
  if (/^[/-]/.test(word)) return word.slice(1).toLowerCase()
  throw new AppError(
    'usage',
    `"${word}" is not an option; options begin with / or -. Other machines are not reached from here: run it there.`,
  )
}

function findOption(name: string): OldOption {
  const option = oldOptions.find((option) => option.name === name)
  if (option !== undefined) return option
  const near = suggest(
    name,
    oldOptions.map((option) => option.name),
  )
  const hint = near === undefined ? 'Known are: ' : `Did you mean /${near}? Known are: `
  throw new AppError(
    'usage',
    `There is no option /${name}. ${hint}${oldOptions.map((o) => `/${o.name}`).join(' ')}`,
  )
}

function translateOption(
  name: string,
  option: OldOption,
  values: readonly string[],
  flags: readonly string[],
): Translation {
  if (option.kind !== 'command') return { kind: option.kind, text: `/${name}: ${option.text}` }
  const most = option.value === undefined ? 0 : 1
  if (values.length > most)
    throw new AppError('usage', `/${name} takes ${most === 0 ? 'no value' : 'one value'}.`)
  const [value] = values
  if (option.value?.required && value === undefined)
    throw new AppError('usage', `/${name} needs ${option.value.label}.`)
  const words = [...option.words, ...(value === undefined ? [] : (option.value?.words(value) ?? []))]
  const shown = option.value?.secret ? [...option.words, option.value.label] : words
  return { kind: 'command', words: [...words, ...flags], shown: [...shown, ...flags] }
}
