/** One machine of a demonstration: a folder of its own, used as any client uses its folder. */
import { join } from 'node:path'
import {
  type ActivationOutcome,
  type ClientFolder,
  type ClientStatus,
  openClientFolder,
} from '@muster/client'
import type { Log, Machine } from '@muster/core/ports'
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

/** The machine with this number, from 1, below `machinesFolder`. */
export function demonstrationMachine(machinesFolder: string, number: number, log: Log): DemonstrationMachine {
  const digits = String(number).padStart(nameDigits, '0')
  const folder = join(machinesFolder, digits)
  const name = `machine-${digits}`
  const use = <Result>(work: (client: ClientFolder) => Promise<Result>) => withFolder(folder, name, log, work)
  return {
    name,
    folder,
    setUp: (vendor, hostAddress) => use((client) => setUp(client, vendor, hostAddress)),
    activate: () => use((client) => client.activate()),
    status: () => use((client) => client.status()),
  }
}

/** Opened for one thing at a time, so that commands may use the folder in between. */
async function withFolder<Result>(
  folder: string,
  name: string,
  log: Log,
  work: (client: ClientFolder) => Promise<Result>,
): Promise<Result> {
  const client = await openClientFolder(folder, { ports: { machine: machineNamed(name), log } })
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
  hostAddress: string,
): Promise<ClientStatus> {
  const before = await client.status()
  if (before.product === null) await client.installLicence(licence, [authority.vendor.rootPublicKey])
  if (before.partialProductKey === null) await client.installKey(setupKey)
  const { host } = before
  if (host === null || host.from !== 'pinned' || `${host.name}:${host.port}` !== hostAddress)
    await client.setHost(hostAddress)
  return client.status()
}
