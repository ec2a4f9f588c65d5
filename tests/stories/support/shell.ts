/** Runs commands as a person at a shell would: the real `muster`, the project's own Node.js, an environment of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of the checkout. */
export const checkoutFolder = fileURLToPath(new URL('../../..', import.meta.url))

const binaries = join(checkoutFolder, 'node_modules/.bin')
/** A command that takes longer than this hangs. */
const commandMs = 60_000
/** A service that has not said what is expected by then has failed. */
const serviceMs = 30_000

/** How a command ended. */
export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

/** A folder with a shell in it. Close it to end its services and remove the folder. */
export class Shell implements AsyncDisposable {
  readonly folder: string
  readonly variables: Record<string, string> = {}
  readonly #services = new Map<string, Service>()

  constructor(folder: string) {
    this.folder = folder
  }

  /** Types a command line and waits for its end, at most `limitMs`. */
  async run(command: string, limitMs = commandMs): Promise<Outcome> {
    const service = this.#spawn(command, false)
    const timer = setTimeout(() => service.process.kill('SIGKILL'), limitMs)
    await service.ended
    clearTimeout(timer)
    return service.outcome()
  }

  /** Starts a service and returns what it has said once `isReady` agrees. */
  async start(name: string, command: string, isReady: (outcome: Outcome) => boolean): Promise<Outcome> {
    const service = this.#spawn(`exec env ${command}`, true)
    this.#services.set(name, service)
    await service.until(isReady)
    return service.outcome()
  }

  /** Asks a service to end, as Ctrl-C does, and waits. */
  async stop(name: string): Promise<Outcome> {
    const service = this.#services.get(name)
    if (service === undefined) throw new Error(`there is no service ${name}`)
    this.#services.delete(name)
    service.process.kill('SIGINT')
    await service.ended
    return service.outcome()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { process } of this.#services.values()) process.kill('SIGKILL')
    await Promise.all([...this.#services.values()].map(({ ended }) => ended))
    await rm(this.folder, { recursive: true, force: true })
  }

  #spawn(command: string, isService: boolean): Service {
    const child = spawn('bash', ['-c', command], {
      cwd: this.folder,
      env: { ...cleanEnvironment(this.folder), ...this.variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return new Service(child, isService ? command : '')
  }
}

/** A shell in a new temporary folder. */
export async function openShell(): Promise<Shell> {
  return new Shell(await mkdtemp(join(tmpdir(), 'muster-story-')))
}

class Service {
  readonly process: ChildProcess
  readonly ended: Promise<unknown>
  readonly #command: string
  #stdout = ''
  #stderr = ''

  constructor(process: ChildProcess, command: string) {
    this.process = process
    this.#command = command
    this.ended = once(process, 'close')
    process.stdout?.on('data', (chunk) => {
      this.#stdout += chunk
    })
    process.stderr?.on('data', (chunk) => {
      this.#stderr += chunk
    })
  }

  outcome(): Outcome {
    const { exitCode } = this.process
    return { stdout: this.#stdout, stderr: this.#stderr, exitCode: exitCode ?? -1 }
  }

  /** Returns once `isReady` agrees; rejects where the service ends or stays silent. */
  until(isReady: (outcome: Outcome) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer)
        this.process.off('close', fail)
        act()
      }
      const fail = () =>
        settle(() => reject(new Error(`not ready: ${this.#command}\n${this.#stdout}${this.#stderr}`)))
      const look = () => isReady(this.outcome()) && settle(resolve)
      const timer = setTimeout(fail, serviceMs)
      this.process.once('close', fail)
      this.process.stdout?.on('data', look)
      this.process.stderr?.on('data', look)
      look()
    })
  }
}

/** Nothing of the surroundings but what a shell needs. */
function cleanEnvironment(folder: string): Record<string, string> {
  const XDG_CACHE_HOME = join(checkoutFolder, 'node_modules/.cache')
  const PATH = [binaries, process.env.PATH].join(delimiter)
  return { PATH, HOME: folder, XDG_CACHE_HOME, LANG: 'C.UTF-8', TZ: 'UTC' }
}
