/** One machine of a demonstration: a folder of its own, used as any client uses its folder. */
import { join } from 'node:path'
import {
  type ActivationOutcome,
  type ClientFolder,
  type ClientStatus,
  openClientFolder,
} from '@muster/client'
import type { Log, Machine } from '@muster/core/ports'
import type { DemonstrationDns } from './demonstration.ts'
import type { DemonstrationVendor } from './vendor.ts'

const nameDigits = 3

/** One machine. */
export interface DemonstrationMachine {
  /** `machine-001`. */
  readonly name: string
  readonly folder: string
  /** Installs licence, key and host where they are not installed yet. */
  setUp(vendor: DemonstrationVendor, hostAddress: string): Promise<ClientStatus>
  activate(): Promise<ActivationOutcome>
  status(): Promise<ClientStatus>
}

/** Where a machine is, and how it finds its host. */
export interface MachinePlace {
  readonly machinesFolder: string
  readonly number: number
  readonly log: Log
  /** Absent: the machine is told the host's address. */
  readonly dns: DemonstrationDns | undefined
}

/** The machine with this number, from 1, below `machinesFolder`. */
export function demonstrationMachine({
  machinesFolder,
  number,
  log,
  dns,
}: MachinePlace): DemonstrationMachine {
  const digits = String(number).padStart(nameDigits, '0')
  const folder = join(machinesFolder, digits)
  const name = `machine-${digits}`
  const use = <Result>(work: (client: ClientFolder) => Promise<Result>) =>
    withFolder(folder, { name, log, dns }, work)
  return {
    name,
    folder,
    setUp: (vendor, hostAddress) => use((client) => setUp(client, vendor, { hostAddress, dns })),
    activate: () => use((client) => client.activate()),
    status: () => use((client) => client.status()),
  }
}

/** Opened for one thing at a time, so that commands may use the folder in between. */
async function withFolder<Result>(
  folder: string,
  {
    name,
    log,
    dns,
  }: { readonly name: string; readonly log: Log; readonly dns: DemonstrationDns | undefined },
  work: (client: ClientFolder) => Promise<Result>,
): Promise<Result> {
  const ports = { machine: machineNamed(name), log }
  const asking = dns === undefined ? {} : { dnsServer: dns.server, searchDomains: [] }
  const client = await openClientFolder(folder, { ...asking, ports })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

/** All machines share this computer, so none of them states its hardware. */
function machineNamed(name: string): Machine {
  return { name: () => name, isVirtual: () => false, hardwareFacts: () => [] }
}

async function setUp(
  client: ClientFolder,
  { authority, licence, setupKey }: DemonstrationVendor,
  { hostAddress, dns }: { readonly hostAddress: string; readonly dns: DemonstrationDns | undefined },
): Promise<ClientStatus> {
  const before = await client.status()
  if (before.product === null) await client.installLicence(licence, [authority.vendor.rootPublicKey])
  if (before.partialProductKey === null) await client.installKey(setupKey)
  const { host } = before
  if (dns !== undefined) {
    if (host?.from === 'pinned') await client.clearHost()
    await client.setDomain(dns.domain)
  } else if (host === null || host.from !== 'pinned' || `${host.name}:${host.port}` !== hostAddress)
    await client.setHost(hostAddress)
  return client.status()
}
