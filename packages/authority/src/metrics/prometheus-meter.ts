/**
 * An authority's metrics in the text format of Prometheus. Labels have few values by design: no customer, key or
 * address is ever in one. Durations are seconds and names end in their unit, as that ecosystem has it.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { type AuthorityMetrics, type MeasuredAuthority, measuredPaths } from './meter.ts'

const latencyBucketsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** Makes the metrics. `nowSeconds` is a clock that is never set back. */
export function prometheusMetrics(nowSeconds: () => number): AuthorityMetrics {
  const registry = new Registry()
  const work = workMetrics(registry)
  const state = stateMetrics(registry)
  return {
    meter: {
      began(request) {
        const beganSeconds = nowSeconds()
        return (result) => {
          work.requests.inc({ request, result })
          work.duration.observe(nowSeconds() - beganSeconds)
        }
      },
      refused: (code) => work.refusals.inc({ code }),
    },
    contentType: registry.contentType,
    text(measured, nowMs) {
      state(measured, nowMs)
      return registry.metrics()
    },
  }
}

function workMetrics(registry: Registry) {
  const registers = [registry]
  const requests = new Counter<'request' | 'result'>({
    name: 'muster_authority_requests_total',
    help: 'Requests for activations that were answered or refused, since the service started.',
    labelNames: ['request', 'result'],
    registers,
  })
  for (const request of Object.values(measuredPaths))
    for (const result of ['answered', 'refused']) requests.inc({ request, result }, 0)
  return {
    requests,
    refusals: new Counter<'code'>({
      name: 'muster_authority_refusals_total',
      help: 'Refused requests by the code of the error table.',
      labelNames: ['code'],
      registers,
    }),
    duration: new Histogram({
      name: 'muster_authority_request_duration_seconds',
      help: 'Time from a whole request to its signed answer, its commit included.',
      buckets: latencyBucketsSeconds,
      registers,
    }),
  }
}

function stateMetrics(registry: Registry) {
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `muster_authority_${name}`, help, registers: [registry] })
  const keys = gauge('keys', 'Issued host keys and multiple activation keys.')
  const blocked = gauge('blocked_keys', 'Keys that are blocked.')
  const near = gauge('keys_near_limit', 'Keys, not blocked, with nine tenths of their limit used or more.')
  const hosts = gauge('activated_hosts', 'Hosts of customers that were activated.')
  const activations = gauge('host_activations', 'Activations of hosts, each time that one was activated.')
  const machines = gauge('activated_machines', 'Machines that multiple activation keys activated.')
  const issuer = gauge('issuer_remaining_seconds', 'Seconds until the issuer certificate ends.')
  return ({ totals, issuerExpiresSeconds }: MeasuredAuthority, nowMs: number) => {
    keys.set(totals.keys)
    blocked.set(totals.keysBlocked)
    near.set(totals.keysNearLimit)
    hosts.set(totals.hosts)
    activations.set(totals.hostActivations)
    machines.set(totals.machines)
    issuer.set(issuerExpiresSeconds - nowMs / 1_000)
  }
}
