/** What DNS said of one name, and the targets that a machine tries for it, in their order (R4.7, R5.4). */
import type { ErrorCode, Reason } from '../errors/index.ts'
import type { ServiceRecord } from '../ports/index.ts'
import { type DrawInteger, orderServices } from './service-order.ts'

/** Targets of one name that are tried; a larger set is a mistake or an attack. */
export const targetsMax = 16

/** The outcome of asking for one SRV set. */
export type LookUp =
  | { readonly kind: 'found'; readonly name: string; readonly services: readonly ServiceRecord[] }
  | { readonly kind: 'failed'; readonly name: string; readonly code: ErrorCode; readonly detail?: string }

/** The targets to try, in order, or why the name leads to none. */
export type Targets =
  | { readonly kind: 'targets'; readonly services: readonly ServiceRecord[] }
  | { readonly kind: 'none'; readonly failure: Reason }

/** Orders what was found. A set that holds only the target "." says that there is no such service (RFC 2782). */
export function targetsOf(lookUp: LookUp, draw: DrawInteger): Targets {
  const subject = lookUp.name
  if (lookUp.kind === 'failed') {
    const { code, detail } = lookUp
    return { kind: 'none', failure: { subject, code, ...(detail === undefined ? {} : { detail }) } }
  }
  const services = lookUp.services.filter(({ target, port }) => target !== '' && target !== '.' && port > 0)
  if (services.length === 0) return { kind: 'none', failure: { subject, code: 'dns-no-records' } }
  return { kind: 'targets', services: orderServices(services, draw).slice(0, targetsMax) }
}

/** Why a target stands where it stands in the order, in words. */
export function reasonOfPlace(service: ServiceRecord, all: readonly ServiceRecord[]): string {
  const equals = all.filter(({ priority }) => priority === service.priority)
  const lowest = Math.min(...all.map(({ priority }) => priority))
  const place = service.priority === lowest ? 'lowest priority' : `priority ${service.priority}`
  if (equals.length === 1) return place
  const weights = equals.reduce((sum, { weight }) => sum + weight, 0)
  return weights === 0
    ? `${place}, drawn among ${equals.length}`
    : `${place}, drawn by weight ${service.weight} of ${weights}`
}
