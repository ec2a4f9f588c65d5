/** The authority over HTTPS. `fetch` is handed in; its connection is kept and used for one batch after another. */
import { AppError, type ErrorCode, isErrorCode } from '@muster/core/errors'
import {
  documentMediaType,
  encodeMachineBatchRequest,
  machineBatchAnswerBytesMax,
  readMachineBatchAnswer,
} from '@muster/core/issuing'
import type { Random } from '@muster/core/ports'
import * as v from 'valibot'
import type { ConfirmationSource } from './confirmation-source.ts'

/** How long the authority may take for one batch: it signs each confirmation. */
const batchMsMax = 60_000
const problemBytesMax = 16_384
const nonceBytes = 8
const okStatus = 200

/** What sends a request. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

const problem = v.object({ code: v.string(), detail: v.optional(v.string()) })

/** The authority at an address, such as `https://licences.example.com`. Throws `usage` for anything else. */
export function httpAuthority(address: string, fetch: Fetch, random: Random): ConfirmationSource {
  const url = new URL('v1/activations/batch', baseOf(address)).href
  return {
    async confirm(productKey, installationIds) {
      const request = { productKey, nonce: random.bytes(nonceBytes), installationIds }
      const response = await post(fetch, url, encodeMachineBatchRequest(request))
      if (response.status !== okStatus) throw await refusalOf(response)
      return readMachineBatchAnswer(await readBody(response, machineBatchAnswerBytesMax), request).items
    },
  }
}

function baseOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '')
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
      signal: AbortSignal.timeout(batchMsMax),
    })
  } catch (cause) {
    throw new AppError('authority-unreachable', `${new URL(url).origin}.`, { cause })
  }
}

/** The code in the body of a failure (RFC 9457 with the member `code`), where an authority wrote it. */
async function refusalOf(response: Response): Promise<AppError> {
  const body = await readBody(response, problemBytesMax).catch(() => new Uint8Array())
  const read = v.safeParse(problem, parsed(new TextDecoder().decode(body)))
  const code: ErrorCode | undefined =
    read.success && isErrorCode(read.output.code) ? read.output.code : undefined
  if (!read.success || code === undefined)
    return new AppError('authority-answer', `HTTP status ${response.status}.`)
  return new AppError(code, read.output.detail)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
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
