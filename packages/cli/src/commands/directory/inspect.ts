/** `muster directory inspect OBJECT`: one activation object, and its bytes for other programs. */
import { defineCommand } from '../../framework/command.ts'
import { writeOutputFile } from '../authority/output-file.ts'
import { accessOptions, withDirectory } from './access-options.ts'
import { objectArgument } from './object-argument.ts'
import { objectText } from './object-text.ts'

export const command = defineCommand({
  summary: 'Show one activation object.',
  json: 'value',
  arguments: { object: objectArgument },
  options: {
    output: { value: 'FILE', summary: 'Write the object as it lies there to this file.' },
    ...accessOptions,
  },
  examples: [
    {
      line: 'muster directory inspect 9d0c1b2a-3f4e-8d5c-ab6b-7a8998a7b6c5 --output forest.object',
      does: 'keeps a copy',
    },
  ],
  async run(context) {
    const { output, ...access } = context.options
    const { view, document } = await withDirectory(access, (directory) =>
      directory.inspect(context.arguments.object),
    )
    const file = output === undefined ? undefined : await writeOutputFile(output, document)
    const base64 = Buffer.from(document).toString('base64')
    context.result({ ...view, document: base64, file }, () => objectText(view))
  },
})
