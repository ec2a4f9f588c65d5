/** The real ports of an activation host: opening its data folder on this computer, with SQLite, TCP and HTTP. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { basename, join, resolve } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { AccessTokens, type IssuedAccessToken } from '@muster/console'
import { readAssets } from '@muster/console/assets'
import { toHex } from '@muster/core/bytes'
import { keyIdOf } from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import type { Files, Log } from '@muster/core/ports'
import type { HostStore, ReportStore } from '@muster/core/stores'
import {
  accountName,
  closeHttpServer,
  createDnsTransport,
  createNegotiatedUpdate,
  createResolver,
  type FolderArchive,
  folderArchive,
  folderFiles,
  listenError,
  localMachine,
  machineAddresses,
  machineDnsServers,
  nodeCryptography,
  nodeKeyedHash,
  systemClock,
  systemRandom,
  systemTimers,
  tcpDialer,
  tcpListener,
  textLog,
  threadVerifier,
} from '@muster/node'
import type { PostgresHostIdentity } from '@muster/store/postgres'
import { openSqliteHostStore, openSqliteReports } from '@muster/store/sqlite'
import type { OnProgress, StoreLocation } from '@muster/store/transfer'
import type { AuthorityConnection } from './authority/authority-connection.ts'
import { httpAuthority } from './authority/http-authority.ts'
import { type HostConfig, readHostConfig } from './config.ts'
import { configTemplate } from './config-template.ts'
import type { DnsPorts } from './dns/dns-ports.ts'
import { HostFolder, whileStopped } from './host-folder.ts'
import type { OpenInsight } from './insight.ts'
import type { HttpServer } from './ports.ts'
import { storeFile } from './store-file.ts'

const keyFile = 'host.key'
const configFile = 'host.toml'
const privateKeyBytes = 32
const copyPrefix = '.archive-'
/** Who may sign in, and what was set and published in DNS. */
const settingsFiles = ['access.json', 'dns-state.json']
/** How long an HTTP peer may take for headers, for a whole request, and between two. */
const headersTimeoutMs = 10_000
const requestTimeoutMs = 15_000
const keepAliveTimeoutMs = 10_000

export type { HostFolder, RunningHost } from './host-folder.ts'

/** What is chosen where a folder is opened. */
export interface OpenHostOptions {
  /** Environment twins of configuration fields; the process's own unless said otherwise. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Standard error unless said otherwise. */
  readonly log?: Log
  /** Changes to the checked configuration, for a service that is run inside another program. */
  readonly adjust?: (config: HostConfig) => HostConfig
  /** What tells of the host beyond its state, for the console and the metrics. */
  readonly insight?: OpenInsight
}

/** A host that was set up. */
export interface InitialisedHost {
  readonly dataFolder: string
  readonly hostName: string
  /** The first token to sign in with; shown now and never again. */
  readonly accessToken: IssuedAccessToken
}

/**
 * Sets up a host: a folder with a key pair of its own, a configuration to edit, and an empty store.
 * Rejects with `already-initialised`, `file-access`.
 */
export async function initHost(
  dataFolder: string,
  options: { readonly hostName?: string } = {},
): Promise<InitialisedHost> {
  const files = folderFiles(dataFolder)
  if ((await files.read(keyFile)) !== undefined) throw new AppError('already-initialised', `${dataFolder}.`)
  const hostName = options.hostName ?? localMachine().name()
  const template = configTemplate(options.hostName)
  readHostConfig(template)
  if ((await files.read(configFile)) === undefined)
    await files.write(configFile, new TextEncoder().encode(template))
  const store = await openSqliteHostStore(join(dataFolder, storeFile))
  await store.close()
  const tokenPorts = { files, clock: systemClock, random: systemRandom, cryptography: nodeCryptography }
  const accessToken = await new AccessTokens(tokenPorts).issue({ name: 'first administrator', role: 'admin' })
  // Last, since a folder with a key counts as set up.
  await files.write(keyFile, systemRandom.bytes(privateKeyBytes))
  return { dataFolder, hostName, accessToken }
}

/**
 * Opens the folder of a host. Rejects with `host-not-initialised`, `config-invalid`, `state-damaged` (its key
 * file), and the codes of the store.
 */
export async function openHostFolder(dataFolder: string, options: OpenHostOptions = {}): Promise<HostFolder> {
  const files = folderFiles(dataFolder)
  const hostKey = nodeCryptography.signer(await readPrivateKey(files, dataFolder))
  const text = new TextDecoder().decode((await files.read(configFile)) ?? new Uint8Array())
  const environment = options.environment ?? process.env
  const read = readHostConfig(text, environment)
  const config = options.adjust?.(read) ?? read
  const hostName = config.hostName ?? localMachine().name()
  const ports = {
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    cryptography: nodeCryptography,
    requestVerifier: threadVerifier(nodeCryptography),
    listener: tcpListener,
    log: options.log ?? textLog(process.stderr),
    httpServer: nodeHttpServer,
    hostKey,
    store: await openStore(config, dataFolder, await identify(files, dataFolder, hostName)),
    dns: dnsPorts({ hostName, dataFolder, files, environment }),
    console: { assets: await readAssets(), connectAuthority },
    ...(config.metrics.enabled ? { metrics: await loadMetrics() } : {}),
  }
  const openReports = () => openReportsOf(config, dataFolder)
  const archive = (folder: HostFolder) => archiveHost(folder, dataFolder)
  return new HostFolder({
    config,
    hostName,
    files,
    ports,
    openReports,
    openInsight: options.insight,
    archive,
    who: accountName(),
  })
}

/** Who this host is among those that share a store. */
async function identify(files: Files, dataFolder: string, hostName: string): Promise<PostgresHostIdentity> {
  const hostSecret = await readPrivateKey(files, dataFolder)
  const { publicKey } = nodeCryptography.signer(hostSecret)
  return { hostId: toHex(keyIdOf(publicKey, nodeCryptography)), hostName, hostSecret }
}

/** The driver of the shared store is loaded only where it is used. */
async function openStore(
  { store }: HostConfig,
  dataFolder: string,
  identity: PostgresHostIdentity,
): Promise<HostStore> {
  if (store === undefined) return openSqliteHostStore(join(dataFolder, storeFile))
  const { openPostgresHostStore } = await import('@muster/store/postgres')
  return openPostgresHostStore(store, identity)
}

async function openReportsOf({ store }: HostConfig, dataFolder: string): Promise<ReportStore> {
  if (store === undefined) return openSqliteReports(join(dataFolder, storeFile))
  const { openPostgresReports } = await import('@muster/store/postgres')
  return openPostgresReports(store)
}

/** Which stores a move is between: `embedded`, the path of a SQLite store, or a connection string. */
export interface HostStoreMove {
  readonly from: string
  readonly to: string
  /** Take only keys and settings along, into a store where other hosts count already. */
  readonly join?: boolean
}

/** What a move did. */
export type HostStoreMoveOutcome =
  | { readonly kind: 'moved'; readonly machines: number; readonly events: number }
  | { readonly kind: 'joined'; readonly hostKeys: number }

/**
 * Moves a host's store; the original stays as it is. Which store the host serves from is up to its configuration.
 * Rejects with `store-locked` while the service runs, `store-not-empty`, `store-copy-differs`, `usage`, and the codes
 * of both stores.
 */
export async function moveHostStore(
  dataFolder: string,
  { from, to, join: isJoining = false }: HostStoreMove,
  onProgress?: OnProgress,
): Promise<HostStoreMoveOutcome> {
  if (from === to) throw new AppError('usage', 'Both are the same store.')
  const files = folderFiles(dataFolder)
  const text = new TextDecoder().decode((await files.read(configFile)) ?? new Uint8Array())
  const hostName = readHostConfig(text, process.env).hostName ?? localMachine().name()
  const host = await identify(files, dataFolder, hostName)
  const { joinStore, moveStore } = await import('@muster/store/transfer')
  const move = { from: locate(from, dataFolder), to: locate(to, dataFolder), host }
  return whileStopped(files, async () => {
    if (isJoining) return { kind: 'joined', hostKeys: await joinStore(move) }
    const { machines, events } = await moveStore(move, onProgress)
    return { kind: 'moved', machines, events }
  })
}

function locate(store: string, dataFolder: string): StoreLocation {
  if (/^postgres(ql)?:\/\//.test(store)) return { kind: 'postgres', connectionString: store }
  return { kind: 'sqlite', path: store === 'embedded' ? join(dataFolder, storeFile) : resolve(store) }
}

/**
 * Makes or updates the tables of a shared store with a role that may, and lets the role that serves use them.
 * Rejects with `config-invalid`, `store-outdated`, `store-unreachable` and others of the store.
 */
export async function prepareHostStore(connectionString: string, servingRole?: string): Promise<void> {
  const { preparePostgresStore } = await import('@muster/store/postgres')
  await preparePostgresStore(connectionString, servingRole)
}

/** Loaded only where it is wanted: commands start faster without it. */
async function loadMetrics() {
  const { prometheusMetrics } = await import('./metrics/prometheus-meter.ts')
  return prometheusMetrics(() => performance.now() / 1_000)
}

function dnsPorts(options: {
  readonly hostName: string
  readonly dataFolder: string
  readonly files: Files
  readonly environment: Readonly<Record<string, string | undefined>>
}): DnsPorts {
  const { hostName, dataFolder, files, environment } = options
  return {
    hostName,
    files,
    transport: createDnsTransport(tcpDialer),
    hash: nodeKeyedHash,
    resolver: createResolver(),
    resolverServers: machineDnsServers(),
    machineAddresses,
    readKeyFile: (path) =>
      readFile(resolve(dataFolder, path), 'utf8').catch((cause: unknown) => {
        throw new AppError('dns-key-file', `${path} cannot be read.`, { cause })
      }),
    negotiatedUpdate: createNegotiatedUpdate(environment),
  }
}

/** The authority at an address, over the network of this computer. Throws `usage`. */
export function connectAuthority(address: string): AuthorityConnection {
  return httpAuthority(address, (url, init) => fetch(url, init))
}

/**
 * Copies what a host needs to go on elsewhere, while it runs: store, key pair, configuration, tokens, DNS settings. The target is a new
 * or empty place. Rejects with `already-initialised` where a host is in it, `file-access`, `store-failed`.
 */
export async function backupHost(folder: HostFolder, dataFolder: string, target: string): Promise<void> {
  const from = folderFiles(dataFolder)
  const to = folderFiles(target)
  await mkdir(target, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new AppError('file-access', `${target}.`, { cause })
  })
  if (existsSync(join(target, storeFile)) || (await to.read(keyFile)) !== undefined)
    throw new AppError('already-initialised', `${target}.`)
  await folder.backupStore(join(target, storeFile))
  for (const name of [configFile, ...settingsFiles, ...dnsKeyFilesOf(folder.config), keyFile]) {
    const content = await from.read(name)
    if (content !== undefined) await to.write(name, content)
  }
}

/** Copies that are on their way out; others of their name were left by a crash. */
const copiesUnderWay = new Set<string>()

/** A backup as one archive: copied beside the store first, read from there, and gone afterwards. */
async function archiveHost(folder: HostFolder, dataFolder: string): Promise<FolderArchive> {
  for (const name of await readdir(dataFolder))
    if (name.startsWith(copyPrefix) && !copiesUnderWay.has(name))
      await rm(join(dataFolder, name), { recursive: true })
  const copy = await mkdtemp(join(dataFolder, copyPrefix))
  copiesUnderWay.add(basename(copy))
  const remove = async () => {
    await rm(copy, { recursive: true, force: true })
    copiesUnderWay.delete(basename(copy))
  }
  try {
    await backupHost(folder, dataFolder, copy)
    return await folderArchive(copy, Math.floor(systemClock.nowMs() / 1_000), remove)
  } catch (error) {
    await remove()
    throw error
  }
}

/** The key that signs DNS updates, where it lies in the folder. */
function dnsKeyFilesOf({ dns: { security } }: HostConfig): readonly string[] {
  return security.kind === 'key' && /^\w[\w.-]*$/.test(security.keyFile) ? [security.keyFile] : []
}

async function readPrivateKey(files: Files, dataFolder: string): Promise<Uint8Array> {
  const privateKey = await files.read(keyFile)
  if (privateKey === undefined) throw new AppError('host-not-initialised', `${dataFolder}.`)
  if (privateKey.length !== privateKeyBytes)
    throw new AppError('state-damaged', `${keyFile} does not have ${privateKeyBytes} bytes.`)
  return privateKey
}

/** HTTP over the sockets of this computer. */
export const nodeHttpServer: HttpServer = {
  listen({ address, port, connectionsMax, onMalformed }, handler) {
    const server = createAdaptorServer({
      overrideGlobalObjects: false,
      fetch: (request, { incoming }) => handler(request, incoming.socket.remoteAddress ?? ''),
      serverOptions: {
        headersTimeout: headersTimeoutMs,
        requestTimeout: requestTimeoutMs,
        keepAliveTimeout: keepAliveTimeoutMs,
      },
    }) as Server
    server.maxConnections = connectionsMax
    server.on('clientError', (_error, socket: Socket) => {
      onMalformed(socket.remoteAddress ?? '')
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
      socket.destroySoon()
    })
    return new Promise((resolve, reject) => {
      server.once('error', (cause) => reject(listenError(cause, `${address} port ${port}`)))
      server.listen(port, address, () => {
        server.removeAllListeners('error')
        server.on('error', () => undefined)
        const taken = server.address() as AddressInfo
        resolve({
          address: taken.address,
          port: taken.port,
          close: (waitMs = 0) => closeHttpServer(server, waitMs),
        })
      })
    })
  },
}
