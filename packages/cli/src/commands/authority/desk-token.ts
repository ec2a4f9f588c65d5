/** `muster authority desk-token`: opens the telephone desk over HTTP. */
import { defineCommand } from '../../framework/command.ts'
import { withAuthority } from './with-authority.ts'

export const command = defineCommand({
  summary: 'Make the token that opens the telephone desk over HTTP, and show it once.',
  description: [
    'Who has it may have installation IDs confirmed at POST /v1/telephone without any key. An earlier token ends. Until one was made, the desk is closed.',
  ],
  role: 'authority',
  json: 'value',
  destructive: true,
  examples: [
    { line: 'muster authority desk-token --yes', does: 'for the console of those who answer the telephone' },
  ],
  async run(context) {
    await context.confirm('Make a new token? An earlier one ends.')
    const token = await withAuthority(context, (authority) => authority.makeDeskToken())
    context.result({ token }, () => token)
    context.note('Keep it safe: it is stored nowhere and never shown again.')
  },
})
