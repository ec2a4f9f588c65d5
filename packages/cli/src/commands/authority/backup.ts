/** `muster authority backup DIR`: everything but the root key, while the service runs. */
import { defineCommand } from '../../framework/command.ts'
import { withAuthority } from './with-authority.ts'

export const command = defineCommand({
  summary: 'Copy the authority to a new folder, while it runs.',
  description: [
    'The copy can be opened like the original. The root key is not in it: it has a place of its own.',
  ],
  role: 'authority',
  json: 'value',
  arguments: { folder: { label: 'DIR', summary: 'A folder that is new or empty.' } },
  examples: [{ line: 'muster authority backup /backup/vendor-monday', does: 'a consistent copy' }],
  async run(context) {
    const { backupAuthority } = await import('@muster/authority/main')
    const folder = await withAuthority(context, (authority) =>
      backupAuthority(authority, context.dataFolder, context.arguments.folder),
    )
    context.result({ folder }, () => `The copy is in ${folder}.`)
  },
})
