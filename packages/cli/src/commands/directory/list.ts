/** `muster directory list`: the activation objects that lie in the directory. */
import { defineCommand } from '../../framework/command.ts'
import { formatTable } from '../../framework/table.ts'
import { accessOptions, withDirectory } from './access-options.ts'
import { objectColumns } from './object-text.ts'

export const command = defineCommand({
  summary: 'List the activation objects of the directory.',
  description: ['What they say of themselves is shown; "muster directory verify" proves it.'],
  json: 'value',
  options: accessOptions,
  examples: [{ line: 'muster directory list --domain corp.example', does: 'all of the forest' }],
  async run(context) {
    const objects = await withDirectory(context.options, (directory) => directory.list())
    context.result(objects, () =>
      objects.length === 0
        ? 'The directory holds no activation object.'
        : formatTable(objects, objectColumns, context.columns),
    )
  },
})
