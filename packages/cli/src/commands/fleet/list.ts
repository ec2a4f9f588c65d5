/** `muster fleet list`: the inventory, as it was when each machine was last asked. */
import { defineCommand } from '../../framework/command.ts'
import { formatTable } from '../../framework/table.ts'
import { csvText, listRows, machineView, tableColumns } from './machine-view.ts'
import { filterOptions, machinesArgument, selectionOf } from './selection-options.ts'
import { withFleet } from './with-fleet.ts'

const formats = ['table', 'csv', 'json'] as const

export const command = defineCommand({
  summary: 'List machines and their products, as they were when they were last asked.',
  role: 'fleet',
  json: 'value',
  arguments: { machines: machinesArgument },
  options: {
    format: { value: 'FORMAT', summary: 'How the list is written.', choices: formats, default: 'table' },
    ...filterOptions,
  },
  examples: [
    { line: 'muster fleet list --state notification', does: 'who is reminded' },
    { line: 'muster fleet list --channel mak --format csv', does: 'for a spreadsheet' },
  ],
  async run(context) {
    const { format, ...filters } = context.options
    const selection = selectionOf(context.arguments.machines, filters)
    const selected = await withFleet(context, (fleet) => fleet.list(selection))
    if (context.json || format === 'json')
      return context.write(`${JSON.stringify(selected.map(machineView), undefined, 2)}\n`)
    const rows = selected.flatMap(listRows)
    context.write(format === 'csv' ? csvText(rows) : formatTable(rows, tableColumns, context.columns))
  },
})
