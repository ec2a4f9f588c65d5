/** `muster host remove-key PARTIAL`: a host key and its activation leave this host. */
import { defineCommand } from '../../framework/command.ts'
import { withHost } from './with-host.ts'

export const command = defineCommand({
  summary: 'Remove a host key and its activation.',
  description: [
    'Machines that are activated stay so until their validity ends. The vendor goes on counting this host for the key.',
  ],
  role: 'host',
  json: 'value',
  destructive: true,
  arguments: { key: { label: 'PARTIAL-KEY', summary: 'The last group of the key, as the status shows it.' } },
  examples: [{ line: 'muster host remove-key X7K2M --yes', does: 'without a question' }],
  async run(context) {
    const { key } = context.arguments
    await context.confirm(`Remove the host key …-${key}? This host then stops answering for its products.`)
    await withHost(context, (host) => host.removeKey(key))
    const partialProductKey = key.trim().toUpperCase()
    context.result({ partialProductKey }, () => `The host key …-${partialProductKey} is removed.`)
  },
})
