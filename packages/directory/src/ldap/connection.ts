/**
 * One LDAP connection over TCP or TLS. One operation at a time; each has its time and its bytes, and after anything that
 * went wrong the connection is dropped: nothing that a server sends late or unasked is ever taken for an answer.
 */
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { AppError, assert } from '@muster/core/errors'
import type { Endpoint } from '@muster/core/ports'
import type { DirectoryProtection } from '../access.ts'
import { MessageFrames } from './message-frames.ts'
import {
  decodeMessage,
  encodeMessage,
  type LdapMessage,
  type Operation,
  startTlsOperation,
  unbindOperation,
} from './messages.ts'
import { resultCodes, resultError } from './result-error.ts'
import { handshakeError, reachError } from './socket-error.ts'

/** Bytes of the answer to one operation: a page of entries. */
export const operationBytesMax = 4_194_304
const messageIdMax = 0x7fff_ffff

/** How to connect. */
export interface ConnectOptions {
  readonly protection: DirectoryProtection
  readonly caCertificates?: string
  /** For connecting with all that protects it, and for each operation. */
  readonly timeoutMs: number
}

/** A result, whatever it says. */
export type LdapResult = Extract<LdapMessage, { readonly kind: 'result' }>

interface Waiting {
  readonly id: number
  readonly response: number
  readonly onEntry: (message: Extract<LdapMessage, { readonly kind: 'entry' }>) => void
  readonly resolve: (result: LdapResult) => void
  readonly reject: (error: AppError) => void
  readonly timer: NodeJS.Timeout
  bytesLeft: number
}

/** An open connection. */
export class LdapConnection {
  readonly #timeoutMs: number
  #socket: Socket | TLSSocket
  #frames = new MessageFrames()
  #waiting: Waiting | undefined
  #lastId = 0
  #failure: AppError | undefined

  private constructor(socket: Socket | TLSSocket, timeoutMs: number) {
    this.#timeoutMs = timeoutMs
    this.#socket = socket
    this.#listen()
  }

  /** Connects. Rejects with `directory-unreachable`, `directory-tls-failed`, `directory-timeout`. */
  static async open(endpoint: Endpoint, options: ConnectOptions): Promise<LdapConnection> {
    const { protection, timeoutMs } = options
    if (protection === 'ldaps')
      return new LdapConnection(await openTls(endpoint, tlsOptions(endpoint, options), timeoutMs), timeoutMs)
    const connection = new LdapConnection(await openPlain(endpoint, timeoutMs), timeoutMs)
    if (protection === 'starttls') await connection.#startTls(endpoint, options)
    return connection
  }

  /**
   * Sends one operation and hands over the entries as they come. Rejects with `directory-timeout`,
   * `directory-unreachable` (the connection broke), `directory-answer-malformed`, `directory-answer-too-large`;
   * then the connection is gone. What `onEntry` throws ends it as well.
   */
  request(operation: Operation, onEntry: Waiting['onEntry'] = unexpectedEntry): Promise<LdapResult> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    assert(this.#waiting === undefined, 'one operation at a time')
    this.#lastId = this.#lastId === messageIdMax ? 1 : this.#lastId + 1
    const id = this.#lastId
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(new AppError('directory-timeout')), this.#timeoutMs)
      const { response } = operation
      this.#waiting = { id, response, onEntry, resolve, reject, timer, bytesLeft: operationBytesMax }
      this.#socket.write(encodeMessage(id, operation))
    })
  }

  /** Says goodbye and closes. */
  close(): void {
    if (this.#failure !== undefined) return
    this.#failure = new AppError('directory-unreachable', 'The connection is closed.')
    const socket = this.#socket
    socket.setTimeout(this.#timeoutMs, () => socket.destroy())
    socket.end(encodeMessage(this.#lastId + 1, unbindOperation()), () => socket.destroy())
  }

  #listen(): void {
    const socket = this.#socket
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('error', (cause) => this.#fail(reachError(cause, '')))
    socket.on('close', () =>
      this.#fail(new AppError('directory-unreachable', 'The server closed the connection.')),
    )
  }

  async #startTls(endpoint: Endpoint, options: ConnectOptions): Promise<void> {
    const { resultCode, diagnostic } = await this.request(startTlsOperation())
    if (resultCode !== resultCodes.success) {
      const error = resultError(resultCode, diagnostic)
      this.#fail(error)
      throw new AppError('directory-tls-failed', `StartTLS is refused. ${error.detail ?? ''}`)
    }
    // Whatever came behind the answer was not protected: nobody may slip it in.
    if (this.#frames.isInsideMessage) this.#fail(new AppError('directory-answer-malformed'))
    if (this.#failure !== undefined) throw this.#failure
    const plain = this.#socket
    for (const event of ['data', 'error', 'close']) plain.removeAllListeners(event)
    plain.on('error', () => undefined)
    const settings = { ...tlsOptions(endpoint, options), socket: plain }
    try {
      this.#socket = await openTls(endpoint, settings, this.#timeoutMs)
    } catch (error) {
      plain.destroy()
      throw error
    }
    this.#listen()
  }

  #receive(chunk: Uint8Array): void {
    if (this.#failure !== undefined) return
    try {
      this.#spend(chunk.length)
      for (const message of this.#frames.push(chunk)) this.#take(decodeMessage(message))
    } catch (error) {
      this.#fail(
        error instanceof AppError
          ? error
          : new AppError('directory-answer-malformed', undefined, { cause: error }),
      )
    }
  }

  #spend(bytes: number): void {
    const waiting = this.#waiting
    if (waiting === undefined) throw new AppError('directory-answer-malformed', 'Nothing was asked.')
    waiting.bytesLeft -= bytes
    if (waiting.bytesLeft < 0) throw new AppError('directory-answer-too-large')
  }

  #take(message: LdapMessage): void {
    const waiting = this.#waiting
    if (waiting === undefined || message.id !== waiting.id) throw new AppError('directory-answer-malformed')
    if (message.kind === 'reference') return
    if (message.kind === 'entry') {
      waiting.onEntry(message)
      return
    }
    if (message.tag !== waiting.response) throw new AppError('directory-answer-malformed')
    clearTimeout(waiting.timer)
    this.#waiting = undefined
    waiting.resolve(message)
  }

  #fail(error: AppError): void {
    this.#failure ??= error
    this.#socket.destroy()
    const waiting = this.#waiting
    if (waiting === undefined) return
    this.#waiting = undefined
    clearTimeout(waiting.timer)
    waiting.reject(error)
  }
}

function unexpectedEntry(): never {
  throw new AppError('directory-answer-malformed')
}

function openPlain({ name, port }: Endpoint, timeoutMs: number): Promise<Socket> {
  const subject = `${name}:${port}.`
  return new Promise((resolve, reject) => {
    const socket = connect({ host: name, port, autoSelectFamily: true, noDelay: true })
    settle(socket, 'connect', {
      timeoutMs,
      resolve: () => resolve(socket),
      reject,
      fail: (cause) => reachError(cause, subject),
    })
  })
}

function openTls(
  { name, port }: Endpoint,
  options: ReturnType<typeof tlsOptions> & { readonly socket?: Socket },
  timeoutMs: number,
): Promise<TLSSocket> {
  const subject = `${name}:${port}.`
  return new Promise((resolve, reject) => {
    const where = options.socket === undefined ? { port, autoSelectFamily: true } : {}
    const socket = connectTls({ ...options, ...where })
    settle(socket, 'secureConnect', {
      timeoutMs,
      resolve: () => resolve(socket),
      reject,
      fail: (cause) => handshakeError(cause, subject),
    })
  })
}

/** Settles once, whichever comes first; the listeners are gone then, but for one that takes late errors. */
function settle(
  socket: Socket | TLSSocket,
  event: 'connect' | 'secureConnect',
  how: {
    readonly timeoutMs: number
    readonly resolve: () => void
    readonly reject: (error: AppError) => void
    readonly fail: (cause: unknown) => AppError
  },
): void {
  const fail = (error: AppError) => {
    clearTimeout(timer)
    socket.removeAllListeners()
    socket.on('error', () => undefined)
    socket.destroy()
    how.reject(error)
  }
  const timer = setTimeout(
    () => fail(new AppError('directory-timeout', 'No connection came about.')),
    how.timeoutMs,
  )
  socket.once('error', (cause) => fail(how.fail(cause)))
  socket.once('close', () => fail(how.fail(new Error('closed'))))
  socket.once(event, () => {
    clearTimeout(timer)
    socket.removeAllListeners('error')
    socket.removeAllListeners('close')
    how.resolve()
  })
}

/** The name that the certificate has to be for is the one that was asked for, never one that the server states. */
function tlsOptions({ name }: Endpoint, { caCertificates }: ConnectOptions) {
  return {
    host: name,
    ...(isIP(name) === 0 ? { servername: name } : {}),
    ...(caCertificates === undefined ? {} : { ca: caCertificates }),
    minVersion: 'TLSv1.2' as const,
  }
}
