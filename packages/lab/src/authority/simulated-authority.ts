/** The vendor's authority as a service of a world: data that stay, and processes that come and go. */
import { type Authority, createAuthority } from '@muster/authority'
import { AppError, isErrorCode } from '@muster/core/errors'
import { createMemoryAuthorityStore } from '@muster/store/memory'
import { pauseInCommit, type StoreConditions, soundStore } from '../disk/simulated-store.ts'
import type { WebRequest, WebServer } from '../network/simulated-web.ts'
import { Life } from '../time/life.ts'
import type { SeededRandom } from '../time/seeded-random.ts'
import type { VirtualTime } from '../time/virtual-time.ts'
import { deskToken, type LabVendor } from '../world/vendor.ts'

/** Where it answers. */
export const authorityUrl = 'https://authority.lab'
const deskAddress = '192.0.2.201'

/** What is heard of an authority: what it was asked, and what leaves it. */
export interface AuthorityExchange {
  readonly path: string
  readonly asked: Uint8Array
  readonly status: number
  readonly answer: Uint8Array
}

/** What it is made of. */
export interface AuthorityParts {
  readonly time: VirtualTime
  readonly random: SeededRandom
  readonly vendor: LabVendor
  /** Hears of each answer at the moment at which it leaves. */
  readonly onAnswer: (exchange: AuthorityExchange) => void
}

interface Process {
  readonly life: Life
  readonly service: Authority
}

/** The authority. */
export class SimulatedAuthority implements WebServer {
  readonly #parts: AuthorityParts
  #process: Process | undefined
  #lives = 0
  conditions: StoreConditions = soundStore

  constructor(parts: AuthorityParts) {
    this.#parts = parts
  }

  get isRunning(): boolean {
    return this.#process !== undefined
  }

  /** Starts the service; does nothing where it runs. */
  start(): void {
    if (this.#process !== undefined) return
    const { time, random, vendor } = this.#parts
    this.#lives += 1
    const life = new Life()
    const parts = {
      time,
      random: random.fork(`store ${this.#lives}`),
      conditions: () => this.conditions,
    }
    const store = createMemoryAuthorityStore({ data: vendor.data, pause: () => pauseInCommit(life, parts) })
    const ports = { ...vendor.ports, store, random: random.fork(`service ${this.#lives}`) }
    this.#process = { life, service: createAuthority(vendor.config, ports) }
  }

  /** Ends the process in the middle of whatever it does. */
  crash(): void {
    const ended = this.#process
    this.#process = undefined
    ended?.life.end()
  }

  async answer(request: WebRequest, address: string): Promise<Response> {
    const process = this.#process
    if (process === undefined) throw new TypeError('connection refused')
    const { url, ...init } = request
    const response = await process.service.handle(new Request(url, init), address)
    const answer = new Uint8Array(await response.arrayBuffer())
    if (process.life.isOver) throw new TypeError('connection reset')
    const { status, headers } = response
    this.#parts.onAnswer({ path: new URL(url).pathname, asked: request.body, status, answer })
    return new Response(answer, { status, headers })
  }

  /** Somebody reads digits out to the desk, and hears others. Rejects with the code of the refusal, or where nobody answers. */
  async telephone(digits: string): Promise<string> {
    const body = new TextEncoder().encode(JSON.stringify({ installationId: digits }))
    const headers = { authorization: `Bearer ${deskToken}`, 'content-type': 'application/json' }
    const request = { url: `${authorityUrl}/v1/telephone`, method: 'POST', headers, body }
    const response = await this.answer(request, deskAddress).catch((cause: unknown) => {
      throw new AppError('authority-unreachable', undefined, { cause })
    })
    const told = (await response.json()) as { readonly confirmationId?: string; readonly code?: string }
    if (told.confirmationId !== undefined) return told.confirmationId
    const { code = '' } = told
    throw new AppError(isErrorCode(code) ? code : 'authority-answer')
  }
}
