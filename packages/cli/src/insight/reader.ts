/** A host's store as the service asks it for reports: a thread that starts with the first question and ends when idle. */
import module from 'node:module'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError } from '@muster/core/errors'
import type { CoveredProduct } from '@muster/host'
import type { Answers, Question } from './questions.ts'
import type { Answered, Asked, ReaderOptions } from './reader-worker.ts'

/** How long the thread waits for the next question. */
const idleMsMax = 120_000
/** Questions that wait at once; nobody needs more, and each holds memory. */
const questionsWaitingMax = 64

interface Waiting {
  readonly resolve: (answer: Answers[Question['kind']]) => void
  readonly reject: (error: unknown) => void
}

/** Asks the thread. */
export class StoreReader {
  readonly #options: ReaderOptions
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #idle: NodeJS.Timeout | undefined
  #asked = 0
  #closed = false

  constructor(options: ReaderOptions) {
    this.#options = options
  }

  /** Rejects with the codes of a folder and its store, `host-busy`, `store-failed` once closed. */
  ask<Kind extends Question['kind']>(
    question: Question & { readonly kind: Kind },
    products: readonly CoveredProduct[],
  ): Promise<Answers[Kind]> {
    if (this.#closed) return Promise.reject(new AppError('store-failed', 'The host is being closed.'))
    if (this.#waiting.size >= questionsWaitingMax) return Promise.reject(new AppError('host-busy'))
    clearTimeout(this.#idle)
    const id = ++this.#asked
    const worker = this.#running()
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject })
      worker.postMessage({ id, question, products } satisfies Asked)
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#end()
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker
    const worker = new Worker(new URL('./reader-thread.js', import.meta.url), {
      workerData: { ...this.#options, compiledFolder: compiledFolder() },
    })
    worker.unref()
    worker.on('message', (answered: Answered) => this.#settle(answered))
    const onEnd = (cause: unknown) => {
      if (this.#worker === worker) this.#failAll(cause)
    }
    worker.on('error', onEnd)
    worker.on('exit', () => onEnd(new Error('The thread has ended.')))
    this.#worker = worker
    return worker
  }

  #settle(answered: Answered): void {
    const waiting = this.#waiting.get(answered.id)
    this.#waiting.delete(answered.id)
    if ('answer' in answered) waiting?.resolve(answered.answer)
    else waiting?.reject(new AppError(answered.code, answered.detail))
    if (this.#waiting.size > 0) return
    this.#idle = setTimeout(() => void this.#end(), idleMsMax)
    this.#idle.unref()
  }

  #failAll(cause: unknown): void {
    this.#worker = undefined
    for (const { reject } of this.#waiting.values())
      reject(new AppError('store-failed', undefined, { cause }))
    this.#waiting.clear()
  }

  async #end(): Promise<void> {
    clearTimeout(this.#idle)
    const worker = this.#worker
    this.#failAll(new Error('ended'))
    await worker?.terminate()
  }
}

/** Where this process keeps compiled code, as a thread is told to; undefined where it keeps none. */
function compiledFolder(): string | undefined {
  const ofThisVersion = module.getCompileCacheDir()
  return ofThisVersion === undefined ? undefined : dirname(ofThisVersion)
}
