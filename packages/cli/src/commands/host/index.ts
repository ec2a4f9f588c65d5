/** The commands of `muster host`, in the order of the help. */
import { command, group } from '../../framework/tree.ts'

export const hostCommands = group('host', "The activation host inside a customer's network.", [
  command('init', () => import('./init.ts')),
  command('install-key', () => import('./install-key.ts')),
  command('remove-key', () => import('./remove-key.ts')),
  command('activate', () => import('./activate.ts')),
  command('serve', () => import('./serve.ts')),
  command('status', () => import('./status.ts')),
  command('clients', () => import('./clients.ts')),
  command('duplicates', () => import('./duplicates.ts')),
  command('events', () => import('./events.ts')),
  command('counters', () => import('./counters.ts')),
  command('set-interval', () => import('./set-interval.ts')),
  group('token', 'Who can sign in to the console and its API.', [
    command('new', () => import('./token/new.ts')),
    command('list', () => import('./token/list.ts')),
    command('remove', () => import('./token/remove.ts')),
  ]),
  group('catalogue', 'The products that a host key covers.', [
    command('install', () => import('./catalogue-install.ts')),
  ]),
  group('dns', 'How machines find this host.', [
    command('show', () => import('./dns/show.ts')),
    command('publish', () => import('./dns/publish.ts')),
    command('remove', () => import('./dns/remove.ts')),
    command('list', () => import('./dns/list.ts')),
    command('enable', () => import('./dns/enable.ts')),
    command('disable', () => import('./dns/disable.ts')),
  ]),
  command('backup', () => import('./backup.ts')),
  command('migrate-store', () => import('./migrate-store.ts')),
  command('prepare-store', () => import('./prepare-store.ts')),
])
