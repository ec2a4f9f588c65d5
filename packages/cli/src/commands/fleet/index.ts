/** The commands of `muster fleet`, in the order of the help. */
import { command, group } from '../../framework/tree.ts'

export const fleetCommands = group('fleet', 'Many machines from one place, over SSH.', [
  command('add', () => import('./add.ts')),
  command('discover', () => import('./discover.ts')),
  command('list', () => import('./list.ts')),
  command('remove', () => import('./remove.ts')),
  command('refresh', () => import('./refresh.ts')),
  command('install-key', () => import('./install-key.ts')),
  command('activate', () => import('./activate.ts')),
  command('rearm', () => import('./rearm.ts')),
  command('set-host', () => import('./set-host.ts')),
  command('proxy', () => import('./proxy.ts')),
  command('collect', () => import('./collect.ts')),
  command('export', () => import('./export.ts')),
  command('acquire', () => import('./acquire.ts')),
  command('import', () => import('./import.ts')),
  command('apply', () => import('./apply.ts')),
  group('key', 'Multiple activation keys that are kept for proxies.', [
    command('add', () => import('./key/add.ts')),
    command('list', () => import('./key/list.ts')),
    command('remove', () => import('./key/remove.ts')),
  ]),
])
