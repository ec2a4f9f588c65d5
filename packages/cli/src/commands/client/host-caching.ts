/** `muster client host-caching on|off`: whether the host that answered is asked first next time. */
import { defineCommand } from '../../framework/command.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Remember the activation host that answered, or not.',
  role: 'client',
  json: 'value',
  arguments: { state: { label: 'STATE', summary: 'Whether to remember it.', choices: ['on', 'off'] } },
  examples: [{ line: 'muster client host-caching off', does: 'every round begins anew' }],
  async run(context) {
    const hostCaching = context.arguments.state === 'on'
    await withClient(context, (client) => client.setHostCaching(hostCaching))
    context.result({ hostCaching }, () => `Host caching is ${hostCaching ? 'enabled' : 'disabled'}.`)
  },
})
