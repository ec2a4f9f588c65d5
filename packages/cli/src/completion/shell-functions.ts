/** Shell functions that bash and zsh both understand: which paths are known, what follows them, which flags take a value. */
import { flagsWithValue } from '../framework/global-options.ts'
import type { CompletionLevel } from './level.ts'

/** `_muster_known PATH`, `_muster_words PATH` and `_muster_values PATH FLAG` as shell code. */
export function shellFunctions(levels: readonly CompletionLevel[]): string {
  const known = levels.filter(({ path }) => path !== '').map(({ path }) => `"${path}"`)
  const words = levels.map((level) => `    "${level.path}") echo "${wordsOf(level)}" ;;`)
  const values = levels.flatMap(({ path, flags }) =>
    flags
      .filter(({ takesValue }) => takesValue)
      .map(({ flag, choices }) => `    "${path} ${flag}") echo "${choices.join(' ')}" ;;`),
  )
  const anywhere = flagsWithValue.map((flag) => `    *" ${flag}") echo "" ;;`)
  return [
    shellCase('_muster_known', '$1', [`    ${known.join(' | ')}) return 0 ;;`]),
    shellCase('_muster_words', '$1', words),
    shellCase('_muster_values', '$1 $2', [...values, ...anywhere]),
  ].join('\n')
}

/** Shell code that puts the longest known path among `words` into `found`. */
export function findPath(words: string): string {
  return `  local found="" candidate word skip=""
  for word in ${words}; do
    if [ -n "$skip" ]; then skip=""; continue; fi
    case "$word" in
      --data) skip=1; continue ;;
      -*) continue ;;
    esac
    if [ -n "$found" ]; then candidate="$found $word"; else candidate="$word"; fi
    _muster_known "$candidate" || break
    found="$candidate"
  done`
}

function shellCase(name: string, subject: string, branches: readonly string[]): string {
  return `${name}() {\n  case "${subject}" in\n${branches.join('\n')}\n    *) return 1 ;;\n  esac\n}`
}

function wordsOf({ words, flags }: CompletionLevel): string {
  return [...words, ...flags.map(({ flag }) => flag)].join(' ')
}
