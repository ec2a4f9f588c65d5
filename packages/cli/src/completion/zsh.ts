/** The completion script for zsh; it works sourced and as a file `_muster` in `fpath`. */
import type { CompletionLevel } from './level.ts'
import { findPath, shellFunctions } from './shell-functions.ts'

/** Script for zsh. Where nothing fits, zsh completes file names. */
export function zshScript(levels: readonly CompletionLevel[]): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is shell code
  const typed = '"${(@)words[2,CURRENT-1]}"'
  return `#compdef muster
# muster: completion for zsh
${shellFunctions(levels)}
_muster() {
  local text
  local -a candidates
${findPath(typed)}
  text="$(_muster_values "$found" "$words[CURRENT-1]")" || text="$(_muster_words "$found")"
  candidates=(\${=text})
  compadd -a candidates || _files
}
if [ "$funcstack[1]" = "_muster" ]; then _muster "$@"; else compdef _muster muster; fi
`
}
