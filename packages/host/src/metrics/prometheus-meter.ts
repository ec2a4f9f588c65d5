/**
 * Metrics in the text format of Prometheus. Labels have few values by design: no machine, address or key is ever in
 * one. Durations are seconds and names end in their unit, as that ecosystem has it.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { HostMetrics, MeasuredState } from './meter.ts'

const latencyBucketsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
const batchBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256]

/** Makes the metrics. `nowSeconds` is a clock that is never set back. */
export function prometheusMetrics(nowSeconds: () => number): HostMetrics {
  const registry = new Registry()
  const work = workMetrics(registry)
  const state = stateMetrics(registry)
  return {
    meter: {
      began() {
        const beganSeconds = nowSeconds()
        return (result) => {
          work.requests.inc({ result: result === 'success' ? 'answered' : 'refused' })
          if (result !== 'success') work.refusals.inc({ code: result })
          work.duration.observe(nowSeconds() - beganSeconds)
        }
      },
      committed(requests, evictions) {
        work.batch.observe(requests)
        work.evictions.inc(evictions)
      },
    },
    contentType: registry.contentType,
    text(status, nowMs) {
      state.read(status, nowMs)
      return registry.metrics()
    },
  }
}

function workMetrics(registry: Registry) {
  const registers = [registry]
  const requests = new Counter<'result'>({
    name: 'muster_requests_total',
    help: 'Activation requests that were answered or refused, since the service started.',
    labelNames: ['result'],
    registers,
  })
  for (const result of ['answered', 'refused']) requests.inc({ result }, 0)
  return {
    requests,
    refusals: new Counter<'code'>({
      name: 'muster_refusals_total',
      help: 'Refused activation requests by the code of the error table.',
      labelNames: ['code'],
      registers,
    }),
    duration: new Histogram({
      name: 'muster_request_duration_seconds',
      help: 'Time from a whole request to its signed answer, its commit included.',
      buckets: latencyBucketsSeconds,
      registers,
    }),
    evictions: new Counter({
      name: 'muster_count_cache_evictions_total',
      help: 'Entries that left a full count cache for a newer one.',
      registers,
    }),
    batch: new Histogram({
      name: 'muster_commit_batch_requests',
      help: 'Requests that were made durable together in one commit.',
      buckets: batchBuckets,
      registers,
    }),
  }
}

function stateMetrics(registry: Registry) {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge<Label>({ name, help, labelNames: [...labelNames], registers: [registry] })
  const count = gauge('muster_counted_machines', 'Machines counted now, by application.', ['application'])
  const threshold = gauge(
    'muster_activation_threshold',
    'Highest threshold among the products that have asked, by application; 0 before any has.',
    ['application'],
  )
  const capacity = gauge('muster_count_cache_capacity', 'Most machines that are counted, by application.', [
    'application',
  ])
  const activated = gauge('muster_host_activated', 'Whether the host has a valid certificate: 1 or 0.')
  const expiry = gauge(
    'muster_certificate_remaining_seconds',
    'Seconds until the earliest host certificate ends; 0 without one.',
  )
  const sharedCmids = gauge(
    'muster_duplicate_cmids',
    'Client machine IDs that several machines share and that count once, as judged in the last five minutes.',
  )
  const sharingMachines = gauge(
    'muster_duplicate_machines',
    'Machines behind the shared client machine IDs, without those that took one of their own.',
  )
  const dns = gauge('muster_dns_published', 'Whether the host stands in a domain: 1, else 0.', ['domain'])
  return {
    read(status: MeasuredState, nowMs: number) {
      for (const one of [count, threshold, capacity, expiry, dns]) one.reset()
      activated.set(status.activated ? 1 : 0)
      for (const {
        applicationId,
        name,
        currentCount,
        highestThreshold,
        cacheCapacity,
      } of status.applications) {
        const application = name === '' ? applicationId : name
        count.set({ application }, currentCount)
        threshold.set({ application }, highestThreshold)
        capacity.set({ application }, cacheCapacity)
      }
      if (status.certificateExpires === null) expiry.set(0)
      else expiry.set((new Date(status.certificateExpires).getTime() - nowMs) / 1_000)
      for (const one of [sharedCmids, sharingMachines]) one.remove()
      if (status.duplicates !== undefined) {
        sharedCmids.set(status.duplicates.cmids)
        sharingMachines.set(status.duplicates.machines)
      }
      for (const { domain, state } of status.dns.domains) dns.set({ domain }, state === 'published' ? 1 : 0)
    },
  }
}
