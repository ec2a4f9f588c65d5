/** The completion script for fish, with the summaries of the flags. */
import type { CompletedFlag, CompletionLevel } from './level.ts'

/** Script for fish. */
export function fishScript(levels: readonly CompletionLevel[]): string {
  const paths = levels.filter(({ path }) => path !== '').map(({ path }) => quoted(path))
  return `# muster: completion for fish
set -g __muster_paths ${paths.join(' ')}
${findPathFunction}
${levels.flatMap(completions).join('\n')}
`
}

const findPathFunction = `function __muster_at
    set -l found
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case --data
                set skip 1
                continue
            case '-*'
                continue
        end
        set -l candidate (string join ' ' $found $word)
        contains -- $candidate $__muster_paths; or break
        set found $candidate
    end
    test "$found" = "$argv[1]"
end`

function completions({ path, words, flags }: CompletionLevel): readonly string[] {
  const condition = `complete -c muster -n ${quoted(`__muster_at ${JSON.stringify(path)}`)}`
  return [
    ...(words.length > 0 ? [`${condition} -f -a ${quoted(words.join(' '))}`] : []),
    ...flags.map((flag) => `${condition} ${flagCompletion(flag)}`),
  ]
}

function flagCompletion({ flag, summary, takesValue, choices }: CompletedFlag): string {
  const name = `-l ${flag.slice(2)} -d ${quoted(summary)}`
  if (!takesValue) return name
  return choices.length > 0 ? `${name} -x -a ${quoted(choices.join(' '))}` : `${name} -r`
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
