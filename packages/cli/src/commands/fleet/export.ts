/** `muster fleet export FILE`: what is carried out of an isolated network. */
import { type ExportLevel, exportLevels } from '@muster/fleet'
import { defineCommand } from '../../framework/command.ts'
import { writeCarriedFile } from './carried-file.ts'
import { filterOptions, machinesArgument, selectionOf } from './selection-options.ts'
import { withFleet } from './with-fleet.ts'

export const command = defineCommand({
  summary:
    'Write the collected installation IDs to a file that is carried to where the authority can be reached.',
  description: [
    'Level "proxy" tells only what proxy activation needs: no names and no keys. Level "products" adds machines and products. Level "keys" adds the kept keys, too: guard that file like the keys themselves.',
  ],
  role: 'fleet',
  json: 'value',
  arguments: { file: { label: 'FILE', summary: 'File that is written.' }, machines: machinesArgument },
  options: {
    level: { value: 'LEVEL', summary: 'How much the file tells.', choices: exportLevels, default: 'proxy' },
    ...filterOptions,
  },
  examples: [
    { line: 'muster fleet export out.json', does: 'only what is needed' },
    { line: 'muster fleet export all.json --level products', does: 'with machines and products' },
  ],
  async run(context) {
    const { level, ...filters } = context.options
    const selection = selectionOf(context.arguments.machines, filters)
    const { file, ...numbers } = await withFleet(context, (fleet) =>
      fleet.export(selection, level as ExportLevel),
    )
    const path = await writeCarriedFile(context.arguments.file, file)
    context.result(
      { file: path, level, ...numbers },
      () =>
        `${path}: ${numbers.installationIds} installation IDs, ${numbers.machines} machines, ${numbers.keys} keys.`,
    )
    if (numbers.keys > 0) context.note('The file holds product keys: guard it like them.')
  },
})
