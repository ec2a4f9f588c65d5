/** `muster host counters`: the cumulative requests. */
import { defineCommand } from '../../framework/command.ts'
import { formatLabels } from '../../framework/table.ts'
import { counterLabels } from './counter-labels.ts'
import { formatSharing } from './sharing-text.ts'
import { withHost } from './with-host.ts'

export const command = defineCommand({
  summary: 'Show how many requests were received since the host was set up.',
  description: [
    'Where hosts share a store, all of them are added up, and each one is told apart below.',
    'Failed are requests for products that no host key covers, from machines whose clock is off, and while the host was not activated. They say little about trouble: look at the events.',
  ],
  role: 'host',
  json: 'value',
  examples: [{ line: 'muster host counters --json', does: 'for another program' }],
  async run(context) {
    const { counters, sharing } = await withHost(context, (host) => host.status())
    const result = sharing === null ? counters : { ...counters, hosts: sharing }
    context.result(result, () => {
      const all = formatLabels(counterLabels(counters))
      return sharing === null ? all : `${all}\n${formatSharing(sharing, context.columns)}`
    })
  },
})
