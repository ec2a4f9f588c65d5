/** docs/operating/commands.md, written from the registry: `node tools/docs/commands.ts` writes the file anew. */
import { writeFileSync } from 'node:fs'
import {
  argumentEntry,
  type CommandDefinition,
  environmentTwin,
  optionEntry,
  optionsOf,
  registry,
  usageOf,
  walkCommands,
} from 'muster/documentation'

/** Where the text belongs. */
export const commandsFile = new URL('../../docs/operating/commands.md', import.meta.url)

const introduction = `# Commands

One command, \`muster\`: noun first, then verb. From a checkout it is \`npx muster …\`.

Every flag has a twin in the environment; the flag wins. \`--json\` prints one JSON value to standard output and nothing else there
(for streams, one value a line); failures are then JSON on standard error. \`--data DIR\` (\`MUSTER_DATA\`) is the folder with the whole
state of a role. Colours are left out where output is piped or \`NO_COLOR\` is set.

| exit code | means |
| --- | --- |
| 0 | done |
| 1 | refused or failed; code and remedy are on standard error |
| 2 | wrong use |
| 3 | not reached |
| 4 | not licensed (\`muster client status --quiet\`) |

This file is written from the commands themselves by \`node tools/docs/commands.ts\`.
`

/** The whole file. Loads every command. */
export async function commandsMarkdown(): Promise<string> {
  const sections: string[] = []
  for (const child of registry.children) {
    const several = child.kind === 'group'
    if (several) sections.push(`## muster ${child.name}\n\n${child.summary}\n`)
    for (const { path, entry } of walkCommands(child, [child.name]))
      sections.push(commandSection(path, (await entry.load()).command, several ? '###' : '##'))
  }
  return [introduction, ...sections].join('\n')
}

function commandSection(path: readonly string[], command: CommandDefinition, heading: string): string {
  return [
    `${heading} muster ${path.join(' ')}\n\n${command.summary}\n`,
    ...(command.description ?? []).map((paragraph) => `${paragraph}\n`),
    `    ${usageOf(path, command)}\n`,
    valuesTable(path, command),
    examples(command),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

/** Flags that only some commands have deserve a line; `--verbose` and `--help` are everywhere. */
const everywhere = ['verbose', 'help']

function valuesTable(path: readonly string[], command: CommandDefinition): string {
  const argumentRows = Object.values(command.arguments ?? {}).map(argumentEntry)
  const optionRows = Object.entries(command.raw ? {} : optionsOf(command))
    .filter(([key]) => !everywhere.includes(key))
    .map(([key, option]) => {
      const [name, summary] = optionEntry(path, key, { ...option, environment: '' })
      const twin = environmentTwin(path, key, option)
      return [name, summary, twin === undefined ? '' : `\`${twin}\``] as const
    })
  const rows = [...argumentRows, ...optionRows].map(
    ([name, summary, twin = '']) => `| \`${name}\` | ${summary.replaceAll('|', '\\|')} | ${twin} |\n`,
  )
  return rows.length === 0 ? '' : `| | | environment |\n| --- | --- | --- |\n${rows.join('')}`
}

function examples(command: CommandDefinition): string {
  return command.examples.map(({ line, does }) => `- \`${line}\`: ${does}\n`).join('')
}

if (import.meta.main) writeFileSync(commandsFile, await commandsMarkdown())
