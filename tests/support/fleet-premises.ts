/** A customer with machines behind a real sshd, a vendor's authority, an activation host, and the fleet tool beside them. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fromHex } from '@muster/core/bytes'
import { type Child, startChild } from '../../tools/bench/child.ts'
import { type Sshd, type SshMachine, startSshd } from '../servers/sshd.ts'
import { type HostProcess, startHostProcess } from './host-process.ts'
import { openMachine } from './premises.ts'
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts'
import type { ServeVendor, VendorService } from './vendor-service.ts'

const vendorPath = join(import.meta.dirname, 'vendor-service.ts')
const command = join(import.meta.dirname, '../../packages/cli/bin.js')
/** How the machines are told to run what is being tested. */
const remoteCommand = `${process.execPath} ${command}`

/** What a command of the fleet tool did. */
export interface FleetRun {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** The lines of JSON on standard output. */
  readonly results: readonly FleetResult[]
}

/** How a command of the fleet tool is run. */
export interface RunOptions {
  readonly input?: string
  /** Folder of the inventory, where it is not the usual one. */
  readonly data?: string
  /** Presses Ctrl-C after so many results. */
  readonly interruptAfter?: number
}

/** A result as `--json` prints it. */
export interface FleetResult {
  readonly machine: string
  readonly done: boolean
  readonly note: string | null
  readonly failure: { readonly code: string; readonly number: number; readonly remedy: string } | null
}

/** Everything that one test needs, in one temporary folder. */
export class FleetPremises implements AsyncDisposable {
  readonly vendor: VendorService
  readonly authority: Child<ServeVendor, VendorService>
  readonly host: HostProcess
  readonly sshd: Sshd
  readonly folder: TemporaryFolder

  private constructor(parts: Pick<FleetPremises, 'vendor' | 'authority' | 'host' | 'sshd' | 'folder'>) {
    this.vendor = parts.vendor
    this.authority = parts.authority
    this.host = parts.host
    this.sshd = parts.sshd
    this.folder = parts.folder
  }

  /** Sets everything up: an activated host, machines with the server product and no key, an empty inventory. */
  static async start(machines: readonly SshMachine[], makActivations: number): Promise<FleetPremises> {
    const folder = await temporaryFolder()
    const authority: Child<ServeVendor, VendorService> = startChild(
      vendorPath,
      join(folder.path, 'authority'),
    )
    const vendor = await authority.ask({ kind: 'serve', makActivations })
    const host = await startHostProcess(join(folder.path, 'host'), vendor)
    const sshd = await startSshd(
      machines.map((machine) => ({
        ...machine,
        environment: { MUSTER_DATA: machineFolder(folder, machine.name) },
      })),
    )
    const premises = new FleetPremises({ vendor, authority, host, sshd, folder })
    for (const { name } of machines) await premises.#installProduct(name)
    return premises
  }

  /** Path of a machine's folder. */
  machine(name: string): string {
    return machineFolder(this.folder, name)
  }

  /** Path of a file beside the inventory. */
  path(name: string): string {
    return join(this.folder.path, name)
  }

  /** Runs `muster fleet …` as its own process. */
  async fleet(words: readonly string[], options: RunOptions = {}): Promise<FleetRun> {
    const environment = {
      MUSTER_DATA: join(this.folder.path, options.data ?? 'fleet'),
      MUSTER_FLEET_SSH_CONFIG: this.sshd.sshConfig,
      MUSTER_FLEET_REMOTE_COMMAND: remoteCommand,
    }
    return runFleet(words, environment, options)
  }

  /** Runs an action on machines and says what became of each: the code of its failure, or `done`. */
  async act(words: readonly string[], input?: string): Promise<Readonly<Record<string, string>>> {
    const run = await this.fleet([...words, '--json'], input === undefined ? {} : { input })
    return codesOf(run)
  }

  async #installProduct(name: string): Promise<void> {
    await using machine = await openMachine(this.machine(name))
    const roots = [fromHex(this.vendor.rootPublicKey) ?? new Uint8Array()]
    await machine.folder.installLicence(this.vendor.server.licence, roots)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sshd[Symbol.asyncDispose]()
    await this.host[Symbol.asyncDispose]()
    await this.authority[Symbol.asyncDispose]()
    await this.folder[Symbol.asyncDispose]()
  }
}

/** What became of each machine: the code of its failure, or `done`. */
export function codesOf({ results }: FleetRun): Readonly<Record<string, string>> {
  return Object.fromEntries(results.map(({ machine, failure }) => [machine, failure?.code ?? 'done']))
}

function machineFolder(folder: TemporaryFolder, name: string): string {
  return join(folder.path, 'machines', name)
}

function runFleet(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  { input = '', interruptAfter = Number.POSITIVE_INFINITY }: RunOptions,
): Promise<FleetRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, 'fleet', ...words], {
      env: { ...process.env, ...environment, NO_COLOR: '1' },
    })
    let [stdout, stderr] = ['', '']
    let isInterrupted = false
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk)
      if (isInterrupted || resultsIn(stdout).length < interruptAfter) return
      isInterrupted = true
      child.kill('SIGINT')
    })
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk)
    })
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr, results: resultsIn(stdout) }))
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

function resultsIn(stdout: string): readonly FleetResult[] {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"machine"') && line.endsWith('}'))
  return lines.map((line) => JSON.parse(line) as FleetResult)
}
