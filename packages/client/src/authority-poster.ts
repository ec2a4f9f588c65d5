/** The vendor's authority over HTTPS. Redirects are not followed: a product key travels here. */
import { AppError, type ErrorCode, isErrorCode } from '@muster/core/errors'
import { documentMediaType } from '@muster/core/issuing'
import type { AuthorityPoster } from './client-ports.ts'
import { readBounded } from './read-bounded.ts'

/** How long the authority may take. */
export const authorityTimeoutMs = 30_000
const problemBytesMax = 16_384
const detailCharactersMax = 300

/** What carries one request, and gives up in time. */
export type AuthorityFetch = (
  url: string,
  request: {
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: Uint8Array<ArrayBuffer>
    readonly redirect: 'error'
    readonly signal: AbortSignal
  },
) => Promise<Response>

/** Posts with the platform's `fetch`. */
export const fetchAuthority: AuthorityPoster = authorityPoster((url, { signal, ...request }) =>
  fetch(url, { ...request, signal: AbortSignal.any([signal, AbortSignal.timeout(authorityTimeoutMs)]) }),
)

/** Posts with what is handed in. */
export function authorityPoster(carry: AuthorityFetch): AuthorityPoster {
  return {
    async post(url, body, { answerBytesMax, signal }) {
      const response = await post(carry, url, body, signal)
      if (response.status === 200) return readAnswer(response, answerBytesMax)
      throw await refusalOf(response)
    },
  }
}

async function post(
  carry: AuthorityFetch,
  url: string,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await carry(url, {
      method: 'POST',
      headers: { 'content-type': documentMediaType, accept: documentMediaType },
      body: body.slice(),
      redirect: 'error',
      signal,
    })
  } catch (cause) {
    if (signal.aborted) throw new AppError('interrupted', undefined, { cause })
    throw new AppError('authority-unreachable', `${new URL(url).origin}.`, { cause })
  }
}

async function readAnswer(response: Response, bytesMax: number): Promise<Uint8Array> {
  try {
    return await readBounded(response, bytesMax)
  } catch (cause) {
    if (cause instanceof AppError) throw new AppError('authority-answer', 'It is too long.', { cause })
    throw new AppError('authority-unreachable', undefined, { cause })
  }
}

/** The code in the body of a failure, where an authority wrote it, with what it says beyond the code's sentence. */
async function refusalOf(response: Response): Promise<AppError> {
  const body = await readBounded(response, problemBytesMax).catch(() => new Uint8Array())
  const problem = problemIn(new TextDecoder().decode(body))
  if (problem === undefined) return new AppError('authority-answer', `HTTP status ${response.status}.`)
  return new AppError(problem.code, problem.detail)
}

function problemIn(
  text: string,
): { readonly code: ErrorCode; readonly detail: string | undefined } | undefined {
  try {
    const problem: unknown = JSON.parse(text)
    if (typeof problem !== 'object' || problem === null || !('code' in problem)) return undefined
    const { code } = problem
    if (typeof code !== 'string' || !isErrorCode(code)) return undefined
    const detail = 'detail' in problem && typeof problem.detail === 'string' ? problem.detail : undefined
    return { code, detail: detail?.replace(/\p{Cc}/gu, ' ').slice(0, detailCharactersMax) }
  } catch {
    return undefined
  }
}
