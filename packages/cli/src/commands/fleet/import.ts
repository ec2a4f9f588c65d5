/** `muster fleet import FILE`: what was carried back. */
import { defineCommand } from '../../framework/command.ts'
import { readCarriedFile } from './carried-file.ts'
import { withFleet } from './with-fleet.ts'

export const command = defineCommand({
  summary: 'Take over the confirmation IDs of a file that was exported here and completed elsewhere.',
  description: ['A file that was changed on its way, or that another inventory exported, is refused.'],
  role: 'fleet',
  json: 'value',
  arguments: { file: { label: 'FILE', summary: 'What "muster fleet acquire" wrote.' } },
  examples: [
    { line: 'muster fleet import out.json && muster fleet apply', does: 'and activates the machines' },
  ],
  async run(context) {
    const content = await readCarriedFile(context.arguments.file)
    const imported = await withFleet(context, (fleet) => fleet.import(content))
    const { confirmations, missing } = imported
    context.result(imported, () => `${confirmations} confirmation IDs are kept, ${missing} are missing.`)
    context.note('Run "muster fleet apply" to install them.')
  },
})
