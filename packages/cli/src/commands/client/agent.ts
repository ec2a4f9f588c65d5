/** `muster client agent`: activation and renewals by themselves, and two local sockets. */
import { defineCommand } from '../../framework/command.ts'
import { untilStopped } from '../../framework/until-stopped.ts'
import { dnsOption, hideNameOption } from './client-options.ts'

export const command = defineCommand({
  summary: 'Activate and renew by itself until Ctrl-C; serve status and activation on a local socket.',
  description: [
    'While it runs, the other commands go through it: everybody may activate and see the status, and only the administrator may change keys, licences and hosts.',
  ],
  role: 'client',
  json: 'lines',
  options: { hideName: hideNameOption, dns: dnsOption },
  examples: [{ line: 'muster client agent', does: 'as a service manager starts it' }],
  async run(context) {
    const [{ startAgent }, { textLog }] = await Promise.all([
      import('@muster/client'),
      import('@muster/node'),
    ])
    const { stopSignal, terminal } = context
    const log = textLog(terminal.stderr, { levelMin: context.verbose ? 'debug' : 'info' })
    const { hideName, dns } = context.options
    const dnsServer = dns === undefined ? {} : { dnsServer: dns }
    const options = { sendsMachineName: !hideName, ...dnsServer, ports: { log } }
    const agent = await startAgent(context.dataFolder, options)
    try {
      const { user, administrator } = agent.addresses
      context.item({ listening: { user, administrator } }, () =>
        [`For everybody: ${user}`, `For the administrator: ${administrator}`].join('\n'),
      )
      await untilStopped(stopSignal)
    } finally {
      await agent.close()
    }
  },
})
