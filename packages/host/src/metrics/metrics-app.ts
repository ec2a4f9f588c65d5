/** The address of its own that monitoring asks: `/metrics`, `/healthz`, and `/readyz` with the reasons where the host is not ready. */

import { codeOf } from '@muster/core/errors'
import type { Clock } from '@muster/core/ports'
import type { HostStatus } from '../operations/status.ts'
import type { HttpHandler } from '../ports.ts'
import type { DuplicateNumbers } from './duplicate-census.ts'
import type { HostMetrics } from './meter.ts'

/** What it needs. */
export interface MetricsContext {
  readonly metrics: HostMetrics
  readonly clock: Clock
  readonly status: () => Promise<HostStatus>
  /** The latest judgement on shared CMIDs; absent where nobody judges. */
  readonly duplicates?: (() => DuplicateNumbers | undefined) | undefined
}

/** Answers monitoring. */
export function metricsHandler(context: MetricsContext): HttpHandler {
  return async (request) => {
    const { pathname } = new URL(request.url)
    if (request.method !== 'GET') return text(405, 'GET only\n')
    if (pathname === '/metrics') return scrape(context)
    if (pathname === '/healthz') return Response.json({ status: 'ok' })
    return pathname === '/readyz' ? readiness(context) : text(404, 'not found\n')
  }
}

async function scrape({ metrics, clock, status, duplicates }: MetricsContext): Promise<Response> {
  const state = { ...(await status()), duplicates: duplicates?.() }
  const body = await metrics.text(state, clock.nowMs())
  return new Response(body, { headers: { 'content-type': metrics.contentType } })
}

async function readiness({ status }: MetricsContext): Promise<Response> {
  const reasons = await reasonsOf(status)
  return Response.json({ ready: reasons.length === 0, reasons }, { status: reasons.length === 0 ? 200 : 503 })
}

/** Codes of the error table. */
async function reasonsOf(status: () => Promise<HostStatus>): Promise<readonly string[]> {
  try {
    const { activated, service } = await status()
    return [...(activated ? [] : ['host-not-activated']), ...(service === 'running' ? [] : ['host-stopping'])]
  } catch (error) {
    return [codeOf(error)]
  }
}

function text(status: number, body: string): Response {
  return new Response(body, { status, headers: { 'content-type': 'text/plain' } })
}
