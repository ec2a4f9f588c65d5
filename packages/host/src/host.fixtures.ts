/** A real host for tests: SQLite in a temporary folder, real sockets on free ports, a clock that the test may move. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProductTerms } from '@muster/core/documents'
import type { LogFields, LogLevel, Signer } from '@muster/core/ports'
import type { HostKeyInstallation, HostStore } from '@muster/core/stores'
import type { ActivationRequest } from '@muster/core/wire'
import { nodeCryptography, systemRandom, systemTimers, tcpListener } from '@muster/node'
import { openSqliteHostStore } from '@muster/store/sqlite'
import { type HostLimits, readHostConfig } from './config.ts'
import { createHost, type Host } from './host.ts'
import { ask, type Reply, readReply, TestMachine } from './machine.fixtures.ts'
import { nodeHttpServer } from './main.ts'
import { signerOf, TestVendor } from './vendor.fixtures.ts'

/** One line of the log. */
export interface LogLine {
  readonly level: LogLevel
  readonly event: string
  readonly fields: LogFields
}

/** How a test wants its host. */
export interface TestHostOptions {
  readonly limits?: Partial<HostLimits>
  readonly wrapStore?: (store: HostStore) => HostStore
  /** What is installed; the vendor's activated key unless said otherwise. */
  readonly installations?: (hostKey: Signer, nowSeconds: number) => Promise<readonly HostKeyInstallation[]>
}

/** A host under test with everything around it. */
export class TestHost {
  readonly vendor = new TestVendor()
  readonly hostKey = signerOf(99)
  readonly lines: LogLine[] = []
  readonly #options: TestHostOptions
  #offsetMs = 0
  #folder = ''
  #store: HostStore | undefined
  #host: Host | undefined
  port = 0
  httpPort = 0

  constructor(options: TestHostOptions = {}) {
    this.#options = options
  }

  static async start(options: TestHostOptions = {}): Promise<TestHost> {
    const test = new TestHost(options)
    test.#folder = await mkdtemp(join(tmpdir(), 'muster-host-'))
    await test.open()
    const nowSeconds = Math.floor(test.nowMs / 1_000)
    const install =
      options.installations ??
      (async (hostKey: Signer) => [await test.vendor.installation(hostKey.publicKey, nowSeconds)])
    for (const installation of await install(test.hostKey, nowSeconds))
      await test.store.saveInstallation(installation)
    await test.serve()
    return test
  }

  get nowMs(): number {
    return Date.now() + this.#offsetMs
  }

  get store(): HostStore {
    if (this.#store === undefined) throw new Error('the store is not open')
    return this.#store
  }

  get host(): Host {
    if (this.#host === undefined) throw new Error('the host is not made')
    return this.#host
  }

  get folder(): string {
    return this.#folder
  }

  /** Moves the clock of the host. */
  advance(ms: number): void {
    this.#offsetMs += ms
  }

  async open(): Promise<void> {
    const store = await openSqliteHostStore(join(this.#folder, 'host.sqlite'))
    this.#store = this.#options.wrapStore?.(store) ?? store
  }

  async serve(): Promise<void> {
    const config = readHostConfig('[listen]\naddress = "127.0.0.1"\nport = 0\n[http]\nport = 0\n')
    const limits = { ...config.limits, ...this.#options.limits }
    this.#host = createHost(
      { ...config, limits },
      {
        clock: { nowMs: () => this.nowMs },
        timers: systemTimers,
        random: systemRandom,
        cryptography: nodeCryptography,
        hostKey: this.hostKey,
        listener: tcpListener,
        httpServer: nodeHttpServer,
        store: this.store,
        log: { write: (level, event, fields = {}) => this.lines.push({ level, event, fields }) },
      },
    )
    const addresses = await this.#host.start()
    this.port = addresses.tcp.port
    this.httpPort = addresses.http?.port ?? 0
  }

  /** Stops the service, closes the store, and starts both again on the same file. */
  async restart(): Promise<void> {
    await this.host.stop()
    await this.store.close()
    await this.open()
    await this.serve()
  }

  /** One machine asks over a connection of its own. */
  async ask(
    terms: ProductTerms,
    machine = new TestMachine(),
    changes: Partial<ActivationRequest> = {},
  ): Promise<Reply> {
    const packet = await ask(this.port, await machine.packet(terms, this.nowMs, changes))
    if (packet === undefined) throw new Error('the host closed the connection')
    return this.read(packet)
  }

  read(packet: Uint8Array): Reply {
    return readReply(packet, this.hostKey.publicKey)
  }

  /** The count that one machine is told. */
  async count(
    terms: ProductTerms,
    machine?: TestMachine,
    changes?: Partial<ActivationRequest>,
  ): Promise<number> {
    const reply = await this.ask(terms, machine, changes)
    if (reply.kind === 'refusal') throw new Error(`refused: ${reply.code}`)
    return reply.count
  }

  linesOf(event: string, code?: string): readonly LogLine[] {
    return this.lines.filter(
      (line) => line.event === event && (code === undefined || line.fields.code === code),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#host?.stop()
    await this.#store?.close()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
