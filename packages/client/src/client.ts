/**
 * The engine of the client: it hands what happens to the core's `step`, under the folder's lock, and carries out the
 * effects. Each step reads what is stored, so several processes may use one folder. No decision is made here.
 */
import { drawFrom } from '@muster/core/discovery'
import { AppError, codeOf } from '@muster/core/errors'
import type { MusterEvent } from '@muster/core/events'
import {
  machineActivationAnswerBytesMax,
  readMachineActivationAnswer,
  signMachineActivationRequest,
} from '@muster/core/issuing'
import {
  type ClientEffect,
  type ClientEvent,
  type ClientState,
  eventNeedsConfirmations,
  type RoundOutcome,
  type StepContext,
  type StepResult,
  step,
  withMemoryOf,
  withoutRound,
} from '@muster/core/licensing'
import type { CancelTimer } from '@muster/core/ports'
import { signRequest } from '@muster/core/wire'
import type { ClientPorts } from './client-ports.ts'
import { isoTime } from './client-status.ts'
import { appendEvents } from './event-file.ts'
import { damageEvent } from './event-of-damage.ts'
import { exchangePacket } from './exchange.ts'
import { type LazyCryptography, lazyCryptography } from './lazy-cryptography.ts'
import { type LookedUp, lookUpHosts } from './look-up.ts'
import { readDirectory } from './read-directory.ts'
import { type KeptState, StateStore } from './state-store.ts'

/** How long a step waits for another process that holds the folder. */
export const lockWaitMs = 10_000
/** How soon a step that the folder did not take is tried again. */
const tryAgainMs = 60_000
const stateLockName = 'state'
const nonceBytes = 8
const privateKeyBytes = 32

/** What may be chosen about a client. */
export interface ClientConfig {
  /** Whether timers run: renewals and retries happen by themselves. */
  readonly background: boolean
  /** Whether requests carry the machine's name. */
  readonly sendsMachineName: boolean
}

/** A client on one folder. */
export interface Client {
  /** Lets one thing happen. The result may be a refusal. Rejects with `state-unreadable`, `file-access`, `state-locked`. */
  dispatch(event: ClientEvent): Promise<StepResult>
  /** Starts on this machine: an image takes its identity, hardware is compared, timers are set. */
  start(): Promise<void>
  /** One round of activation, or the one that is under way. Rejects with the code of a round that cannot be tried. */
  activate(productId: string): Promise<RoundOutcome>
  /** The state; undefined where nothing was ever installed. */
  view(): Promise<ClientState | undefined>
  /** The state as this process knows it, without looking at the folder; undefined before the first step. */
  recall(): ClientState | undefined
  /** Calls `listener` when the licence state of a product is another; gives the way to stop that. */
  onChange(listener: (productId: string) => void): () => void
  close(): Promise<void>
}

/** A client on the folder of `ports.files`. */
export function createClient(config: ClientConfig, ports: ClientPorts): Client {
  return new Engine(config, ports)
}

interface Waiter {
  readonly resolve: (outcome: RoundOutcome) => void
  readonly reject: (error: unknown) => void
}

type SendRequest = Extract<ClientEffect, { kind: 'send-request' }>
type AskAuthority = Extract<ClientEffect, { kind: 'ask-authority' }>
type ReadDirectory = Extract<ClientEffect, { kind: 'read-directory' }>
type LookUpHosts = Extract<ClientEffect, { kind: 'look-up-hosts' }>

class Engine implements Client {
  readonly #config: ClientConfig
  readonly #ports: ClientPorts & { readonly cryptography: LazyCryptography }
  readonly #store: StateStore
  readonly #abort = new AbortController()
  readonly #timers = new Map<string, CancelTimer>()
  readonly #waiters = new Map<string, Waiter[]>()
  readonly #listeners = new Set<(productId: string) => void>()
  readonly #exchanges = new Set<Promise<void>>()
  #memory: ClientState | undefined
  #privateKey: Uint8Array | undefined
  #queue: Promise<unknown> = Promise.resolve()

  constructor(config: ClientConfig, ports: ClientPorts) {
    this.#config = config
    const cryptography = lazyCryptography(ports.cryptography)
    this.#ports = { ...ports, cryptography }
    this.#store = new StateStore(this.#ports)
  }

  async dispatch(event: ClientEvent): Promise<StepResult> {
    const result = await this.#alone(async () => {
      const { state, privateKey } = await this.#load()
      if (eventNeedsConfirmations(event)) await this.#ports.cryptography.learnConfirmations()
      const fresh = this.#freshKeyPair()
      const stepped = step(state, event, this.#contextWith(fresh))
      await this.#keep(stepped, privateKey, fresh.privateKey)
      return stepped
    })
    for (const effect of result.effects) this.#carryOut(effect)
    return result
  }

  async start(): Promise<void> {
    const { machine } = this.#ports
    const name = this.#config.sendsMachineName ? machine.name() : undefined
    const domain = machine.domain?.()?.domain
    await this.dispatch({
      kind: 'started',
      machine: {
        name,
        virtual: machine.isVirtual(),
        hardware: machine.hardwareFacts(),
        ...(domain === undefined ? {} : { domain }),
      },
    })
  }

  async activate(productId: string): Promise<RoundOutcome> {
    const finished = new Promise<RoundOutcome>((resolve, reject) => {
      this.#waiters.set(productId, [...(this.#waiters.get(productId) ?? []), { resolve, reject }])
    })
    finished.catch(() => undefined)
    const { refused } = await this.dispatch({ kind: 'activation-requested', productId }).catch((error) => {
      this.#reject(productId, error)
      throw error
    })
    if (refused !== undefined) this.#reject(productId, new AppError(refused.code, refused.detail))
    return finished
  }

  async view(): Promise<ClientState | undefined> {
    if (this.#memory === undefined && (await this.#store.isEmpty())) return undefined
    return this.#alone(async () => (await this.#load()).state)
  }

  recall(): ClientState | undefined {
    return this.#memory
  }

  onChange(listener: (productId: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    this.#abort.abort()
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
    await Promise.all(this.#exchanges)
    await this.#queue.catch(() => undefined)
    for (const productId of [...this.#waiters.keys()]) this.#reject(productId, new AppError('interrupted'))
  }

  /** One step at a time in this process, and one process at a time on the folder. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(() => this.#ports.files.exclusively(stateLockName, lockWaitMs, work))
    this.#queue = turn.catch(() => undefined)
    return turn
  }

  async #load(): Promise<KeptState> {
    const kept = await this.#store.load()
    const { clock } = this.#ports
    if (kept.foundDamaged) await this.#write([damageEvent(clock.nowMs())])
    const state = this.#memory === undefined ? kept.state : withMemoryOf(kept.state, this.#memory)
    this.#memory = state
    this.#privateKey = kept.privateKey
    return { ...kept, state }
  }

  /** Makes durable what the step changed; only then is it true in memory. */
  async #keep(result: StepResult, present: Uint8Array, fresh: () => Uint8Array): Promise<void> {
    const isAdopted = result.effects.some(({ kind }) => kind === 'adopt-key-pair')
    const privateKey = isAdopted ? fresh() : present
    const isChanged = result.effects.some(({ kind }) => kind === 'save')
    if (isChanged) await this.#store.save(result.state, privateKey)
    this.#memory = result.state
    this.#privateKey = privateKey
    const events = result.effects.flatMap((effect): readonly MusterEvent[] =>
      effect.kind === 'write-event' ? [effect.event] : [],
    )
    if (events.length > 0) await this.#write(events)
  }

  /** Events inform; a disk that takes no more of them stops nothing. */
  async #write(events: readonly MusterEvent[]): Promise<void> {
    try {
      await appendEvents(this.#ports.files, events)
    } catch (error) {
      this.#ports.log.write('warn', 'events-not-written', { code: codeOf(error) })
    }
  }

  #carryOut(effect: ClientEffect): void {
    switch (effect.kind) {
      case 'adopt-key-pair':
      case 'save':
      case 'write-event':
        return
      case 'send-request':
        this.#track(this.#continue(effect.productId, () => this.#ask(effect)))
        return
      case 'ask-authority':
        this.#track(this.#continue(effect.productId, () => this.#askAuthority(effect)))
        return
      case 'read-directory':
        this.#track(this.#continue(effect.productId, () => this.#readDirectory(effect)))
        return
      case 'look-up-hosts':
        this.#track(this.#continue(effect.productId, () => this.#lookUp(effect)))
        return
      case 'set-timer':
        this.#setTimer(effect.productId, effect.atMs)
        return
      case 'notify':
        this.#notify(effect.productId)
        return
      case 'finish-round':
        for (const waiter of this.#takeWaiters(effect.productId)) waiter.resolve(effect.outcome)
        return
    }
  }

  /** A listener that throws is the product's own defect, and stops no activation. */
  #notify(productId: string): void {
    for (const listener of this.#listeners) {
      try {
        listener(productId)
      } catch (error) {
        this.#ports.log.write('error', 'listener-failed', { productId, code: codeOf(error) })
      }
    }
  }

  #track(exchange: Promise<void>): void {
    this.#exchanges.add(exchange)
    void exchange.finally(() => this.#exchanges.delete(exchange))
  }

  /** Never rejects: what the folder does not take ends the round with its code. */
  async #continue(productId: string, work: () => Promise<ClientEvent>): Promise<void> {
    try {
      await this.dispatch(await work())
    } catch (error) {
      if (this.#memory !== undefined) this.#memory = withoutRound(this.#memory, productId)
      this.#ports.log.write('error', 'activation-not-stored', { productId, code: codeOf(error) })
      this.#tryAgainSoon(productId)
      this.#reject(productId, error)
    }
  }

  /** What became of a request, as the event that goes into the next step. */
  async #ask({ productId, host, request }: SendRequest): Promise<ClientEvent> {
    const { cryptography } = this.#ports
    if (this.#privateKey === undefined) throw new AppError('unexpected', 'There is no key to sign with.')
    const packet = await signRequest(request, cryptography.signer(this.#privateKey))
    try {
      const answer = await exchangePacket(host, packet, this.#ports, this.#abort.signal)
      return { kind: 'packet-received', productId, packet: answer }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const detail = error.detail === undefined ? {} : { detail: error.detail }
      return { kind: 'exchange-failed', productId, code: error.code, ...detail }
    }
  }

  /** What the authority said, as the event that goes into the next step. */
  async #askAuthority({ productId, url, request }: AskAuthority): Promise<ClientEvent> {
    const { cryptography, authorities } = this.#ports
    if (this.#privateKey === undefined) throw new AppError('unexpected', 'There is no key to sign with.')
    try {
      if (authorities === undefined) throw new AppError('authority-unreachable')
      const body = await signMachineActivationRequest(request, cryptography.signer(this.#privateKey))
      const answer = await authorities.post(`${url}/v1/activations`, body, {
        answerBytesMax: machineActivationAnswerBytesMax,
        signal: this.#abort.signal,
      })
      const { nonce: _nonce, ...confirmation } = readMachineActivationAnswer(answer, request.nonce)
      return { kind: 'authority-answered', productId, answer: confirmation }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const detail = error.detail === undefined ? {} : { detail: error.detail }
      return { kind: 'exchange-failed', productId, code: error.code, ...detail }
    }
  }

  /** What the directory said, as the event that goes into the next step. */
  async #readDirectory(effect: ReadDirectory): Promise<ClientEvent> {
    const outcome = await readDirectory(effect, this.#ports, this.#abort.signal)
    return { kind: 'directory-read', productId: effect.productId, outcome }
  }

  /** What DNS said, as the event that goes into the next step; nothing where the client was closed meanwhile. */
  async #lookUp({ productId, domains, serviceLabel }: LookUpHosts): Promise<ClientEvent> {
    const { signal } = this.#abort
    let giveUp = () => {}
    const closed = new Promise<LookedUp>((resolve) => {
      const interrupted = { kind: 'failed', name: serviceLabel, code: 'interrupted' } as const
      giveUp = () => resolve({ lookUps: [interrupted], domainsLeft: [] })
    })
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp)
    const lookedUp = lookUpHosts({ domains, serviceLabel }, this.#ports)
    const found = await Promise.race([lookedUp, closed]).finally(() =>
      signal.removeEventListener('abort', giveUp),
    )
    return { kind: 'hosts-looked-up', productId, ...found }
  }

  #setTimer(productId: string, atMs: number): void {
    if (!this.#config.background || this.#abort.signal.aborted) return
    this.#timers.get(productId)?.()
    const delayMs = Math.max(0, atMs - this.#ports.clock.nowMs())
    const cancel = this.#ports.timers.after(delayMs, () => {
      this.#timers.delete(productId)
      this.#track(this.#onTimer(productId))
    })
    this.#timers.set(productId, cancel)
  }

  async #onTimer(productId: string): Promise<void> {
    try {
      await this.dispatch({ kind: 'timer-due', productId })
    } catch (error) {
      this.#ports.log.write('error', 'renewal-not-started', { productId, code: codeOf(error) })
      this.#tryAgainSoon(productId)
    }
  }

  /** A step that failed set no timer: without one nothing would ever happen again. */
  #tryAgainSoon(productId: string): void {
    this.#setTimer(productId, this.#ports.clock.nowMs() + tryAgainMs)
  }

  #reject(productId: string, error: unknown): void {
    for (const waiter of this.#takeWaiters(productId)) waiter.reject(error)
  }

  #takeWaiters(productId: string): readonly Waiter[] {
    const waiters = this.#waiters.get(productId) ?? []
    this.#waiters.delete(productId)
    return waiters
  }

  #freshKeyPair() {
    const { random, cryptography } = this.#ports
    let drawn: Uint8Array | undefined
    const privateKey = () => {
      drawn ??= random.bytes(privateKeyBytes)
      return drawn
    }
    return { privateKey, publicKey: () => cryptography.signer(privateKey()).publicKey }
  }

  #contextWith(fresh: { readonly publicKey: () => Uint8Array }): StepContext {
    const { clock, cryptography, random } = this.#ports
    return {
      nowMs: clock.nowMs(),
      verifier: cryptography,
      fresh: {
        nonce: random.bytes(nonceBytes),
        unit: unitOf(random.bytes(4)),
        publicKey: fresh.publicKey,
        draw: drawFrom((length) => random.bytes(length)),
      },
      formatTime: isoTime,
    }
  }
}

/** Four random bytes as a number from 0 inclusive to 1 exclusive. */
function unitOf(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0) / 2 ** 32
}
