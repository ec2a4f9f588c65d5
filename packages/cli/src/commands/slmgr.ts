/** `muster slmgr /dlv …`: the old options, for hands that know them. Each shows the new command it stands for and runs it. */
import { AppError } from '@muster/core/errors'
import { defineCommand } from '../framework/command.ts'
import { section } from '../framework/help.ts'
import { oldOptions } from '../slmgr/options.ts'
import { translate } from '../slmgr/translate.ts'

export const command = defineCommand({
  summary: 'The options of slmgr, each translated into the command that stands for it.',
  description: [
    'Options begin with / or -. Flags that begin with -- go to the new command, for example --data DIR and --json. It works on the clients and hosts of Muster, never on Windows activation.',
  ],
  raw: true,
  arguments: {
    words: { label: 'OPTION', summary: 'The old option with its value.', optional: true, variadic: true },
  },
  examples: [
    { line: 'muster slmgr /dlv', does: 'muster client status --detail' },
    { line: 'muster slmgr /skms host.example:1688', does: 'muster client set-host host.example:1688' },
  ],
  async run(context) {
    const translation = translate(context.arguments.words)
    switch (translation.kind) {
      case 'help':
        return context.write(section('Options', helpEntries(), context.colours).trimStart())
      case 'nothing-to-do':
        return context.note(translation.text)
      case 'unavailable':
        throw new AppError('not-available', translation.text)
      case 'command':
        if (!translation.words.includes('--json')) context.note(`muster ${translation.shown.join(' ')}`)
        return context.runInstead(translation.words)
    }
  },
})

function helpEntries(): readonly (readonly [string, string])[] {
  return oldOptions.map((option) => {
    const value = option.kind === 'command' && option.value !== undefined ? ` ${option.value.label}` : ''
    const stands = option.kind === 'command' ? `muster ${option.words.join(' ')}` : option.text
    return [`/${option.name}${value}`, `${option.summary}: ${stands}`]
  })
}
