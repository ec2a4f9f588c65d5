/** HTTP on one local socket: bounded bodies in, JSON out, codes as errors. It knows nothing of what the paths do. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { AppError, codeOf, describeCode, type ErrorCode, type Reason } from '@muster/core/errors'
import { type AgentRequest, bodyBytesMax } from './agent-routes.ts'

/** Connections that a socket holds at most. */
export const connectionsMax = 64
const requestTimeoutMs = 10_000

/** A failure as the agent writes it. */
export interface AgentFailure {
  readonly error: {
    readonly code: ErrorCode
    readonly number: number
    readonly sentence: string
    readonly remedy: string
    readonly detail: string | null
    readonly reasons: readonly Reason[]
  }
}

/** A server that hands each request to `answer`; what it gives is written as JSON. */
export function createAgentServer(answer: (request: AgentRequest) => Promise<unknown>): Server {
  const server = createServer({ requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs })
  server.maxConnections = connectionsMax
  server.on('request', (request, response) => {
    void respond(request, response, answer)
  })
  return server
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: AgentRequest) => Promise<unknown>,
): Promise<void> {
  try {
    const body = await readBody(request)
    const value = await answer({ method: request.method ?? '', target: request.url ?? '/', body })
    writeJson(response, 200, value)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'body-too-long') response.setHeader('connection', 'close')
    writeJson(response, statusOf(code), failureOf(error))
  }
}

function writeJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(value))
}

async function readBody(request: IncomingMessage): Promise<AgentRequest['body']> {
  const parts: Buffer[] = []
  let length = 0
  const pieces: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false })
  for await (const part of pieces) {
    length += part.length
    if (length > bodyBytesMax) throw new AppError('body-too-long', `At most ${bodyBytesMax} bytes.`)
    parts.push(part)
  }
  return length === 0 ? {} : parseBody(Buffer.concat(parts).toString('utf8'))
}

function parseBody(text: string): AgentRequest['body'] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new AppError('usage', 'The body is not JSON.', { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new AppError('usage', 'The body is not a JSON object.')
  return value as AgentRequest['body']
}

function failureOf(error: unknown): AgentFailure {
  const code = codeOf(error)
  const { number, sentence, remedy } = describeCode(code)
  const known = error instanceof AppError ? error : undefined
  return {
    error: { code, number, sentence, remedy, detail: known?.detail ?? null, reasons: known?.reasons ?? [] },
  }
}

function statusOf(code: ErrorCode): number {
  switch (code) {
    case 'usage':
      return 400
    case 'administrator-needed':
      return 403
    case 'not-found':
    case 'licence-missing':
    case 'product-unknown':
      return 404
    case 'body-too-long':
      return 413
    case 'unexpected':
      return 500
    default:
      return 409
  }
}
