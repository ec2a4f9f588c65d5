/** The hosts that DNS named, as candidates of one round. */
import { type DrawInteger, type LookUp, targetsOf } from '../discovery/index.ts'
import { codeOf, type Reason } from '../errors/index.ts'
import type { ServiceRecord } from '../ports/index.ts'
import type { HostCandidate } from './client-state.ts'
import { formatHostAddress, tcpAddress } from './host-address.ts'

/** What look-ups come to: hosts in the order in which they are tried, and what led to none. */
export interface DiscoveredHosts {
  readonly candidates: readonly HostCandidate[]
  readonly failures: readonly Reason[]
}

/** Orders what was found and leaves out hosts that failed in this round already, and those named twice. */
export function discoveredHosts(
  lookUps: readonly LookUp[],
  tried: readonly string[],
  draw: DrawInteger,
): DiscoveredHosts {
  const passed = new Set(tried)
  const candidates: HostCandidate[] = []
  const failures: Reason[] = []
  for (const lookUp of lookUps) {
    const targets = targetsOf(lookUp, draw)
    if (targets.kind === 'none') failures.push(targets.failure)
    for (const service of targets.kind === 'none' ? [] : targets.services) {
      const outcome = candidateOf(service)
      if (outcome.kind === 'failed') {
        failures.push(outcome.failure)
        continue
      }
      const text = formatHostAddress(outcome.candidate.host)
      if (!passed.has(text)) candidates.push(outcome.candidate)
      passed.add(text)
    }
  }
  return { candidates, failures }
}

type Outcome =
  | { readonly kind: 'candidate'; readonly candidate: HostCandidate }
  | { readonly kind: 'failed'; readonly failure: Reason }

function candidateOf({ target, port }: ServiceRecord): Outcome {
  try {
    return { kind: 'candidate', candidate: { host: tcpAddress(target, port), from: 'dns' } }
  } catch (error) {
    return { kind: 'failed', failure: { subject: `${target}:${port}`, code: codeOf(error) } }
  }
}
