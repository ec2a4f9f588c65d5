/** `muster directory show`: where objects lie, and what a vendor has to be told of a forest. */
import { defineCommand } from '../../framework/command.ts'
import { formatLabels, printable } from '../../framework/table.ts'
import { accessOptions, withDirectory } from './access-options.ts'

export const command = defineCommand({
  summary: 'Show where the directory keeps activation objects, and the id of the forest.',
  description: ['The vendor needs the id and the name to make an object for a forest without a connection.'],
  json: 'value',
  options: accessOptions,
  examples: [
    { line: 'muster directory show --domain corp.example', does: 'with your own Kerberos ticket' },
    {
      line: 'muster directory show --server ldap.corp.example --protection ldaps --ca corp-ca.pem',
      does: 'any directory, over TLS',
    },
  ],
  async run(context) {
    const shown = await withDirectory(context.options, async ({ place, server }) => ({ server, ...place }))
    context.result(shown, () =>
      formatLabels([
        ['Forest', printable(shown.forestName)],
        ['Forest id', shown.forestId],
        ['Objects below', printable(shown.container)],
        ['Kind', shown.kind === 'active-directory' ? 'Active Directory' : 'LDAP'],
        ['Server', shown.server],
      ]),
    )
  },
})
