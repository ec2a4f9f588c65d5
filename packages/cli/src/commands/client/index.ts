/** The commands of `muster client`, in the order of the help. */
import { command, group } from '../../framework/tree.ts'

export const clientCommands = group('client', 'The machine that is activated.', [
  command('install-licence', () => import('./install-licence.ts')),
  command('install-key', () => import('./install-key.ts')),
  command('uninstall-key', () => import('./uninstall-key.ts')),
  command('activate', () => import('./activate.ts')),
  command('installation-id', () => import('./installation-id.ts')),
  command('confirm', () => import('./confirm.ts')),
  command('status', () => import('./status.ts')),
  command('expiry', () => import('./expiry.ts')),
  command('rearm', () => import('./rearm.ts')),
  command('generalize', () => import('./generalize.ts')),
  command('set-host', () => import('./set-host.ts')),
  command('clear-host', () => import('./clear-host.ts')),
  command('set-authority', () => import('./set-authority.ts')),
  command('clear-authority', () => import('./clear-authority.ts')),
  command('set-domain', () => import('./set-domain.ts')),
  command('clear-domain', () => import('./clear-domain.ts')),
  command('set-directory', () => import('./set-directory.ts')),
  command('clear-directory', () => import('./clear-directory.ts')),
  command('set-channel', () => import('./set-channel.ts')),
  command('discover', () => import('./discover.ts')),
  command('host-caching', () => import('./host-caching.ts')),
  command('agent', () => import('./agent.ts')),
  command('events', () => import('./events.ts')),
])
