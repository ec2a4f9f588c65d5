/** The authority over HTTPS. `fetch` is handed in, so that this file knows neither network nor certificates. */
import { AppError, type ErrorCode, isErrorCode } from '@muster/core/errors'
import { documentMediaType, hostActivationAnswerBytesMax } from '@muster/core/issuing'
import type { AuthorityConnection } from './authority-connection.ts'

/** How long the authority may take for one request. */
export const authorityTimeoutMs = 30_000
const problemBytesMax = 16_384

/** What sends a request. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** The authority at this address, such as `https://licences.example.com`. Throws `usage` for anything else. */
export function httpAuthority(address: string, fetch: Fetch): AuthorityConnection {
  const base = baseOf(address)
  return {
    async activateHost(request) {
      const response = await post(fetch, new URL('v1/hosts', base).href, request)
      if (response.status === 200) return readBody(response, hostActivationAnswerBytesMax)
      throw await refusalOf(response)
    },
  }
}

function baseOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '')
    throw new AppError('usage', 'The address of the authority begins with https:// or http://.')
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

async function post(fetch: Fetch, url: string, body: Uint8Array): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': documentMediaType, accept: documentMediaType },
      body: new Uint8Array(body),
      redirect: 'error',
      signal: AbortSignal.timeout(authorityTimeoutMs),
    })
  } catch (cause) {
    throw new AppError('authority-unreachable', `${new URL(url).origin}.`, { cause })
  }
}

/** The code in the body of a failure, where an authority wrote it, with what it says beyond the code's sentence. */
async function refusalOf(response: Response): Promise<AppError> {
  const body = await readBody(response, problemBytesMax).catch(() => new Uint8Array())
  const problem = problemIn(new TextDecoder().decode(body))
  if (problem === undefined) return new AppError('authority-answer', `HTTP status ${response.status}.`)
  return new AppError(problem.code, problem.detail)
}

/** RFC 9457 with the member `code`. */
function problemIn(text: string): { code: ErrorCode; detail: string | undefined } | undefined {
  try {
    const problem: unknown = JSON.parse(text)
    if (typeof problem !== 'object' || problem === null || !('code' in problem)) return undefined
    const { code } = problem
    if (typeof code !== 'string' || !isErrorCode(code)) return undefined
    const detail = 'detail' in problem && typeof problem.detail === 'string' ? problem.detail : undefined
    return { code, detail }
  } catch {
    return undefined
  }
}

/** Reads at most `bytesMax`, whatever the peer announces. */
async function readBody(response: Response, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length
      if (length > bytesMax) throw new AppError('authority-answer', 'It is too long.')
      chunks.push(chunk)
    }
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('authority-unreachable', undefined, { cause })
  }
  const body = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk, offset)
    offset += chunk.length
  }
  return body
}
