/** The completion script for bash (3.2 and newer, without the bash-completion package). */
import type { CompletionLevel } from './level.ts'
import { findPath, shellFunctions } from './shell-functions.ts'

/** Script to source from bash. Where nothing fits, bash completes file names. */
export function bashScript(levels: readonly CompletionLevel[]): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is shell code
  const typed = '"${COMP_WORDS[@]:1:COMP_CWORD-1}"'
  return `# muster: completion for bash
${shellFunctions(levels)}
_muster() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" candidates
${findPath(typed)}
  candidates="$(_muster_values "$found" "$previous")" || candidates="$(_muster_words "$found")"
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -o default -F _muster muster
`
}
