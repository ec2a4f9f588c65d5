/** The registry: every command by its words. It loads nothing but names. */
import { authorityCommands } from './commands/authority/index.ts'
import { clientCommands } from './commands/client/index.ts'
import { directoryCommands } from './commands/directory/index.ts'
import { doctorCommands } from './commands/doctor/index.ts'
import { fleetCommands } from './commands/fleet/index.ts'
import { hostCommands } from './commands/host/index.ts'
import { labCommands } from './commands/lab/index.ts'
import { supportBundleCommands } from './commands/support-bundle/index.ts'
import { command, group } from './framework/tree.ts'

/** The whole tree of commands. */
export const registry = group('muster', 'Volume activation for software that anybody sells.', [
  command('up', () => import('./commands/up.ts')),
  authorityCommands,
  hostCommands,
  clientCommands,
  directoryCommands,
  fleetCommands,
  command('report', () => import('./commands/report.ts')),
  doctorCommands,
  supportBundleCommands,
  labCommands,
  command('slmgr', () => import('./commands/slmgr.ts')),
  command('explain', () => import('./commands/explain.ts')),
  command('completion', () => import('./commands/completion.ts')),
])
