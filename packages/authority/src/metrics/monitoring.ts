/** The address of its own that monitoring asks: `/metrics`, and `/healthz` and `/readyz` with the reasons. */
import { codeOf, type ErrorCode } from '@muster/core/errors'
import type { AuthorityTotals } from '@muster/core/stores'
import type { AuthorityPorts, HttpHandler } from '../ports.ts'
import type { AuthorityMetrics } from './meter.ts'

/** Adding keys and activations up reads all of them: so often at most. */
const totalsKeptMs = 30_000

/** What it needs. */
export interface MonitoringContext {
  readonly metrics: AuthorityMetrics
  readonly ports: AuthorityPorts
  readonly isStopping: () => boolean
}

/** Answers monitoring. */
export function monitoringHandler(context: MonitoringContext): HttpHandler {
  const totals = keptTotals(context.ports)
  return async (request) => {
    const { pathname } = new URL(request.url)
    if (request.method !== 'GET') return text(405, 'GET only\n')
    switch (pathname) {
      case '/metrics':
        return scrape(context, totals)
      case '/readyz':
        return readiness(await reasonsNotReady(context.ports, context.isStopping()))
      case '/healthz':
        return Response.json({ status: 'ok' })
    }
    return text(404, 'not found\n')
  }
}

/** Why this authority cannot activate anybody at the moment: codes of the error table; none where it can. */
export async function reasonsNotReady(
  { store, issuer, clock }: AuthorityPorts,
  isStopping = false,
): Promise<readonly ErrorCode[]> {
  const reasons: ErrorCode[] = isStopping ? ['interrupted'] : []
  try {
    await store.keys({ limit: 1 })
    const { content } = await issuer()
    if (clock.nowMs() >= content.expiresSeconds * 1_000) reasons.push('issuer-expired')
  } catch (error) {
    reasons.push(codeOf(error))
  }
  return reasons
}

async function scrape(
  { metrics, ports }: MonitoringContext,
  totals: () => Promise<AuthorityTotals>,
): Promise<Response> {
  try {
    const { content } = await ports.issuer()
    const state = { totals: await totals(), issuerExpiresSeconds: content.expiresSeconds }
    const headers = { 'content-type': metrics.contentType }
    return new Response(await metrics.text(state, ports.clock.nowMs()), { headers })
  } catch (error) {
    return text(503, `${codeOf(error)}\n`)
  }
}

function readiness(reasons: readonly ErrorCode[]): Response {
  return Response.json({ ready: reasons.length === 0, reasons }, { status: reasons.length === 0 ? 200 : 503 })
}

function keptTotals({ store, clock }: AuthorityPorts): () => Promise<AuthorityTotals> {
  let kept: { readonly totals: AuthorityTotals; readonly atMs: number } | undefined
  return async () => {
    const nowMs = clock.nowMs()
    const isFresh = kept !== undefined && nowMs >= kept.atMs && nowMs - kept.atMs < totalsKeptMs
    if (kept === undefined || !isFresh) kept = { totals: await store.totals(), atMs: nowMs }
    return kept.totals
  }
}

function text(status: number, body: string): Response {
  return new Response(body, { status, headers: { 'content-type': 'text/plain' } })
}
