/**
 * The agent of a machine folder: it renews by itself and answers on two local sockets, one for everybody and one for
 * the administrator. One agent serves a folder at a time.
 */
import { chmod, mkdir, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { AppError, codeOf } from '@muster/core/errors'
import type { Files } from '@muster/core/ports'
import { createClient } from '../client.ts'
import type { ClientFolder } from '../client-folder.ts'
import type { ClientPorts } from '../client-ports.ts'
import { directFolder } from '../direct-folder.ts'
import type { AgentAddresses } from '../platform.ts'
import { type AgentRights, routeAgentRequest } from './agent-routes.ts'
import { createAgentServer } from './agent-server.ts'

const agentLockName = 'agent'
/** The folder may be passed through, but not listed, so that everybody reaches the socket below it. */
const dataFolderMode = 0o711
const runFolderModeAtStart = 0o700
const runFolderMode = 0o755
const userSocketMode = 0o666
const administratorSocketMode = 0o600

/** An agent that runs. */
export interface Agent {
  readonly addresses: AgentAddresses
  /** The folder as the agent itself sees it. */
  readonly folder: ClientFolder
  /** Stops listening, lets requests that it has end, and frees the folder. */
  close(): Promise<void>
}

/** What an agent is made with. */
export interface AgentConfig {
  readonly dataFolder: string
  readonly addresses: AgentAddresses
  readonly sendsMachineName: boolean
}

/** Starts an agent. Rejects with `agent-running`, `file-access`, `usage` where the path of a socket is too long. */
export async function createAgent(config: AgentConfig, ports: ClientPorts): Promise<Agent> {
  const { addresses } = config
  const releaseLock = await holdAgentLock(ports.files)
  const client = createClient({ background: true, sendsMachineName: config.sendsMachineName }, ports)
  const folder = directFolder(client, ports, true)
  const servers: Server[] = []
  const close = async () => {
    await Promise.all(servers.map(closeServer))
    await client.close()
    await removeSockets(addresses)
    await releaseLock()
  }
  try {
    await client.start()
    await openSockets(config, folder, servers)
  } catch (error) {
    await close()
    throw error
  }
  ports.log.write('info', 'agent-started', { user: addresses.user, administrator: addresses.administrator })
  return { addresses, folder, close }
}

/** Holds the lock until the function that it gives is called. */
async function holdAgentLock(files: Files): Promise<() => Promise<void>> {
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let held: Promise<void> = Promise.resolve()
  await new Promise<void>((resolve, reject) => {
    held = files.exclusively(agentLockName, 0, async () => {
      resolve()
      await released
    })
    held.catch((error: unknown) => reject(error))
  }).catch((error: unknown) => {
    throw codeOf(error) === 'state-locked' ? new AppError('agent-running') : error
  })
  return () => {
    release()
    return held
  }
}

/** Sockets are made in a folder that nobody else can enter; it is opened when their modes are set. */
async function openSockets(config: AgentConfig, folder: ClientFolder, servers: Server[]): Promise<void> {
  const { addresses, dataFolder } = config
  if (addresses.folder !== undefined) {
    await mkdir(addresses.folder, { recursive: true, mode: runFolderModeAtStart })
    await chmod(addresses.folder, runFolderModeAtStart)
    await removeSockets(addresses)
  }
  servers.push(await listenAt(addresses.administrator, folder, 'administrator'))
  servers.push(await listenAt(addresses.user, folder, 'user'))
  if (addresses.folder === undefined) return
  await chmod(addresses.administrator, administratorSocketMode)
  await chmod(addresses.user, userSocketMode)
  await chmod(addresses.folder, runFolderMode)
  await chmod(dataFolder, dataFolderMode)
}

function listenAt(address: string, folder: ClientFolder, rights: AgentRights): Promise<Server> {
  const server = createAgentServer((request) => routeAgentRequest(folder, request, rights))
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new AppError('file-access', `Nobody can listen at ${address}.`, { cause }))
    })
    server.listen({ path: address, readableAll: rights === 'user', writableAll: rights === 'user' }, () =>
      resolve(server),
    )
  })
}

function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  return closed
}

async function removeSockets(addresses: AgentAddresses): Promise<void> {
  if (addresses.folder === undefined) return
  await rm(addresses.user, { force: true })
  await rm(addresses.administrator, { force: true })
}
