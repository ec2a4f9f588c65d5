/** A vendor and a customer: authority and host in processes of their own, and machines with the vendor's product. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type ClientFolder, type ClientStatus, openClientFolder } from '@muster/client'
import { fromHex } from '@muster/core/bytes'
import type { ActivationPolicy } from '@muster/core/documents'
import { localMachine } from '@muster/node'
import { type Child, startChild } from '../../tools/bench/child.ts'
import { startHostProcess } from './host-process.ts'
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts'
import type { ServeVendor, VendorService } from './vendor-service.ts'

const run = promisify(execFile)
const vendorPath = join(import.meta.dirname, 'vendor-service.ts')
const command = join(import.meta.dirname, '../../packages/cli/bin.js')

/** Everything that one test needs, in one temporary folder. */
export class Premises implements AsyncDisposable {
  readonly vendor: VendorService
  readonly hostPort: number
  readonly #folder: TemporaryFolder
  readonly #children: readonly AsyncDisposable[]
  #machines = 0

  private constructor(parts: {
    readonly folder: TemporaryFolder
    readonly children: readonly AsyncDisposable[]
    readonly vendor: VendorService
    readonly hostPort: number
  }) {
    this.#folder = parts.folder
    this.#children = parts.children
    this.vendor = parts.vendor
    this.hostPort = parts.hostPort
  }

  /** Sets everything up; the host is activated and listens. The policy is what products state instead of the usual. */
  static async start(policy: Partial<ActivationPolicy> = {}): Promise<Premises> {
    const folder = await temporaryFolder()
    const authority: Child<ServeVendor, VendorService> = startChild(
      vendorPath,
      join(folder.path, 'authority'),
    )
    const vendor = await authority.ask({ kind: 'serve', policy })
    const host = await startHostProcess(join(folder.path, 'host'), vendor)
    return new Premises({ folder, children: [authority, host], vendor, hostPort: host.port })
  }

  /** The folder of the host's service. */
  get hostFolder(): string {
    return join(this.#folder.path, 'host')
  }

  /** A machine with the product installed and the host set, that has not asked yet. */
  async installMachine(family: 'client' | 'server'): Promise<string> {
    const path = join(this.#folder.path, 'machines', String(++this.#machines).padStart(3, '0'))
    const { licence, setupKey } = this.vendor[family]
    await using client = await openMachine(path)
    await client.folder.installLicence(licence, [fromHex(this.vendor.rootPublicKey) ?? new Uint8Array()])
    await client.folder.installKey(setupKey)
    await client.folder.setHost(`127.0.0.1:${this.hostPort}`)
    return path
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) await child[Symbol.asyncDispose]()
    await this.#folder[Symbol.asyncDispose]()
  }
}

/** Opens a machine's folder in this process, as a physical or a virtual machine. */
export async function openMachine(
  path: string,
  options: { readonly virtual?: boolean } = {},
): Promise<AsyncDisposable & { readonly folder: ClientFolder }> {
  const machine = { ...localMachine(), isVirtual: () => options.virtual ?? false }
  const folder = await openClientFolder(path, { ports: { machine } })
  return { folder, [Symbol.asyncDispose]: () => folder.close() }
}

/** Runs `muster client activate` as its own process and says what the machine's state is then. */
export async function activate(path: string): Promise<ClientStatus> {
  await run(process.execPath, [command, 'client', 'activate', '--data', path]).catch((error: unknown) => {
    if (!(error as { readonly stderr: string }).stderr.includes('Code: count-insufficient')) throw error
  })
  await using machine = await openMachine(path)
  return machine.folder.status()
}
