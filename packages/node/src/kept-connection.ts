/**
 * HTTP over one connection that is kept: requests wait for one another instead of opening a second. Redirects are
 * not followed, and what comes back is bounded.
 */
import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http'
import { request as secureRequest, Agent as TlsAgent } from 'node:https'
import { AppError } from '@muster/core/errors'

/** What is posted, and its bounds. */
export interface KeptConnectionPost {
  readonly contentType: string
  readonly body: Uint8Array
  /** For the whole exchange. */
  readonly timeoutMs: number
  readonly answerBytesMax: number
}

/** What came back. */
export interface KeptConnectionAnswer {
  readonly status: number
  readonly body: Uint8Array
}

/** Posts to an http(s) address. Rejects with `body-too-long`, or with what the system says. */
export type KeptConnection = (url: string, post: KeptConnectionPost) => Promise<KeptConnectionAnswer>

/** A connection that is opened at the first request; while it is idle it keeps no process alive. */
export function keptConnection(): KeptConnection {
  const options = { keepAlive: true, maxSockets: 1 }
  const [plain, secure] = [new PlainAgent(options), new TlsAgent(options)]
  return (url, { contentType, body, timeoutMs, answerBytesMax }) =>
    new Promise((resolve, reject) => {
      const isSecure = new URL(url).protocol === 'https:'
      const send = isSecure ? secureRequest : plainRequest
      const request = send(url, {
        agent: isSecure ? secure : plain,
        method: 'POST',
        headers: { 'content-type': contentType, accept: contentType, 'content-length': body.length },
        signal: AbortSignal.timeout(timeoutMs),
      })
      request.once('error', reject)
      request.once('response', (response) => {
        readBounded(response, answerBytesMax).then(
          (answer) => resolve({ status: response.statusCode ?? 0, body: answer }),
          reject,
        )
      })
      request.end(body)
    })
}

async function readBounded(response: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response) {
    length += (chunk as Buffer).length
    if (length > bytesMax) throw new AppError('body-too-long', `More than ${bytesMax} bytes.`)
    chunks.push(chunk as Buffer)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
