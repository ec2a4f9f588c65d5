/** `muster client events`: what this machine asked and was answered. */
import { defineCommand } from '../../framework/command.ts'
import { eventWriter } from '../../framework/event-format.ts'
import { eventOptions } from '../../framework/event-options.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Show the events of this machine, oldest first.',
  role: 'client',
  json: 'lines',
  options: eventOptions,
  examples: [
    { line: 'muster client events --last 10', does: 'the latest ten' },
    { line: 'muster client events --id 12288 --format csv', does: 'requests that were sent, as CSV' },
  ],
  async run(context) {
    const { format, id, last } = context.options
    const all = await withClient(context, (client) => client.events())
    const chosen = all.filter((event) => id === undefined || event.id === id)
    const writer = eventWriter(context.json ? 'json' : format)
    context.write(writer.head)
    for (const event of last === undefined ? chosen : chosen.slice(-last)) context.write(writer.event(event))
    context.write(writer.foot)
  },
})
