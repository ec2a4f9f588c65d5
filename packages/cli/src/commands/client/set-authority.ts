/** `muster client set-authority URL`: where multiple activation keys are activated. */
import { defineCommand } from '../../framework/command.ts'
import { httpAddress } from '../../framework/values.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: "Set the address of the vendor's authority, for multiple activation keys.",
  description: ['The key travels to this address, once: only the administrator may set it.'],
  role: 'client',
  json: 'value',
  arguments: { url: { label: 'URL', summary: 'An https address.' } },
  examples: [{ line: 'muster client set-authority https://licences.vendor.example', does: 'for "activate"' }],
  async run(context) {
    const url = httpAddress(context.arguments.url)
    await withClient(context, (client) => client.setAuthority(url))
    context.result({ authority: url }, () => `Multiple activation keys are activated at ${url}.`)
  },
})
