/** `muster client clear-authority`: forgets the vendor's authority. */
import { defineCommand } from '../../framework/command.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: "Forget the address of the vendor's authority.",
  role: 'client',
  json: 'value',
  examples: [{ line: 'muster client clear-authority', does: 'activation by telephone is left' }],
  async run(context) {
    await withClient(context, (client) => client.setAuthority(undefined))
    context.result({ authority: null }, () => 'No authority is set.')
  },
})
