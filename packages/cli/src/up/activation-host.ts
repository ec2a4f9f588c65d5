/** The activation host of a demonstration: keys of its own, a host key from the vendor, activated over HTTP, serving. */
import { codeOf } from '@muster/core/errors'
import {
  connectAuthority,
  type HostFolder,
  initHost,
  openHostFolder,
  type RunningHost,
} from '@muster/host/main'
import {
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
  { folders, log, report, stack }: Opening,
): Promise<DemonstrationHost> {
  await makeHost(folders)
  const folder = await openHostFolder(folders.host, {
    log,
    adjust: (config) => ({
      ...config,
      listen: { ...config.listen, address: loopback },
      http: { ...config.http, address: loopback },
    }),
  })
  stack.use(folder)
  await activateOnce(folder, vendor)
  await folder.setIntervals({ retryMinutes: demonstrationRetryMinutes }, { allowBelowMinimum: true })
  const running = await folder.serve({ freePortIfTaken: true })
  await reportHost(folder, running, report)
  return { folder, running, address: `${loopback}:${running.addresses.tcp.port}` }
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
