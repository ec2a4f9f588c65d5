/**
 * The way to the vendor's authority over HTTPS: what arrives arrives whole, but requests and replies are delayed, lost,
 * and sometimes sent once more.
 */
import type { Life } from '../time/life.ts'
import type { SeededRandom } from '../time/seeded-random.ts'
import type { VirtualTime } from '../time/virtual-time.ts'
import { delayOf } from './conditions.ts'
import type { SimulatedNetwork } from './simulated-network.ts'

/** As production has it: of the client, and of the host. */
const timeoutMs = 30_000
const repeatedAfterMsMax = 60_000

/** One request. */
export interface WebRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer>
}

/** Who answers. */
export interface WebServer {
  readonly isRunning: boolean
  /** Rejects where the process ends before it has answered. */
  answer(request: WebRequest, address: string): Promise<Response>
}

/** Whose request it is. */
export interface WebPeer {
  readonly name: string
  readonly address: string
  readonly life: Life
}

/** Carries one request; rejects where no reply came. */
export type Carrier = (url: string, request: Omit<WebRequest, 'url'> & Aborting) => Promise<Response>

interface Aborting {
  readonly signal?: AbortSignal
}

/** What it is made of. */
export interface WebParts {
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly network: SimulatedNetwork
}

/** The web of a world. */
export class SimulatedWeb {
  readonly #parts: WebParts
  /** The authority; nobody answers before it is set. */
  server: WebServer | undefined

  constructor(parts: WebParts) {
    this.#parts = parts
  }

  /** What a computer reaches the authority with. */
  carrierOf(peer: WebPeer): Carrier {
    return (url, { method, headers, body, signal }) =>
      new Promise((resolve, reject) => {
        const onAbort = () => reject(new TypeError('aborted'))
        signal?.addEventListener('abort', onAbort, { once: true })
        const settled = <T>(settle: (value: T) => void) => {
          return (value: T) => {
            signal?.removeEventListener('abort', onAbort)
            if (!peer.life.isOver) settle(value)
          }
        }
        this.#send({ url, method, headers, body }, peer, settled(resolve), settled(reject))
      })
  }

  #send(
    request: WebRequest,
    peer: WebPeer,
    resolve: (response: Response) => void,
    reject: (error: unknown) => void,
  ): void {
    const { time, random, network } = this.#parts
    const fail = () => reject(new TypeError('fetch failed'))
    if (this.#isLost(peer)) {
      time.after(timeoutMs, 'no reply', fail)
      return
    }
    time.after(delayOf(network.conditions, random), `asks the authority ${peer.name}`, () => {
      this.#repeatSometimes(request, peer)
      this.#answer(request, peer).then((response) => this.#reply(response, peer, resolve, fail), fail)
    })
  }

  #reply(response: Response, peer: WebPeer, resolve: (response: Response) => void, fail: () => void): void {
    const { time, random, network } = this.#parts
    const { conditions } = network
    if (this.#isLost(peer) || conditions.onReply?.() === true) time.after(timeoutMs, 'no reply', fail)
    else time.after(delayOf(conditions, random), 'reply', () => resolve(response))
  }

  /** Somebody on the way sends it once more; nobody reads the answer. */
  #repeatSometimes(request: WebRequest, peer: WebPeer): void {
    const { time, random, network } = this.#parts
    if (!random.chance(network.conditions.duplicateChance)) return
    time.after(random.between(1, repeatedAfterMsMax), 'repeated', () => {
      this.#answer(request, peer).catch(() => undefined)
    })
  }

  async #answer(request: WebRequest, { address }: WebPeer): Promise<Response> {
    if (this.server?.isRunning !== true) throw new TypeError('connection refused')
    return this.server.answer(request, address)
  }

  #isLost({ name }: WebPeer): boolean {
    const { random, network } = this.#parts
    return network.isCut(name) || random.chance(network.conditions.lossChance)
  }
}
