/** Where a role keeps its state when nobody says: the system's place for the administrator, the account's own place for others. */
import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Role } from './definitions.ts'
import type { Terminal } from './terminal.ts'

const sharedFolderMode = 0o755

/** Absolute path of the data folder of a role; `given` is what `--data` or its twin says. */
export function dataFolderOf(role: Role | undefined, given: string | undefined, terminal: Terminal): string {
  if (given !== undefined && given !== '') return resolve(given)
  const system = systemBase(terminal)
  if (role === undefined) return terminal.isAdministrator ? system : accountBase(terminal)
  // Everybody may see and activate the machine's own client (R4.10), through its agent.
  const isShared = role === 'client' && existsSync(join(system, role))
  return join(terminal.isAdministrator || isShared ? system : accountBase(terminal), role)
}

/**
 * Makes the folder that the roles of this computer share, open to everybody, before a role makes its own below it,
 * closed: else nobody but the administrator could reach the sockets of the agent.
 */
export function prepareSystemFolder(terminal: Terminal): void {
  if (!terminal.isAdministrator) return
  try {
    mkdirSync(systemBase(terminal), { recursive: true, mode: sharedFolderMode })
  } catch {
    // The role that needs the folder says what is wrong with it.
  }
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
