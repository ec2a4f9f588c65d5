/** `muster host dns remove`: takes the records of this host, and no others, out of DNS. */
import { defineCommand } from '../../../framework/command.ts'
import { withHost } from '../with-host.ts'
import { tellOutcomes } from './outcomes.ts'

export const command = defineCommand({
  summary: "Take this host's own records out of DNS.",
  description: [
    'Machines that have its address cached go on asking it. A running service publishes again unless publishing is disabled first.',
  ],
  role: 'host',
  json: 'value',
  destructive: true,
  examples: [
    {
      line: 'muster host dns disable && muster host dns remove --yes',
      does: 'before a host is taken out of service',
    },
  ],
  async run(context) {
    await context.confirm(
      "Take this host's records out of DNS? Machines that look for a host no longer find it.",
    )
    const outcomes = await withHost(context, (host) => host.dns.remove())
    tellOutcomes(context, outcomes, 'removed')
  },
})
