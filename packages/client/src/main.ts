/** The client with real ports: what products embed and what the commands call. */
import { resolve } from 'node:path'
import { parseServerAddress } from '@muster/core/dns'
import { AppError, codeOf } from '@muster/core/errors'
import type { Log } from '@muster/core/ports'
import {
  backgroundTimers,
  createResolver,
  createTcpDialer,
  folderFiles,
  jsonLog,
  localMachine,
  nodeCryptography,
  systemClock,
  systemRandom,
  systemTimers,
  tcpDialer,
} from '@muster/node'
import type { Agent } from './agent/agent.ts'
import { fetchAuthority } from './authority-poster.ts'
import { createClient } from './client.ts'
import type { ClientFolder } from './client-folder.ts'
import type { ClientPorts } from './client-ports.ts'
import { directFolder } from './direct-folder.ts'
import { domainDirectory } from './domain-directory.ts'
import { fetchPoster } from './http-poster.ts'
import { type Licence, type LicenceOptions, openLicence } from './licence.ts'
import { agentAddresses, defaultClientFolder } from './platform.ts'

export type { Agent } from './agent/agent.ts'
export type {
  ActivationOutcome,
  ClientFolder,
  InstallationIdView,
  InstalledProduct,
  InstalledProductKey,
  LicenceEvidence,
  ProductChoice,
  RearmOutcome,
} from './client-folder.ts'
export type { ClientDescription, ClientStatus } from './client-status.ts'
export type { AskedName, DiscoveryReport, TriedHost } from './discover.ts'
export type { Licence, LicenceOptions, LicenceWord } from './licence.ts'
export { type AgentAddresses, agentAddresses, defaultClientFolder } from './platform.ts'

/** What may be chosen when a machine folder is opened. */
export interface ClientFolderOptions {
  /** Whether requests carry the machine's name; they do unless said otherwise. */
  readonly sendsMachineName?: boolean
  /** DNS server to ask instead of the machine's own: ADDRESS, ADDRESS:PORT or [IPv6]:PORT. */
  readonly dnsServer?: string
  /** Domains to look in instead of the machine's own search list. */
  readonly searchDomains?: readonly string[]
  /** Ports in place of the real ones. */
  readonly ports?: Partial<ClientPorts>
}

/** What a product hands in, with ports in place of the real ones. */
export interface CreateLicenceOptions extends LicenceOptions {
  readonly ports?: Partial<ClientPorts>
}

/**
 * The licence of a product that embeds the client (see {@link Licence}). Activation, renewals and retries happen by
 * themselves and never keep the process alive. Throws the codes of a document where the licence does not lead to the
 * roots, those of a product key, `host-address-invalid`; never because a network or a folder does not work.
 */
export function createLicence(options: CreateLicenceOptions): Promise<Licence> {
  const folder = options.stateFolder ?? defaultClientFolder()
  return openLicence(options, realPorts(folder, options.ports))
}

/** Opens a machine folder: through its agent where one runs, else directly. */
export async function openClientFolder(
  dataFolder: string,
  options: ClientFolderOptions = {},
): Promise<ClientFolder> {
  const agent = await connectAgent(dataFolder)
  if (agent !== undefined) return agent
  const ports = realPorts(dataFolder, { ...dnsPorts(options), ...options.ports })
  const config = { background: false, sendsMachineName: options.sendsMachineName ?? true }
  return directFolder(createClient(config, ports), ports, false)
}

/** The folder through the agent that serves it; undefined where none runs. */
export async function connectAgent(dataFolder: string): Promise<ClientFolder | undefined> {
  try {
    // Loaded where it is used: a product that embeds the client needs no HTTP to start.
    const { connectToAgent } = await import('./agent/agent-connection.ts')
    return await connectToAgent(agentAddresses(resolve(dataFolder)))
  } catch (error) {
    if (codeOf(error) === 'administrator-needed') return undefined
    throw error
  }
}

/**
 * Starts the agent of a machine folder in this process: renewals, and the two local sockets. The process lives until
 * it is closed. Rejects with `agent-running`, `file-access`.
 */
export async function startAgent(dataFolder: string, options: ClientFolderOptions = {}): Promise<Agent> {
  const { createAgent } = await import('./agent/agent.ts')
  const folder = resolve(dataFolder)
  const config = {
    dataFolder: folder,
    addresses: agentAddresses(folder),
    sendsMachineName: options.sendsMachineName ?? true,
  }
  const log = jsonLog(process.stderr)
  return createAgent(
    config,
    realPorts(folder, { log, timers: systemTimers, ...dnsPorts(options), ...options.ports }),
  )
}

/** Resolver and dialer of a client that is told whom to ask. Throws `usage`. */
function dnsPorts({
  dnsServer,
  searchDomains,
}: Pick<ClientFolderOptions, 'dnsServer' | 'searchDomains'>): Partial<ClientPorts> {
  if (dnsServer === undefined && searchDomains === undefined) return {}
  const server = dnsServer === undefined ? undefined : parseServerAddress(dnsServer)
  if (dnsServer !== undefined && server === undefined)
    throw new AppError('usage', `"${dnsServer}" is not ADDRESS, ADDRESS:PORT or [IPv6]:PORT of a DNS server.`)
  const resolver = createResolver({
    ...(server === undefined ? {} : { servers: [server] }),
    ...(searchDomains === undefined ? {} : { searchDomains }),
  })
  return { resolver, dialer: createTcpDialer(resolver) }
}

/** A library writes nothing by itself: what goes wrong is in the state and in the events. */
const silentLog: Log = { write: () => undefined }

/** The real ports on a folder; the timers let the process end before they fire. */
export function realPorts(dataFolder: string, replaced: Partial<ClientPorts> = {}): ClientPorts {
  const ports: ClientPorts = {
    files: folderFiles(resolve(dataFolder)),
    clock: systemClock,
    timers: backgroundTimers,
    random: systemRandom,
    cryptography: nodeCryptography,
    dialer: tcpDialer,
    poster: fetchPoster,
    authorities: fetchAuthority,
    resolver: createResolver(),
    machine: localMachine(),
    log: silentLog,
    ...replaced,
  }
  const directory = ports.directory ?? domainDirectory(ports)
  return directory === undefined ? ports : { ...ports, directory }
}
