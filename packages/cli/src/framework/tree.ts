/** The tree of nouns and verbs. It knows names only; a command's file is loaded when it is needed. */
import type { CommandDefinition } from './command.ts'

/** A verb, or a noun that stands alone. */
export interface CommandEntry {
  readonly kind: 'command'
  readonly name: string
  load(): Promise<{ readonly command: CommandDefinition }>
}

/** A noun with what can be done to it. */
export interface CommandGroup {
  readonly kind: 'group'
  readonly name: string
  readonly summary: string
  readonly children: readonly CommandNode[]
}

/** A place in the tree. */
export type CommandNode = CommandEntry | CommandGroup

/** Where the words of a command line lead, and what is left of them. */
export interface Resolution {
  readonly node: CommandNode
  readonly path: readonly string[]
  readonly rest: readonly string[]
  /** The word that is no name below the noun; undefined where the words end there. */
  readonly unknown: string | undefined
}

/** An entry for a file that exports `command`. */
export function command(name: string, load: CommandEntry['load']): CommandEntry {
  return { kind: 'command', name, load }
}

/** A noun with its verbs, in the order of the help. */
export function group(name: string, summary: string, children: readonly CommandNode[]): CommandGroup {
  return { kind: 'group', name, summary, children }
}

/**
 * Walks down from `root` along the words that are names. Flags that stand between the names stay in `rest`, as
 * does the word after one of `flagsWithValue`.
 */
export function resolveCommand(
  root: CommandGroup,
  words: readonly string[],
  flagsWithValue: readonly string[],
): Resolution {
  let node: CommandNode = root
  const path: string[] = []
  const rest: string[] = []
  let index = 0
  for (; index < words.length && node.kind === 'group'; index++) {
    const word = words[index] ?? ''
    if (word.startsWith('-')) {
      rest.push(word)
      if (flagsWithValue.includes(word) && index + 1 < words.length) rest.push(words[++index] ?? '')
      continue
    }
    const child: CommandNode | undefined = node.children.find(({ name }) => name === word)
    if (child === undefined) break
    node = child
    path.push(word)
  }
  const unknown = node.kind === 'group' ? words[index] : undefined
  return { node, path, rest: [...rest, ...words.slice(index)], unknown }
}

/** Every command below a node, with its whole path. */
export function* walkCommands(
  node: CommandNode,
  above: readonly string[] = [],
): Generator<{ readonly path: readonly string[]; readonly entry: CommandEntry }> {
  if (node.kind === 'command') {
    yield { path: above, entry: node }
    return
  }
  for (const child of node.children) yield* walkCommands(child, [...above, child.name])
}
