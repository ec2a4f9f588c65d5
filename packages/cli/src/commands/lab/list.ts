/** `muster lab list`: the scenarios that come with the lab. */
import { defineCommand } from '../../framework/command.ts'
import { formatTable } from '../../framework/table.ts'
import { shippedScenarios } from './scenario-files.ts'

export const command = defineCommand({
  summary: 'List the scenarios that come with the lab.',
  json: 'value',
  examples: [{ line: 'muster lab list', does: 'what there is to run' }],
  async run(context) {
    const rows = shippedScenarios().map(({ name, summary, question, days, groups }) => {
      const machines = groups.reduce((sum, group) => sum + group.machines, 0)
      return { name, machines, days, summary, question }
    })
    context.result(rows, () => formatTable(rows, columns, context.columns))
  },
})

interface Row {
  readonly name: string
  readonly machines: number
  readonly days: number
  readonly question: string
}

const columns = [
  { heading: 'Scenario', text: (row: Row) => row.name },
  { heading: 'Machines', text: (row: Row) => String(row.machines), align: 'right' },
  { heading: 'Days', text: (row: Row) => String(row.days), align: 'right' },
  { heading: 'Question', text: (row: Row) => row.question },
] as const
