/**
 * The activation host: its doors, what stands behind them, and its periodic work, made from a configuration and
 * ports. It neither opens files nor knows which clock it runs on.
 */
import { keyIdOf } from '@muster/core/documents'
import { AppError, codeOf } from '@muster/core/errors'
import type { Listening } from '@muster/core/ports'
import type { Hono } from 'hono'
import type { HostConfig } from './config.ts'
import { type DnsPublishing, dnsPublishingOf, noDns } from './dns/dns-publishing.ts'
import { keepPublished } from './dns/keep-published.ts'
import { createHttpApp } from './http/app.ts'
import type { HttpEnvironment } from './http/http-environment.ts'
import { atMost } from './jobs/at-most.ts'
import { keepAnnounced } from './jobs/keep-announced.ts'
import { type PeriodicWork, periodically } from './jobs/periodically.ts'
import { createLimitedLog, type LimitedLog } from './log/limited-log.ts'
import type { DuplicateNumbers } from './metrics/duplicate-census.ts'
import { metricsHandler } from './metrics/metrics-app.ts'
import { createPacketHandler } from './operations/activate.ts'
import { ActivationBatch } from './operations/activation-batch.ts'
import { applyRetention } from './operations/apply-retention.ts'
import { recordEvent } from './operations/record-event.ts'
import { type HostStatus, readStatus } from './operations/status.ts'
import type { PacketHandler } from './packet-handler.ts'
import type { HostPorts, HttpListening } from './ports.ts'
import { ServingState } from './serving/serving-state.ts'
import { openTcpDoor, type TcpDoor } from './tcp/door.ts'

/** How soon a change by another process, such as a command, takes effect. */
export const refreshIntervalMs = 1_000
/** How often retention runs. */
export const retentionIntervalMs = 60 * 60 * 1_000
/** How soon after the start it runs first: a service that never lives for an hour must drop old events too. */
export const retentionFirstAfterMs = 10_000

/** Monitoring asks one request at a time. */
const metricsConnectionsMax = 50

/** How a host may be started. */
export interface HostOptions {
  /** Take any free port where a configured one is in use, instead of failing. */
  readonly freePortIfTaken?: boolean
  /** How often changes by another process are looked for; {@link refreshIntervalMs} unless said otherwise. */
  readonly refreshIntervalMs?: number
  /** The console, mounted on the HTTP door. */
  readonly console?: Hono<HttpEnvironment>
  /** The latest judgement on shared CMIDs, for the metrics. */
  readonly duplicates?: () => DuplicateNumbers | undefined
}

/** Where a running host can be reached. */
export interface HostAddresses {
  readonly tcp: { readonly address: string; readonly port: number }
  readonly http: { readonly address: string; readonly port: number } | undefined
  /** Absent where metrics are off. */
  readonly metrics?: { readonly address: string; readonly port: number }
}

/** One activation host. */
export interface Host {
  /** Opens the doors. Rejects with `port-in-use`, `port-forbidden` or a code of the store; then nothing stays open. */
  start(): Promise<HostAddresses>
  /** Answers what was accepted, within the configured time, and closes. The store stays open. */
  stop(): Promise<void>
  /** Answers one packet: what every door does. */
  readonly handlePacket: PacketHandler
  status(): Promise<HostStatus>
}

/** Makes a host that is not started. */
export function createHost(config: HostConfig, ports: HostPorts, options: HostOptions = {}): Host {
  return new ActivationHost(config, ports, options)
}

class ActivationHost implements Host {
  readonly handlePacket: PacketHandler
  readonly #config: HostConfig
  readonly #ports: HostPorts
  readonly #options: HostOptions
  readonly #peerLog: LimitedLog
  readonly #serving: ServingState
  readonly #batch: ActivationBatch
  readonly #dns: DnsPublishing | undefined
  #jobs: readonly PeriodicWork[] = []
  #tcpDoor: TcpDoor | undefined
  #httpDoor: HttpListening | undefined
  #metricsDoor: HttpListening | undefined
  #isStopping = false
  #eventsUnreported = 0

  constructor(config: HostConfig, ports: HostPorts, options: HostOptions) {
    const { store, log, clock, random, timers, cryptography, hostKey } = ports
    this.#config = config
    this.#ports = ports
    this.#options = options
    this.#dns = dnsPublishingOf(config.dns, ports, async () => this.#listening)
    this.#peerLog = createLimitedLog(log, clock)
    this.#serving = new ServingState({
      store,
      hostPublicKey: hostKey.publicKey,
      verifier: cryptography,
      log,
    })
    this.#batch = new ActivationBatch({
      store,
      timers,
      requestsWaitingMax: config.limits.requestsWaitingMax,
      onCommitted: (requests, evictions) => ports.metrics?.meter.committed(requests, evictions),
      decisionContext: () => ({ port: this.#port, ...this.#serving.settings }),
    })
    this.handlePacket = createPacketHandler({
      clock,
      random,
      identity: {
        signer: hostKey,
        keyId: keyIdOf(hostKey.publicKey, cryptography),
        verifier: cryptography,
      },
      serving: this.#serving,
      batch: this.#batch,
      log,
      peerLog: this.#peerLog,
      isStopping: () => this.#isStopping,
      meter: ports.metrics?.meter,
      requestVerifier: ports.requestVerifier,
    })
  }

  async start(): Promise<HostAddresses> {
    await this.#serving.refresh()
    await this.#openDoors()
    await this.#openMetrics()
    const tcp = { address: this.#tcpDoor?.address ?? '', port: this.#port }
    const http =
      this.#httpDoor === undefined
        ? undefined
        : { address: this.#httpDoor.address, port: this.#httpDoor.port }
    await this.#recordStart(tcp)
    this.#startJobs()
    this.#ports.log.write('info', 'host-started', {
      ...tcp,
      httpPort: http?.port,
      metricsPort: this.#metricsDoor?.port,
      hostKeys: this.#serving.hostKeys.length,
    })
    if (!(await this.status()).activated) this.#ports.log.write('warn', 'host-not-activated')
    const metricsDoor = this.#metricsDoor
    if (metricsDoor === undefined) return { tcp, http }
    return { tcp, http, metrics: { address: metricsDoor.address, port: metricsDoor.port } }
  }

  async stop(): Promise<void> {
    if (this.#isStopping) return
    this.#isStopping = true
    const { stopMs } = this.#config.limits
    await Promise.all([
      this.#tcpDoor?.close(stopMs),
      this.#httpDoor?.close(stopMs),
      this.#metricsDoor?.close(stopMs),
      ...this.#jobs.map((job) => job.stop()),
    ])
    await atMost(this.#ports.timers, stopMs, this.#batch.idle())
    await this.#record('serviceStopped', {}).catch((error: unknown) => this.#onFailure(error))
    this.#ports.log.write('info', 'host-stopped')
  }

  async status(): Promise<HostStatus> {
    const isRunning = this.#tcpDoor !== undefined && !this.#isStopping
    return readStatus(this.#ports.store, {
      service: isRunning ? 'running' : 'stopped',
      listening: this.#listening,
      hostKeys: this.#serving.hostKeys,
      settings: this.#serving.settings,
      dns: (await this.#dns?.status()) ?? noDns,
      nowMs: this.#ports.clock.nowMs(),
    })
  }

  get #listening(): { readonly address: string; readonly port: number } {
    return { address: this.#tcpDoor?.address ?? this.#config.listen.address, port: this.#port }
  }

  get #port(): number {
    return this.#tcpDoor?.port ?? this.#config.listen.port
  }

  async #openDoors(): Promise<void> {
    const { listen, http, limits } = this.#config
    const { listener, timers, httpServer } = this.#ports
    const onOpened = () => this.#batch.noteOpened()
    const context = { handle: this.handlePacket, limits, timers, log: this.#peerLog, onOpened }
    this.#tcpDoor = await this.#open(listen, (where) => openTcpDoor(where, listener, context))
    if (httpServer === undefined || !http.enabled) return
    const app = createHttpApp({
      handle: this.handlePacket,
      isStopping: () => this.#isStopping,
      log: this.#peerLog,
      ...(this.#options.console === undefined ? {} : { console: this.#options.console }),
    })
    const onMalformed = (address: string) => this.#peerLog.warn('http-refused', 'malformed', { address })
    try {
      this.#httpDoor = await this.#open(http, (where) =>
        httpServer.listen(
          { ...where, connectionsMax: limits.connectionsMax, onMalformed },
          (request, remoteAddress) => app.fetch(request, { remoteAddress }),
        ),
      )
    } catch (error) {
      await this.#tcpDoor.close(0)
      this.#tcpDoor = undefined
      throw error
    }
  }

  async #openMetrics(): Promise<void> {
    const { httpServer, metrics, clock } = this.#ports
    const { enabled, address, port } = this.#config.metrics
    if (!enabled || httpServer === undefined || metrics === undefined) return
    const options = { connectionsMax: metricsConnectionsMax, onMalformed: () => undefined }
    const { duplicates } = this.#options
    const handler = metricsHandler({ metrics, clock, status: () => this.status(), duplicates })
    try {
      this.#metricsDoor = await this.#open({ address, port }, (where) =>
        httpServer.listen({ ...where, ...options }, handler),
      )
    } catch (error) {
      await Promise.all([this.#tcpDoor?.close(0), this.#httpDoor?.close(0)])
      this.#tcpDoor = undefined
      throw error
    }
  }

  async #open<Door extends Listening | TcpDoor>(
    where: { readonly address: string; readonly port: number },
    open: (where: { readonly address: string; readonly port: number }) => Promise<Door>,
  ): Promise<Door> {
    try {
      return await open({ address: where.address, port: where.port })
    } catch (error) {
      const mayMove = this.#options.freePortIfTaken === true && codeOf(error) === 'port-in-use'
      if (!mayMove) throw error
      return open({ address: where.address, port: 0 })
    }
  }

  #startJobs(): void {
    const { timers, store, clock } = this.#ports
    const { days, eventsMax } = this.#config.retention
    const refreshMs = this.#options.refreshIntervalMs ?? refreshIntervalMs
    const onFailure = (error: unknown) => this.#onFailure(error)
    const retention = async () => {
      const context = { store, clock, timers, days, eventsMax, isStopping: () => this.#isStopping }
      this.#eventsUnreported = await applyRetention(context, this.#eventsUnreported)
    }
    this.#jobs = [
      periodically(timers, { intervalMs: refreshMs }, () => this.#serving.refresh(), onFailure),
      periodically(
        timers,
        { intervalMs: retentionIntervalMs, firstAfterMs: retentionFirstAfterMs },
        retention,
        onFailure,
      ),
      ...(this.#dns === undefined ? [] : [keepPublished(this.#dns, timers, onFailure)]),
      ...keepAnnounced({ store, clock, timers }, onFailure),
    ]
  }

  #onFailure(error: unknown): void {
    const detail = error instanceof AppError ? error.detail : String(error)
    this.#peerLog.warn('job-failed', codeOf(error), { detail })
  }

  /** On a standby of the database a host starts too: what can be read is shown, and requests are refused. */
  async #recordStart({ address, port }: HostAddresses['tcp']): Promise<void> {
    try {
      await this.#record('serviceStarted', { address, port })
    } catch (error) {
      if (codeOf(error) !== 'store-read-only') throw error
      this.#ports.log.write('warn', 'store-read-only')
    }
  }

  #record(
    name: 'serviceStarted' | 'serviceStopped',
    fields: Readonly<Record<string, string | number>>,
  ): Promise<void> {
    return recordEvent(this.#ports.store, { name, timeMs: this.#ports.clock.nowMs(), fields })
  }
}
