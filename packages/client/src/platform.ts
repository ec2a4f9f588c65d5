/** What differs between operating systems: where state lives and how the agent is reached. One file, all of them. */
import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the agent of a machine folder listens. */
export interface AgentAddresses {
  /** Folder that must be traversable by everybody; undefined where addresses are no files. */
  readonly folder: string | undefined
  /** For everybody. */
  readonly user: string
  /** For the administrator. */
  readonly administrator: string
}

/** The folder of the machine's client, or of one person's where this account is not the administrator. */
export function defaultClientFolder(): string {
  switch (process.platform) {
    case 'win32':
      return join(process.env.ProgramData ?? 'C:\\ProgramData', 'Muster', 'client')
    case 'darwin':
      return isAdministrator()
        ? '/Library/Application Support/Muster/client'
        : join(homedir(), 'Library', 'Application Support', 'Muster', 'client')
    default:
      return isAdministrator()
        ? '/var/lib/muster/client'
        : join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'muster', 'client')
  }
}

/** The agent's addresses: sockets in `run` below the folder, or named pipes. */
export function agentAddresses(dataFolder: string): AgentAddresses {
  if (process.platform !== 'win32') {
    const folder = join(dataFolder, 'run')
    return {
      folder,
      user: join(folder, 'agent.sock'),
      administrator: join(folder, 'agent-admin.sock'),
    }
  }
  const name = createHash('sha256').update(dataFolder.toLowerCase()).digest('hex').slice(0, 16)
  return {
    folder: undefined,
    user: `\\\\.\\pipe\\muster-agent-${name}`,
    administrator: `\\\\.\\pipe\\muster-agent-admin-${name}`,
  }
}

function isAdministrator(): boolean {
  return process.getuid?.() === 0
}
