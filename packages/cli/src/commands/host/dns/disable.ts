/** `muster host dns disable`: publishes no more. */
import { defineCommand } from '../../../framework/command.ts'
import { withHost } from '../with-host.ts'

export const command = defineCommand({
  summary: 'Switch DNS publishing off.',
  description: ['Records that stand in DNS stay there; "muster host dns remove" takes them out.'],
  role: 'host',
  json: 'value',
  examples: [{ line: 'muster host dns disable', does: 'whatever host.toml says' }],
  async run(context) {
    await withHost(context, (host) => host.dns.setEnabled(false))
    context.result(
      { publishing: false },
      () => 'DNS publishing is disabled. Records that stand in DNS stay until "muster host dns remove".',
    )
  },
})
