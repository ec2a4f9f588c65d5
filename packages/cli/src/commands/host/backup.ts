/** `muster host backup FOLDER`: all that a host needs to go on elsewhere. */
import { resolve } from 'node:path'
import { defineCommand } from '../../framework/command.ts'
import { withHost } from './with-host.ts'

export const command = defineCommand({
  summary: 'Copy store, key pair and configuration to a folder, while the service runs.',
  description: [
    'The copy is a whole data folder: to restore, stop the service and start it with --data on the copy. It holds the private key of the host: keep it as private as the original.',
  ],
  role: 'host',
  json: 'value',
  arguments: { folder: { label: 'FOLDER', summary: 'A new or empty folder.' } },
  examples: [{ line: 'muster host backup /var/backups/muster-host-monday', does: 'to a new folder' }],
  async run(context) {
    const folder = resolve(context.arguments.folder)
    const { backupHost } = await import('@muster/host/main')
    await withHost(context, (host) => backupHost(host, context.dataFolder, folder))
    context.result({ folder }, () => `The host is copied to ${folder}.`)
  },
})
