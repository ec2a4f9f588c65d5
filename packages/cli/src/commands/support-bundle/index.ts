/** The commands of `muster support-bundle`. */
import { command, group } from '../../framework/tree.ts'

export const supportBundleCommands = group(
  'support-bundle',
  'Pack what helps to find a fault, without secrets.',
  [command('client', () => import('./client.ts')), command('host', () => import('./host.ts'))],
)
