/** The commands of `muster lab`, in the order of the help. */
import { command, group } from '../../framework/tree.ts'

export const labCommands = group('lab', 'What a fleet will do, in virtual time.', [
  command('run', () => import('./run.ts')),
  command('list', () => import('./list.ts')),
  command('show', () => import('./show.ts')),
  command('replay', () => import('./replay.ts')),
])
