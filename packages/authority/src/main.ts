/** The real ports of an authority: setting up and opening its data folder on this computer, with SQLite and HTTPS. */
import { mkdir, readFile } from 'node:fs/promises'
import { createServer as createPlainServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { createSecureContext } from 'node:tls'
import { createAdaptorServer } from '@hono/node-server'
import { AccessTokens, type IssuedAccessToken } from '@muster/console'
import { readAssets } from '@muster/console/assets'
import { AppError } from '@muster/core/errors'
import type { Log } from '@muster/core/ports'
import {
  accountName,
  closeHttpServer,
  folderFiles,
  listenError,
  nodeCryptography,
  passphraseSealer,
  systemClock,
  systemRandom,
  textLog,
} from '@muster/node'
import { openSqliteAuthorityStore } from '@muster/store/sqlite'
import { AuthorityFolder } from './authority-folder.ts'
import { type AuthorityConfig, readAuthorityConfig, valuesOfEnvironment } from './config.ts'
import { configTemplate } from './config-template.ts'
import { deskTokenFile, isDeskToken } from './identity/desk-token.ts'
import { issuerFile, readIssuer } from './identity/issuer.ts'
import { rootKeyFile } from './identity/root-key.ts'
import { isInitialised, readVendor, vendorFile, vendorRootFile } from './identity/vendor.ts'
import { type InitialisedVendor, initialise } from './operations/initialise.ts'
import type { HttpServer, TlsIdentity } from './ports.ts'

const configFile = 'authority.toml'
const storeFile = 'authority.sqlite'
const rootFolderName = 'root'
/** Who may sign in; the telephone desk's token. Both are hashes. */
const settingsFiles = ['access.json', deskTokenFile]
/** How long a peer may take for the headers of a request, and between two requests. */
const headersTimeoutMs = 10_000
const keepAliveTimeoutMs = 10_000
/** How often requests that take too long are looked for. */
const timeoutCheckMs = 1_000
const headerBytesMax = 16_384

/** How often a service that stops looks for connections whose answer is out. */

export type { AuthorityFolder, RunningAuthority } from './authority-folder.ts'

/** How a new authority is set up. */
export interface InitAuthorityOptions {
  readonly folder: string
  readonly vendorName: string
  /** At least 12 characters; it opens the root key file and is kept nowhere. */
  readonly passphrase: string
  /** Where the root key goes; `<folder>/root` unless said otherwise. */
  readonly rootFolder?: string
  /** Who acts, for the audit log; the account unless said otherwise. */
  readonly who?: string
  /** Memory and time that one guess at the passphrase costs; a power of two. Lower it only for tests. */
  readonly sealingCost?: number
}

/** An authority that was set up. */
export interface InitialisedAuthority extends InitialisedVendor {
  readonly folder: string
  /** To be moved offline: the service never needs it. */
  readonly rootKeyPath: string
  /** The root's public key, for products. */
  readonly vendorRootPath: string
  /** The first token to sign in with; shown now and never again. */
  readonly accessToken: IssuedAccessToken
}

/** What is chosen where a folder is opened. */
export interface OpenAuthorityOptions {
  /** Who acts, for the audit log; the account unless said otherwise. */
  readonly who?: string
  /** Environment twins of configuration fields; the process's own unless said otherwise. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Fields that win over file and environment. */
  readonly values?: Parameters<typeof readAuthorityConfig>[1]
  /** Standard error unless said otherwise. */
  readonly log?: Log
}

/**
 * Sets up an authority. Rejects with `already-initialised`, `passphrase-short`, `config-invalid` (the vendor's
 * name), `file-access`. Interrupted, it leaves a folder that is no authority and can be set up again.
 */
export async function initAuthority(options: InitAuthorityOptions): Promise<InitialisedAuthority> {
  const folder = resolve(options.folder)
  const rootFolder = resolve(options.rootFolder ?? join(folder, rootFolderName))
  const files = folderFiles(folder)
  if (!(await isInitialised(files)) && (await files.read(configFile)) === undefined)
    await files.write(configFile, new TextEncoder().encode(configTemplate))
  const { vendorName, passphrase, who = accountName() } = options
  const vendor = await initialise(
    { vendorName, passphrase, who },
    {
      files,
      rootFiles: folderFiles(rootFolder),
      sealer: passphraseSealer(options.sealingCost),
      cryptography: nodeCryptography,
      random: systemRandom,
      clock: systemClock,
      openStore: async () => openSqliteAuthorityStore(join(folder, storeFile)),
    },
  )
  const rootKeyPath = join(rootFolder, rootKeyFile)
  const tokenPorts = { files, clock: systemClock, random: systemRandom, cryptography: nodeCryptography }
  const accessToken = await new AccessTokens(tokenPorts).issue({ name: 'first administrator', role: 'admin' })
  return { ...vendor, accessToken, folder, rootKeyPath, vendorRootPath: join(folder, vendorRootFile) }
}

/**
 * Opens the folder of an authority. Rejects with `authority-not-initialised`, `config-invalid`, `state-damaged`,
 * and the codes of the store.
 */
export async function openAuthorityFolder(
  dataFolder: string,
  options: OpenAuthorityOptions = {},
): Promise<AuthorityFolder> {
  const folder = resolve(dataFolder)
  const files = folderFiles(folder)
  const vendor = await readVendor(files)
  const text = new TextDecoder().decode((await files.read(configFile)) ?? new Uint8Array())
  const values = { ...valuesOfEnvironment(options.environment ?? process.env), ...options.values }
  const config = readAuthorityConfig(text, values)
  const issuer = () => readIssuer(files, vendor, nodeCryptography)
  await issuer()
  return new AuthorityFolder({
    vendor,
    who: options.who ?? accountName(),
    config,
    files,
    rootFilesAt: (rootFolder) => folderFiles(resolve(rootFolder ?? join(folder, rootFolderName))),
    sealer: passphraseSealer(),
    httpServer: nodeHttpServer,
    readTls: () => readTls(config, folder),
    assets: await readAssets(),
    ports: {
      clock: systemClock,
      random: systemRandom,
      cryptography: nodeCryptography,
      log: options.log ?? textLog(process.stderr),
      store: openSqliteAuthorityStore(join(folder, storeFile)),
      issuer,
      isDeskToken: (token) => isDeskToken(token, { files, cryptography: nodeCryptography }),
      ...(config.metrics.enabled ? { metrics: await loadMetrics() } : {}),
    },
  })
}

/** Loaded only where it is wanted: commands start faster without it. */
async function loadMetrics() {
  const { prometheusMetrics } = await import('./metrics/prometheus-meter.ts')
  return prometheusMetrics(() => performance.now() / 1_000)
}

/**
 * Copies what an authority needs to go on elsewhere, while it runs: store, issuer, vendor, configuration; not the
 * root key. The target is a new or empty place, and an authority only once everything is there.
 * Rejects with `already-initialised` where an authority is in it, `file-access`, `store-failed`.
 */
export async function backupAuthority(
  authority: AuthorityFolder,
  dataFolder: string,
  target: string,
): Promise<string> {
  const folder = resolve(target)
  const from = folderFiles(resolve(dataFolder))
  const to = folderFiles(folder)
  if (await isInitialised(to)) throw new AppError('already-initialised', `${folder}.`)
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new AppError('file-access', `${folder}.`, { cause })
  })
  await authority.backupStore(join(folder, storeFile))
  for (const name of [configFile, ...settingsFiles, vendorRootFile, issuerFile, vendorFile]) {
    const content = await from.read(name)
    if (content !== undefined) await to.write(name, content)
  }
  return folder
}

/** HTTP and HTTPS over the sockets of this computer. */
export const nodeHttpServer: HttpServer = {
  listen(options, handler) {
    const server = createServer(options, (request, { incoming }) =>
      handler(request, incoming.socket.remoteAddress ?? ''),
    )
    server.maxConnections = options.connectionsMax
    const { address, port } = options
    return new Promise((resolve, reject) => {
      server.once('error', (cause) => reject(listenError(cause, `${address} port ${port}`)))
      server.listen(port, address, () => {
        server.removeAllListeners('error')
        server.on('error', () => undefined)
        const taken = server.address() as AddressInfo
        const close = (waitMs = 0) => closeHttpServer(server, waitMs)
        resolve({ address: taken.address, port: taken.port, close })
      })
    })
  },
}

type Adaptor = Parameters<typeof createAdaptorServer>[0]

function createServer(
  { requestMs, tls }: Parameters<HttpServer['listen']>[0],
  fetch: Adaptor['fetch'],
): Server {
  const bounds = {
    headersTimeout: Math.min(headersTimeoutMs, requestMs),
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(timeoutCheckMs, requestMs),
    maxHeaderSize: headerBytesMax,
  }
  const adaptor = { overrideGlobalObjects: false, fetch }
  if (tls === undefined)
    return createAdaptorServer({
      ...adaptor,
      createServer: createPlainServer,
      serverOptions: bounds,
    }) as Server
  const identity = { cert: Buffer.from(tls.certificate), key: Buffer.from(tls.key) }
  checkTls(identity)
  const serverOptions = { ...bounds, ...identity, minVersion: 'TLSv1.2' } as const
  return createAdaptorServer({ ...adaptor, createServer: createTlsServer, serverOptions }) as Server
}

function checkTls(identity: { readonly cert: Buffer; readonly key: Buffer }): void {
  try {
    createSecureContext(identity)
  } catch (cause) {
    throw new AppError('config-invalid', 'tls.certificate and tls.key are not a pair of PEM files.', {
      cause,
    })
  }
}

/** Paths in the configuration are relative to the data folder. */
async function readTls(config: AuthorityConfig, folder: string): Promise<TlsIdentity | undefined> {
  if (config.tls === undefined) return undefined
  const { certificateFile, keyFile } = config.tls
  const [certificate, key] = await Promise.all([
    readPem(resolve(folder, certificateFile)),
    readPem(resolve(folder, keyFile)),
  ])
  return { certificate, key }
}

async function readPem(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    throw new AppError(isMissing ? 'file-not-found' : 'file-access', path, { cause })
  }
}
