/** The client with real ports: what products embed and what the commands call. */
import { resolve } from 'node:path'
import {
  backgroundTimers,
  folderFiles,
  jsonLog,
  localMachine,
  nodeCryptography,
  systemClock,
  systemRandom,
  systemTimers,
  tcpDialer,
} from '@muster/node'
import { createClient } from './client.ts'
import type { ClientFolder } from './client-folder.ts'
import type { ClientPorts } from './client-ports.ts'
import { directFolder } from './direct-folder.ts'
import { fetchPoster } from './http-poster.ts'

/** What may be chosen when a machine folder is opened. */
export interface ClientFolderOptions {
  /** Whether requests carry the machine's name; they do unless said otherwise. */
  readonly sendsMachineName?: boolean
  /** Ports in place of the real ones. */
  readonly ports?: Partial<ClientPorts>
}

/** Opens a machine folder: through its agent where one runs, else directly. */
export async function openClientFolder(
  dataFolder: string,
  options: ClientFolderOptions = {},
): Promise<ClientFolder> {
  const ports = realPorts(dataFolder, options.ports)
  const config = { background: false, sendsMachineName: options.sendsMachineName ?? true }
  return directFolder(createClient(config, ports), ports, false)
}

/** The real ports on a folder. Timers let a product end; an agent takes those that keep it alive. */
export function realPorts(
  dataFolder: string,
  replaced: Partial<ClientPorts> = {},
  keepsProcessAlive = false,
): ClientPorts {
  return {
    files: folderFiles(resolve(dataFolder)),
    clock: systemClock,
    timers: keepsProcessAlive ? systemTimers : backgroundTimers,
    random: systemRandom,
    cryptography: nodeCryptography,
    dialer: tcpDialer,
    poster: fetchPoster,
    machine: localMachine(),
    log: jsonLog(process.stderr, { levelMin: 'warn' }),
    ...replaced,
  }
}
