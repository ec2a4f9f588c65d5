import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { shared } from '../http/api/insight.fixtures.ts'
import type { HostStatus } from '../operations/status.ts'
import { censusMsMax, DuplicateCensus, type DuplicateNumbers } from './duplicate-census.ts'
import { metricsHandler } from './metrics-app.ts'
import { prometheusMetrics } from './prometheus-meter.ts'

const promtool = '/usr/bin/promtool'
const nowMs = Date.UTC(2026, 0, 1)

const status: HostStatus = {
  service: 'running',
  activated: true,
  certificateExpires: new Date(nowMs + 10 * 86_400_000).toISOString(),
  listening: { address: '127.0.0.1', port: 1688 },
  applications: [
    { applicationId: 'a', name: 'Editor', currentCount: 12, cacheCapacity: 50, highestThreshold: 25 },
  ],
  counters: {
    total: 1,
    failed: 0,
    byLicenceState: { '0': 0, '1': 0, '2': 1, '3': 0, '4': 0, '5': 0, '6': 0 },
  },
  dns: { publishing: true, domains: [{ domain: 'corp.test', state: 'failed', lastCode: 'dns-refused' }] },
  intervals: { retryMinutes: 120, renewalMinutes: 10_080 },
  sharing: null,
}

function scenario(changes: Partial<HostStatus> = {}, duplicates?: DuplicateNumbers) {
  let seconds = 0
  const metrics = prometheusMetrics(() => seconds)
  const ended = metrics.meter.began()
  seconds += 0.004
  ended('success')
  metrics.meter.began()('clock-difference')
  metrics.meter.committed(3, 1)
  const now = { ...status, ...changes }
  const clock = { nowMs: () => nowMs }
  const handler = metricsHandler({
    metrics,
    clock,
    status: () => Promise.resolve(now),
    duplicates: () => duplicates,
  })
  return async (path: string) => handler(new Request(`http://127.0.0.1${path}`), '127.0.0.1')
}

describe('metrics', () => {
  test('state counts, thresholds, requests, refusals, batches, evictions, certificate and DNS', async () => {
    const text = await (await scenario()('/metrics')).text()
    for (const line of [
      'muster_counted_machines{application="Editor"} 12',
      'muster_activation_threshold{application="Editor"} 25',
      'muster_requests_total{result="answered"} 1',
      'muster_requests_total{result="refused"} 1',
      'muster_refusals_total{code="clock-difference"} 1',
      'muster_request_duration_seconds_bucket{le="0.0025"} 1',
      'muster_request_duration_seconds_bucket{le="0.005"} 2',
      'muster_commit_batch_requests_sum 3',
      'muster_count_cache_evictions_total 1',
      'muster_certificate_remaining_seconds 864000',
      'muster_dns_published{domain="corp.test"} 0',
      'muster_host_activated 1',
    ])
      expect(text.split('\n')).toContain(line)
  })

  test('R9.1 tell shared CMIDs once they were judged, and nothing before', async () => {
    const judged = scenario({}, { cmids: 2, machines: 7 })
    const text = await (await judged('/metrics')).text()
    expect(text.split('\n')).toContain('muster_duplicate_cmids 2')
    expect(text.split('\n')).toContain('muster_duplicate_machines 7')
    expect(await (await scenario()('/metrics')).text()).not.toMatch(/^muster_duplicate_cmids \d/m)
  })

  test('R9.1 duplicates are judged behind the scrape, and again after five minutes', async () => {
    const clock = { now: nowMs, nowMs: () => clock.now }
    let judged = 0
    const duplicates = async () => {
      judged++
      return { duplicates: [shared], totals: [], complete: true }
    }
    const census = new DuplicateCensus(clock, { duplicates })
    expect(census.look()).toBeUndefined()
    await expect.poll(() => census.look()).toEqual({ cmids: 1, machines: 2 })
    clock.now += censusMsMax - 1
    census.look()
    expect(judged).toBe(1)
    clock.now += 1
    census.look()
    expect(judged).toBe(2)
  })

  test.runIf(existsSync(promtool))('promtool finds nothing to say about them', async () => {
    const input = await (await scenario({}, { cmids: 1, machines: 2 })('/metrics')).text()
    const { stdout, stderr, status } = spawnSync(promtool, ['check', 'metrics'], { input, encoding: 'utf8' })
    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 })
  })

  test('readiness names its reasons', async () => {
    expect((await scenario()('/readyz')).status).toBe(200)
    const response = await scenario({ activated: false })('/readyz')
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({ ready: false, reasons: ['host-not-activated'] })
    expect((await scenario()('/healthz')).status).toBe(200)
    expect((await scenario()('/elsewhere')).status).toBe(404)
  })
})
