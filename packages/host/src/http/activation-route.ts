/**
 * `POST /v1/activation`: the same packet as over TCP, without its frame, for networks where only HTTP passes. What
 * the protocol says, answer or refusal, comes back as 200; the packet itself tells them apart.
 */
import { requestBytesMax } from '@muster/core/wire'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { PacketHandler } from '../packet-handler.ts'
import type { HttpEnvironment } from './http-environment.ts'
import { problem } from './problem.ts'

/** Media type of a COSE message (RFC 9052 §12). */
export const activationMediaType = 'application/cose'

/** The route. */
export function activationRoute(handle: PacketHandler): Hono<HttpEnvironment> {
  const route = new Hono<HttpEnvironment>()
  const limit = bodyLimit({ maxSize: requestBytesMax, onError: (c) => problem(c, 413, 'body-too-long') })
  route.post('/v1/activation', limit, async (c) => {
    if (mediaTypeOf(c.req.header('content-type')) !== activationMediaType)
      return problem(c, 415, 'request-malformed')
    const packet = new Uint8Array(await c.req.arrayBuffer())
    const outcome = await handle(packet, c.env.remoteAddress)
    const headers = { 'content-type': activationMediaType, 'cache-control': 'no-store' }
    return new Response(new Uint8Array(outcome.packet), { status: 200, headers })
  })
  return route
}

function mediaTypeOf(header: string | undefined): string {
  return (header ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}
