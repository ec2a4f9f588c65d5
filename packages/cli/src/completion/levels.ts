/** What may follow each path of words: the one source of all completion scripts. */
import type { CommandDefinition } from '../framework/command.ts'
import { flagOf, optionsOf } from '../framework/global-options.ts'
import { type CommandGroup, type CommandNode, walkCommands } from '../framework/tree.ts'

/** A flag as completion sees it. */
export interface CompletedFlag {
  readonly flag: string
  readonly summary: string
  readonly takesValue: boolean
  /** Values to offer; files are offered where a value has none. */
  readonly choices: readonly string[]
}

/** Words and flags that may follow a path. */
export interface Level {
  /** Words so far, joined by blanks; empty at the top. */
  readonly path: string
  /** Names below it, or the choices of its first argument. */
  readonly words: readonly string[]
  readonly flags: readonly CompletedFlag[]
}

/** Every path of the tree. Loads every command. */
export async function levelsOf(root: CommandGroup): Promise<readonly Level[]> {
  const commands = await Promise.all(
    [...walkCommands(root)].map(async ({ path, entry }) => commandLevel(path, (await entry.load()).command)),
  )
  return [...groupLevels(root, []), ...commands]
}

function groupLevels(node: CommandNode, path: readonly string[]): readonly Level[] {
  if (node.kind === 'command') return []
  const level = { path: path.join(' '), words: node.children.map(({ name }) => name), flags: [] }
  return [level, ...node.children.flatMap((child) => groupLevels(child, [...path, child.name]))]
}

function commandLevel(path: readonly string[], command: CommandDefinition): Level {
  const [first] = Object.values(command.arguments ?? {})
  const flags = Object.entries(optionsOf(command)).map(([key, option]) => ({
    flag: flagOf(key),
    summary: option.summary,
    takesValue: option.value !== undefined,
    choices: option.choices ?? [],
  }))
  return { path: path.join(' '), words: first?.choices ?? [], flags: command.raw ? [] : flags }
}
