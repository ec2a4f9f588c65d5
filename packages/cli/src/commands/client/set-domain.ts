/** `muster client set-domain DOMAIN`: looks for activation hosts in this domain first. */
import { defineCommand } from '../../framework/command.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Look for activation hosts in this DNS domain first.',
  description: [
    'Without it, this machine looks in its own domain first, then in each domain of its search list.',
  ],
  role: 'client',
  json: 'value',
  arguments: { domain: { label: 'DOMAIN', summary: 'The domain in which hosts are published.' } },
  options: { label: { value: 'LABEL', summary: 'Look under this label instead of _muster.' } },
  examples: [
    { line: 'muster client set-domain corp.example', does: 'looks for _muster._tcp.corp.example' },
    { line: 'muster client set-domain corp.example --label _licences', does: 'under another label' },
  ],
  async run(context) {
    const { domain } = context.arguments
    const { label } = context.options
    await withClient(context, (client) => client.setDomain(domain, label))
    context.result(
      { domain, label: label ?? null },
      () => `Activation hosts are looked for in ${domain} first.`,
    )
  },
})
