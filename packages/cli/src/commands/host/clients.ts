/** `muster host clients`: every machine that the host answered. */
import type { ListedMachine } from '@muster/host'
import { defineCommand } from '../../framework/command.ts'
import { formatTable } from '../../framework/table.ts'
import { formatTime } from '../../framework/times.ts'
import { wholeNumber } from '../../framework/values.ts'
import { hostColumn } from './sharing-text.ts'
import { withHost } from './with-host.ts'

const machinesCeiling = 10_000_000

export const command = defineCommand({
  summary: 'List the machines that this host answered, the latest first.',
  description: [
    'All machines within the retention, not only the ones that count now: the count cache holds twice the highest threshold.',
  ],
  role: 'host',
  json: 'value',
  options: {
    last: {
      value: 'NUMBER',
      summary: 'Only this many, the latest.',
      parse: wholeNumber({ min: 1, max: machinesCeiling }),
    },
    application: { value: 'ID', summary: 'Only machines that asked for this application.' },
  },
  examples: [
    { line: 'muster host clients --last 20', does: 'the latest twenty' },
    { line: 'muster host clients --json', does: 'all, for another program' },
  ],
  async run(context) {
    const { last = machinesCeiling, application } = context.options
    const machines = await withHost(context, async (host) => {
      const filter = application === undefined ? {} : { applicationId: application.toLowerCase() }
      const found: ListedMachine[] = []
      for await (const machine of host.machines(filter)) {
        if (found.push(machine) >= last) break
      }
      return found
    })
    context.result(machines, () =>
      formatTable(machines, [...columns, ...hostColumn(machines)], context.columns),
    )
  },
})

const columns = [
  { heading: 'Machine', text: (row: ListedMachine) => row.machineName },
  { heading: 'Client Machine ID (CMID)', text: (row: ListedMachine) => row.cmid },
  { heading: 'Address', text: (row: ListedMachine) => row.address },
  { heading: 'State', text: (row: ListedMachine) => String(row.licenceState), align: 'right' },
  { heading: 'Virtual', text: (row: ListedMachine) => (row.virtual ? 'yes' : 'no') },
  { heading: 'Counted', text: (row: ListedMachine) => (row.counted ? 'yes' : 'no') },
  { heading: 'Last seen', text: (row: ListedMachine) => formatTime(row.lastSeen) },
] as const
