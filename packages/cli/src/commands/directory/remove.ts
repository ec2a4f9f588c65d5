/** `muster directory remove OBJECT`: takes an activation object away. */
import { defineCommand } from '../../framework/command.ts'
import { accessOptions, withDirectory } from './access-options.ts'
import { objectArgument } from './object-argument.ts'

export const command = defineCommand({
  summary: 'Remove an activation object.',
  description: [
    'Members that it activated stay activated until their validity ends, and are not activated by it again. It gives the host key no activation back.',
  ],
  json: 'value',
  destructive: true,
  arguments: { object: objectArgument },
  options: accessOptions,
  examples: [
    { line: 'muster directory remove 9d0c1b2a-3f4e-8d5c-ab6b-7a8998a7b6c5', does: 'asks before it does' },
  ],
  async run(context) {
    const { object } = context.arguments
    await context.confirm(`Remove the activation object ${object} from the directory?`)
    const dn = await withDirectory(context.options, (directory) => directory.remove(object))
    context.result({ objectId: object, dn }, () => `Removed ${dn}.`)
  },
})
