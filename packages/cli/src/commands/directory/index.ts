/** The commands of `muster directory`, in the order of the help. */
import { command, group } from '../../framework/tree.ts'

export const directoryCommands = group(
  'directory',
  'Activation objects in Active Directory or OpenLDAP: all members are activated, without a host.',
  [
    command('show', () => import('./show.ts')),
    command('prepare', () => import('./prepare.ts')),
    command('publish', () => import('./publish.ts')),
    command('installation-id', () => import('./installation-id.ts')),
    command('list', () => import('./list.ts')),
    command('inspect', () => import('./inspect.ts')),
    command('verify', () => import('./verify.ts')),
    command('remove', () => import('./remove.ts')),
    command('schema', () => import('./schema.ts')),
  ],
)
