/** What may follow each path of words: the one source of all completion scripts. */
import type { CommandDefinition } from '../framework/command.ts'
import { flagOf, optionsOf } from '../framework/global-options.ts'
import { type CommandGroup, type CommandNode, walkCommands } from '../framework/tree.ts'
import type { CompletionLevel } from './level.ts'

/** Every path of the tree. Loads every command. */
export async function levelsOf(root: CommandGroup): Promise<readonly CompletionLevel[]> {
  const commands = await Promise.all(
    [...walkCommands(root)].map(async ({ path, entry }) => commandLevel(path, (await entry.load()).command)),
  )
  return [...groupLevels(root, []), ...commands]
}

function groupLevels(node: CommandNode, path: readonly string[]): readonly CompletionLevel[] {
  if (node.kind === 'command') return []
  const level = { path: path.join(' '), words: node.children.map(({ name }) => name), flags: [] }
  return [level, ...node.children.flatMap((child) => groupLevels(child, [...path, child.name]))]
}

function commandLevel(path: readonly string[], command: CommandDefinition): CompletionLevel {
  const [first] = Object.values(command.arguments ?? {})
  const flags = Object.entries(optionsOf(command)).map(([key, option]) => ({
    flag: flagOf(key),
    summary: option.summary,
    takesValue: option.value !== undefined,
    choices: option.choices ?? [],
  }))
  return { path: path.join(' '), words: first?.choices ?? [], flags: command.raw ? [] : flags }
}
