/** `muster host dns publish`: the records of this host, now. */
import { defineCommand } from '../../../framework/command.ts'
import { withHost } from '../with-host.ts'
import { tellOutcomes } from './outcomes.ts'

export const command = defineCommand({
  summary: 'Publish this host in DNS now.',
  description: [
    'A running service does so at its start and every 24 hours. Records of other hosts stay as they are. Each outcome is kept, and written as event 12294 or 12293.',
    'Domains, server and key are lines of host.toml (section dns).',
  ],
  role: 'host',
  json: 'value',
  examples: [
    { line: 'muster host dns publish', does: 'in every configured domain' },
    { line: 'muster host dns publish --json', does: 'the outcome of each domain as JSON' },
  ],
  async run(context) {
    const outcomes = await withHost(context, (host) => host.dns.publish())
    tellOutcomes(context, outcomes, 'published')
  },
})
