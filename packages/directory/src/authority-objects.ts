/** Asks the vendor's authority for an activation object, by one HTTPS request. */
import { AppError, codeOf, isErrorCode } from '@muster/core/errors'
import {
  documentMediaType,
  encodeObjectRequest,
  objectAnswerBytesMax,
  readObjectAnswer,
} from '@muster/core/issuing'
import { parseProductKey } from '@muster/core/keys'
import type { Clock, Cryptography, Random } from '@muster/core/ports'
import type { KeptConnection } from '@muster/node'
import type { DirectoryPlace } from './place.ts'

const answerMsMax = 30_000
const nonceBytes = 8
const okStatus = 200

/** What asking needs. */
export interface AuthorityPorts {
  readonly post: KeptConnection
  readonly random: Random
  readonly clock: Clock
  readonly cryptography: Cryptography
}

/** Whom to ask, with which host key, and the vendor's roots where they are known. */
export interface AuthorityQuestion {
  /** Such as `https://licences.vendor.example`. */
  readonly authority: string
  /** The whole host key. */
  readonly productKey: string
  readonly roots: readonly Uint8Array[]
}

/**
 * The object for a forest, verified as its members will. Rejects with the codes of a product key, `usage` for an address
 * that is none, `authority-unreachable`, `authority-answer`, what the authority refuses with, and the codes of a document.
 */
export async function requestObject(
  { authority, productKey, roots }: AuthorityQuestion,
  { forestId, forestName }: Pick<DirectoryPlace, 'forestId' | 'forestName'>,
  ports: AuthorityPorts,
) {
  const key = parseProductKey(productKey)
  if (key.kind !== 'host') throw new AppError('product-key-kind', 'A host key is needed.')
  const nowSeconds = Math.floor(ports.clock.nowMs() / 1_000)
  const nonce = ports.random.bytes(nonceBytes)
  const request = { productKey, forestId, forestName, timeSeconds: nowSeconds, nonce }
  const { status, body } = await send(
    new URL('v1/objects', baseOf(authority)).href,
    encodeObjectRequest(request),
    ports,
  )
  if (status !== okStatus) throw refusalIn(status, body)
  const expected = {
    forestId,
    productGroup: key.productGroup,
    nowSeconds,
    ...(roots.length === 0 ? {} : { roots }),
  }
  return readObjectAnswer(body, request, expected, ports.cryptography)
}

function baseOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '')
    throw new AppError('usage', 'The address of the authority begins with https:// or http://.')
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

async function send(url: string, body: Uint8Array, { post }: AuthorityPorts) {
  const bounds = { timeoutMs: answerMsMax, answerBytesMax: objectAnswerBytesMax }
  try {
    return await post(url, { contentType: documentMediaType, body, ...bounds })
  } catch (cause) {
    if (codeOf(cause) === 'body-too-long')
      throw new AppError('authority-answer', 'It is too long.', { cause })
    throw new AppError('authority-unreachable', `${new URL(url).origin}.`, { cause })
  }
}

/** The code in the body of a failure (RFC 9457), where an authority wrote it. */
function refusalIn(status: number, body: Uint8Array): AppError {
  const problem = parsed(body)
  const code = problem?.code
  if (typeof code !== 'string' || !isErrorCode(code))
    return new AppError('authority-answer', `HTTP status ${status}.`)
  return new AppError(code, typeof problem?.detail === 'string' ? problem.detail : undefined)
}

function parsed(body: Uint8Array): { readonly code?: unknown; readonly detail?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
