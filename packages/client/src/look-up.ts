/** Asking DNS for hosts: one domain after the other, until one names some (R5.4). Within bounded time. */
import { type LookUp, serviceName } from '@muster/core/discovery'
import { AppError } from '@muster/core/errors'
import type { DomainsLeft } from '@muster/core/licensing'
import type { ClientPorts } from './client-ports.ts'

/** After this no further domain is asked. */
export const lookUpMsMax = 20_000
/** Domains that are asked in one round. */
const domainsMax = 20

type LookUpPorts = Pick<ClientPorts, 'resolver' | 'clock'>

/** What DNS said, and the domains that were not asked since an earlier one named hosts. */
export interface LookedUp {
  readonly lookUps: readonly LookUp[]
  readonly domainsLeft: readonly string[]
}

/** The domains in which hosts are looked up, in order. */
export async function domainsOf(left: DomainsLeft, ports: LookUpPorts): Promise<readonly string[]> {
  if (left.kind === 'domains') return left.domains
  const first = left.first === undefined ? [] : [left.first]
  const domains = [...first, ...((await ports.resolver?.searchDomains()) ?? [])]
  return [...new Set(domains.map((domain) => domain.toLowerCase()))].slice(0, domainsMax)
}

/** Asks until a domain names hosts. Never rejects: what fails is part of what was found. */
export async function lookUpHosts(
  question: { readonly domains: DomainsLeft; readonly serviceLabel: string },
  ports: LookUpPorts,
): Promise<LookedUp> {
  const endMs = ports.clock.nowMs() + lookUpMsMax
  const domains = await domainsOf(question.domains, ports)
  const lookUps: LookUp[] = []
  for (const [index, domain] of domains.entries()) {
    const lookUp = await lookUpDomain(domain, question.serviceLabel, ports)
    lookUps.push(lookUp)
    if (lookUp.kind === 'found') return { lookUps, domainsLeft: domains.slice(index + 1) }
    if (ports.clock.nowMs() >= endMs) break
  }
  return { lookUps, domainsLeft: [] }
}

/** Asks for the SRV set of one domain. Never rejects. */
export async function lookUpDomain(
  domain: string,
  serviceLabel: string,
  { resolver }: Pick<LookUpPorts, 'resolver'>,
): Promise<LookUp> {
  const subject = `${serviceLabel}._tcp.${domain}`
  if (resolver === undefined) return { kind: 'failed', name: subject, code: 'not-available' }
  try {
    const name = serviceName(serviceLabel, domain)
    return { kind: 'found', name, services: await resolver.services(name) }
  } catch (error) {
    return failedLookUp(subject, error)
  }
}

/** The detail of a look-up is the name, which the subject says already. */
function failedLookUp(name: string, error: unknown): LookUp {
  if (!(error instanceof AppError)) throw error
  return { kind: 'failed', name, code: error.code }
}
