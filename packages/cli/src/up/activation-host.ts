/** The activation host of a demonstration: keys of its own, a host key from the vendor, activated over HTTP, serving. */
import { resolve } from 'node:path'
import { parseServerAddress, zoneFileLine } from '@muster/core/dns'
import { AppError, codeOf } from '@muster/core/errors'
import type { DnsConfig } from '@muster/host/dns'
import {
  connectAuthority,
  type HostFolder,
  initHost,
  openHostFolder,
  type RunningHost,
} from '@muster/host/main'
import { hostInsight } from '../insight/host-insight.ts'
import { consoleToken } from './console-token.ts'
import {
  type DemonstrationDns,
  type DemonstrationFolders,
  demonstrationRetryMinutes,
  type Opening,
  type Report,
} from './demonstration.ts'
import type { DemonstrationVendor } from './vendor.ts'

const loopback = '127.0.0.1'

/** A host that is open. */
export interface DemonstrationHost {
  readonly folder: HostFolder
  readonly running: RunningHost
  /** NAME:PORT, as machines take it. */
  readonly address: string
}

/** Opens the host, makes and activates it first where that was not done, and starts its service on this computer only. */
export async function openActivationHost(
  vendor: DemonstrationVendor,
  { folders, log, report, stack, dns }: Opening,
): Promise<DemonstrationHost> {
  await makeHost(folders)
  const folder = await openHostFolder(folders.host, {
    log,
    insight: hostInsight({ dataFolder: folders.host, environment: process.env }),
    adjust: (config) => ({
      ...config,
      listen: { ...config.listen, address: loopback },
      http: { ...config.http, address: loopback },
      dns: dns === undefined ? { ...config.dns, publish: false } : publishingConfig(config.dns, dns),
    }),
  })
  stack.use(folder)
  await activateOnce(folder, vendor)
  await folder.setIntervals({ retryMinutes: demonstrationRetryMinutes }, { allowBelowMinimum: true })
  const running = await folder.serve({ freePortIfTaken: true })
  await reportHost(folder, running, report)
  await reportConsole(folder, running, report)
  if (dns !== undefined) await publish(folder, dns, report)
  return { folder, running, address: `${loopback}:${running.addresses.tcp.port}` }
}

/** The host publishes itself under a name of its own in the domain that was given. */
function publishingConfig(config: DnsConfig, { server, domain, keyFile }: DemonstrationDns): DnsConfig {
  const endpoint = parseServerAddress(server)
  if (endpoint === undefined) throw new AppError('usage', `--dns: "${server}" is not ADDRESS:PORT.`)
  return {
    ...config,
    publish: true,
    server: endpoint,
    ownDomain: domain,
    hostName: `activation-host.${domain}`,
    security: keyFile === undefined ? { kind: 'none' } : { kind: 'key', keyFile: resolve(keyFile) },
    addresses: [loopback],
  }
}

/** Throws the code of a record that cannot be published: then no machine would find the host. */
async function publish(
  folder: HostFolder,
  { server, domain }: DemonstrationDns,
  report: Report,
): Promise<void> {
  for (const { code, detail } of await folder.dns.publish())
    if (code !== 'success') throw new AppError(code, detail)
  const [record] = (await folder.dns.plan()).records
  report({ event: 'published', domain, record: record === undefined ? '' : zoneFileLine(record), server })
}

/** The console's address with a token of this start: whoever reads this terminal may sign in. */
async function reportConsole(folder: HostFolder, { addresses }: RunningHost, report: Report): Promise<void> {
  if (addresses.http === undefined) return
  const token = await consoleToken(folder.accessTokens)
  report({ event: 'console', of: 'host', url: `http://${loopback}:${addresses.http.port}/#token=${token}` })
}

async function makeHost(folders: DemonstrationFolders): Promise<void> {
  try {
    await initHost(folders.host, { hostName: 'localhost' })
  } catch (error) {
    if (codeOf(error) !== 'already-initialised') throw error
  }
}

/** A host key is issued where none is installed, and activated where that is left to do. */
async function activateOnce(
  folder: HostFolder,
  { authority, running, terms }: DemonstrationVendor,
): Promise<void> {
  if ((await folder.keys()).length === 0) {
    const note = 'issued by muster up'
    const { productKey } = await authority.issueKey({ kind: 'host', products: [terms.productId], note })
    await folder.installKey(productKey)
  }
  const isActivated = (await folder.keys()).some(({ state }) => state === 'activated')
  if (!isActivated) await folder.activate(connectAuthority(running.url))
}

async function reportHost(folder: HostFolder, { addresses }: RunningHost, report: Report): Promise<void> {
  const { certificateExpires, intervals } = await folder.status()
  const { tcp, http } = addresses
  report({
    event: 'host',
    address: loopback,
    port: tcp.port,
    httpUrl: http === undefined ? null : `http://${loopback}:${http.port}`,
    certificateExpires,
    retryMinutes: intervals.retryMinutes,
  })
}
