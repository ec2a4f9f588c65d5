/**
 * Checks signatures in a thread beside the one that serves, several with each message, so that both use a core. Checks
 * that come one at a time are made on the spot, where they are answered sooner; so is every check while there is no
 * thread, whatever the reason: the verdict is the same.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { BackgroundVerifier, Verifier } from '@muster/core/ports'
import { type Check, packChecks, type Verdicts } from './messages.ts'

/** Checks in one message; few enough that the first verdicts come back while others are still being made. */
export const checksPerMessageMax = 16
/** Messages on their way: one is worked on while the next is ready. */
export const messagesOpenMax = 2
/** Checks that wait for their turn; beyond it they are made on the spot, which slows down who sends them. */
export const checksWaitingMax = 4_096
/** Checks so soon after others are many: they wait a little to share a message, which costs as much as half a check. */
const closeMs = 0.8
const pauseMs = 1
/** A thread that checks signatures needs little memory. */
const resourceLimits = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 }

interface OpenCheck extends Check {
  readonly resolve: (isRight: boolean) => void
}

/** A verifier that begins its thread when two signatures are first to be checked at once. */
export function threadVerifier(
  verifier: Verifier,
  startThread: () => Worker = newThread,
): BackgroundVerifier {
  return new ThreadVerifier(verifier, startThread)
}

class ThreadVerifier implements BackgroundVerifier {
  readonly #verifier: Verifier
  readonly #startThread: () => Worker
  #waiting: OpenCheck[] = []
  /** In the order in which the thread answers. */
  #open: (readonly OpenCheck[])[] = []
  #isScheduled = false
  /** When checks were last passed on or made. */
  #lastMs = Number.NEGATIVE_INFINITY
  #thread: Worker | undefined
  #state: 'none' | 'starting' | 'ready' | 'failed' = 'none'

  constructor(verifier: Verifier, startThread: () => Worker) {
    this.#verifier = verifier
    this.#startThread = startThread
  }

  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
    if (this.#waiting.length >= checksWaitingMax)
      return Promise.resolve(this.#verifier.verify(publicKey, message, signature))
    return new Promise((resolve) => {
      this.#waiting.push({ publicKey, message, signature, resolve })
      if (!this.#isScheduled) this.#schedule()
    })
  }

  /** After everything that arrived in this turn of the event loop, or a little later where one goes after another. */
  #schedule(): void {
    this.#isScheduled = true
    const pass = () => {
      this.#isScheduled = false
      this.#pass()
    }
    if (performance.now() - this.#lastMs > closeMs) setImmediate(pass)
    else setTimeout(pass, pauseMs)
  }

  #pass(): void {
    const nowMs = performance.now()
    const isLone = this.#waiting.length === 1 && this.#open.length === 0 && nowMs - this.#lastMs > closeMs
    this.#lastMs = nowMs
    if (!isLone && this.#state === 'none') this.#start()
    if (isLone || this.#state !== 'ready') this.#checkHere(this.#waiting.splice(0))
    while (this.#waiting.length > 0 && this.#open.length < messagesOpenMax) {
      const checks = this.#waiting.splice(0, checksPerMessageMax)
      const message = packChecks(checks)
      this.#open.push(checks)
      this.#thread?.ref()
      this.#thread?.postMessage(message, [message.bytes.buffer])
    }
  }

  #checkHere(checks: readonly OpenCheck[]): void {
    for (const { publicKey, message, signature, resolve } of checks)
      resolve(this.#verifier.verify(publicKey, message, signature))
  }

  #start(): void {
    this.#state = 'starting'
    const thread = this.#startThread()
    // Only a verdict that somebody waits for keeps the process alive.
    thread.unref()
    thread.once('message', () => {
      this.#state = 'ready'
      thread.on('message', (verdicts: Verdicts) => this.#settle(verdicts))
    })
    thread.once('error', () => this.#fail())
    thread.once('exit', () => this.#fail())
    this.#thread = thread
  }

  #settle(verdicts: Verdicts): void {
    const checks = this.#open.shift() ?? []
    for (const [index, { resolve }] of checks.entries()) resolve(verdicts[index] === 1)
    if (this.#waiting.length > 0) this.#pass()
    if (this.#open.length === 0) this.#thread?.unref()
  }

  #fail(): void {
    this.#state = 'failed'
    this.#thread = undefined
    this.#checkHere([...this.#open.splice(0).flat(), ...this.#waiting.splice(0)])
  }
}

/** The file beside this one, in the language that this one is in. */
function newThread(): Worker {
  const path = `./verifying-thread${extname(import.meta.url)}`
  return new Worker(new URL(path, import.meta.url), { resourceLimits })
}
