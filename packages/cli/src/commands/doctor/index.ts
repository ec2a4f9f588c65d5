/** The commands of `muster doctor`, in the order of the help. */
import { command, group } from '../../framework/tree.ts'

export const doctorCommands = group('doctor', 'Find out what is wrong and what to do about it.', [
  command('client', () => import('./client.ts')),
  command('host', () => import('./host.ts')),
  command('windows', () => import('./windows.ts')),
])
