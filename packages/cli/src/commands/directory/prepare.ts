/** `muster directory prepare`: the container that activation objects lie in. */
import { defineCommand } from '../../framework/command.ts'
import { accessOptions, withDirectory } from './access-options.ts'

export const command = defineCommand({
  summary: 'Make the container for activation objects.',
  description: [
    'Publishing makes it too. Made beforehand by an administrator of the forest, rights on it can be given to others, who then publish with no more rights than that: see docs/operating/directory.md.',
  ],
  json: 'value',
  options: accessOptions,
  examples: [{ line: 'muster directory prepare --domain corp.example', does: 'once for each forest' }],
  async run(context) {
    const prepared = await withDirectory(context.options, async (directory) => ({
      made: await directory.prepare(),
      container: directory.place.container,
    }))
    context.result(prepared, () =>
      prepared.made ? `Made ${prepared.container}.` : `${prepared.container} is there already.`,
    )
  },
})
