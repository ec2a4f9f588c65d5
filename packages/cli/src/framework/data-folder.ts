/** Where a role keeps its state when nobody says: the system's place for the administrator, the account's own place for others. */
import { join, resolve } from 'node:path'
import type { Role } from './definitions.ts'
import type { Terminal } from './terminal.ts'

/** Absolute path of the data folder of a role; `given` is what `--data` or its twin says. */
export function dataFolderOf(role: Role | undefined, given: string | undefined, terminal: Terminal): string {
  if (given !== undefined && given !== '') return resolve(given)
  const base = terminal.isAdministrator ? systemBase(terminal) : accountBase(terminal)
  return role === undefined ? base : join(base, role)
}

function systemBase({ platform, environment }: Pick<Terminal, 'platform' | 'environment'>): string {
  if (platform === 'win32') return join(environment.ProgramData ?? 'C:\\ProgramData', 'Muster')
  return platform === 'darwin' ? '/Library/Application Support/Muster' : '/var/lib/muster'
}

function accountBase({ platform, environment, homeFolder }: Terminal): string {
  if (platform === 'win32') return systemBase({ platform, environment })
  if (platform === 'darwin') return join(homeFolder, 'Library/Application Support/Muster')
  const stateHome = environment.XDG_STATE_HOME ?? ''
  return join(stateHome === '' ? join(homeFolder, '.local/state') : stateHome, 'muster')
}
