/** `muster host dns enable`: publishes again, now and in future. */
import { defineCommand } from '../../../framework/command.ts'
import { withHost } from '../with-host.ts'
import { tellOutcomes } from './outcomes.ts'

export const command = defineCommand({
  summary: 'Switch DNS publishing on, and publish now.',
  role: 'host',
  json: 'value',
  examples: [{ line: 'muster host dns enable', does: 'whatever host.toml says' }],
  async run(context) {
    const outcomes = await withHost(context, async (host) => {
      await host.dns.setEnabled(true)
      return host.dns.publish()
    })
    tellOutcomes(context, outcomes, 'published')
  },
})
