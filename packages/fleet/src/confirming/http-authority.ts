/** The authority over HTTPS: one connection carries one batch after another. */
import { AppError, codeOf, isErrorCode } from '@muster/core/errors'
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
const nonceBytes = 8
const okStatus = 200

/** What posts over a connection that is kept. */
export type Post = (
  url: string,
  post: {
    readonly contentType: string
    readonly body: Uint8Array
    readonly timeoutMs: number
    readonly answerBytesMax: number
  },
) => Promise<{ readonly status: number; readonly body: Uint8Array }>

/** RFC 9457 with the member `code`. */
const problem = v.object({ code: v.string(), detail: v.optional(v.string()) })

/** The authority at an address, such as `https://licences.example.com`. Throws `usage` for anything else. */
export function httpAuthority(address: string, post: Post, random: Random): ConfirmationSource {
  const url = new URL('v1/activations/batch', baseOf(address)).href
  return {
    async confirm(productKey, installationIds) {
      const request = { productKey, nonce: random.bytes(nonceBytes), installationIds }
      const { status, body } = await send(post, url, encodeMachineBatchRequest(request))
      if (status !== okStatus) throw refusalIn(status, body)
      return readMachineBatchAnswer(body, request).items
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

async function send(post: Post, url: string, body: Uint8Array): ReturnType<Post> {
  const bounds = { timeoutMs: batchMsMax, answerBytesMax: machineBatchAnswerBytesMax }
  try {
    return await post(url, { contentType: documentMediaType, body, ...bounds })
  } catch (cause) {
    if (codeOf(cause) === 'body-too-long')
      throw new AppError('authority-answer', 'It is too long.', { cause })
    throw new AppError('authority-unreachable', `${new URL(url).origin}.`, { cause })
  }
}

/** The code in the body of a failure, where an authority wrote it. */
function refusalIn(status: number, body: Uint8Array): AppError {
  const read = v.safeParse(problem, parsed(body))
  if (!read.success || !isErrorCode(read.output.code))
    return new AppError('authority-answer', `HTTP status ${status}.`)
  return new AppError(read.output.code, read.output.detail)
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}
