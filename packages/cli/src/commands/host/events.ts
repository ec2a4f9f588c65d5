/** `muster host events`: what the host processed. */
import type { PresentedEvent } from '@muster/core/events'
import type { EventFilter } from '@muster/host'
import type { HostFolder } from '@muster/host/main'
import { defineCommand } from '../../framework/command.ts'
import { eventWriter } from '../../framework/event-format.ts'
import { eventOptions } from '../../framework/event-options.ts'
import { sinceMoment } from '../../framework/since.ts'
import { withHost } from './with-host.ts'

export const command = defineCommand({
  summary: 'Show the events of this host, oldest first.',
  role: 'host',
  json: 'lines',
  description: ['Where hosts share a store, the events of all of them, each with the name of its host.'],
  options: {
    ...eventOptions,
    since: {
      value: 'TIME',
      summary: 'How far back: 30d, 12h, or a day such as 2027-05-21; all of them unless stated.',
      parse: sinceMoment,
    },
  },
  examples: [
    { line: 'muster host events --last 10', does: 'the latest ten' },
    { line: 'muster host events --id 12290 --format csv', does: 'all requests, as CSV' },
    { line: 'muster host events --since 12h', does: 'what happened within twelve hours' },
  ],
  async run(context) {
    const { format, id, last, since } = context.options
    const sinceMs = since?.(Date.now())
    const chosen = { ...(id === undefined ? {} : { id }), ...(sinceMs === undefined ? {} : { sinceMs }) }
    await withHost(context, async (host) => {
      const hostNames = (await host.status()).sharing !== null
      const writer = eventWriter(context.json ? 'json' : format, { hostNames })
      context.write(writer.head)
      for await (const event of oldestFirst(host, chosen, last)) context.write(writer.event(event))
      context.write(writer.foot)
    })
  },
})

/** All of them, or the latest so many. */
async function* oldestFirst(
  host: HostFolder,
  filter: EventFilter,
  last: number | undefined,
): AsyncGenerator<PresentedEvent> {
  if (last === undefined) {
    yield* host.events({ ...filter, oldestFirst: true })
    return
  }
  const latest: PresentedEvent[] = []
  for await (const event of host.events({ ...filter, limit: last })) latest.push(event)
  yield* latest.reverse()
}
