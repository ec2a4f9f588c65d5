/** `muster host events`: what the host processed. */
import { defineCommand } from '../../framework/command.ts'
import { eventWriter } from '../../framework/event-format.ts'
import { eventOptions } from '../../framework/event-options.ts'
import { withHost } from './with-host.ts'

export const command = defineCommand({
  summary: 'Show the events of this host, oldest first.',
  role: 'host',
  json: 'lines',
  options: eventOptions,
  examples: [
    { line: 'muster host events --last 10', does: 'the latest ten' },
    { line: 'muster host events --id 12290 --format csv', does: 'all requests, as CSV' },
  ],
  async run(context) {
    const { format, id, last } = context.options
    const writer = eventWriter(context.json ? 'json' : format)
    const chosen = id === undefined ? {} : { id }
    context.write(writer.head)
    await withHost(context, async (host) => {
      if (last === undefined) {
        for await (const event of host.events({ ...chosen, oldestFirst: true }))
          context.write(writer.event(event))
        return
      }
      const latest: string[] = []
      for await (const event of host.events({ ...chosen, limit: last })) latest.push(writer.event(event))
      for (const text of latest.reverse()) context.write(text)
    })
    context.write(writer.foot)
  },
})
