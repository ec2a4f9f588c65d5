/**
 * What a round of activation would do to find its host, step by step, without activating: for `muster client
 * discover`. Hosts are connected to and asked nothing.
 */
import {
  type DrawInteger,
  defaultServiceLabel,
  type LookUp,
  reasonOfPlace,
  targetsOf,
} from '@muster/core/discovery'
import { AppError, codeOf, type ErrorCode } from '@muster/core/errors'
import {
  type ClientState,
  type DomainsLeft,
  discoveredHosts,
  domainsToLookUp,
  formatHostAddress,
  type HostAddress,
  type HostCandidate,
  type HostSource,
  hostCandidates,
  type LoadedProduct,
  roundMsMax,
  serviceLabelOf,
} from '@muster/core/licensing'
import type { ServiceRecord } from '@muster/core/ports'
import type { ClientPorts } from './client-ports.ts'
import { nameAndPort } from './client-status.ts'
import { dialTimeoutMs } from './exchange.ts'
import { domainsOf, lookUpDomain } from './look-up.ts'

/** One SRV set that was asked for. */
export interface AskedName {
  readonly name: string
  /** Null where the name led to records. */
  readonly code: ErrorCode | null
  readonly records: readonly ServiceRecord[]
}

/** One host that was tried, in its order. */
export interface TriedHost {
  readonly name: string
  readonly port: number
  readonly from: HostSource
  /** Why it stands at this place. */
  readonly why: string
  /** Null where it accepted a connection, or was not connected to. */
  readonly code: ErrorCode | null
  /** False for hosts behind one that accepted, and for URLs. */
  readonly connected: boolean
}

/** Everything that was done; the shape of `muster client discover --json`. */
export interface DiscoveryReport {
  /** A pinned host switches looking up off. */
  readonly pinned: boolean
  readonly caching: boolean
  readonly serviceLabel: string
  /** Domains in the order in which they are asked; empty where a host is pinned. */
  readonly domains: readonly string[]
  readonly asked: readonly AskedName[]
  readonly hosts: readonly TriedHost[]
  /** The first that accepted a connection; null where none did. */
  readonly chosen: TriedHost | null
}

/** What a folder says of finding hosts. */
export interface DiscoverySetting {
  /** Hosts that are asked before DNS is. */
  readonly known: readonly HostCandidate[]
  /** Undefined where a pinned host switches looking up off. */
  readonly left: DomainsLeft | undefined
  readonly serviceLabel: string
  readonly caching: boolean
}

/** Looks in every domain, also behind one that names hosts, so that each shows what it says. */
export async function discover(
  { known, left, serviceLabel, caching }: DiscoverySetting,
  ports: ClientPorts,
  draw: DrawInteger,
): Promise<DiscoveryReport> {
  const domains = left === undefined ? [] : await domainsOf(left, ports)
  const lookUps = await Promise.all(domains.map((domain) => lookUpDomain(domain, serviceLabel, ports)))
  const tried = known.map(({ host }) => formatHostAddress(host))
  const { candidates } = discoveredHosts(lookUps, tried, draw)
  const hosts = await tryHosts([...known, ...candidates], lookUps, ports)
  return {
    pinned: left === undefined,
    caching,
    serviceLabel,
    domains,
    asked: lookUps.map((lookUp) => askedName(lookUp, draw)),
    hosts,
    chosen: hosts.find(({ connected, code }) => connected && code === null) ?? null,
  }
}

/** The setting of a folder, also of one in which nothing was ever installed, for one product or for none. */
export function discoverySetting(
  state: ClientState | undefined,
  product: LoadedProduct | undefined,
): DiscoverySetting {
  if (state === undefined) return unusedSetting
  const { pinnedHost, hostCaching: caching } = state.installation
  const pinned: readonly HostCandidate[] =
    pinnedHost === undefined ? [] : [{ host: pinnedHost, from: 'pinned' }]
  const known = product === undefined ? pinned : hostCandidates(state, product)
  return { known, left: domainsToLookUp(state, product), serviceLabel: serviceLabelOf(state), caching }
}

const unusedSetting: DiscoverySetting = {
  known: [],
  left: { kind: 'search-list', first: undefined },
  serviceLabel: defaultServiceLabel,
  caching: true,
}

function askedName(lookUp: LookUp, draw: DrawInteger): AskedName {
  const targets = targetsOf(lookUp, draw)
  return {
    name: lookUp.name,
    code: targets.kind === 'none' ? targets.failure.code : null,
    records: lookUp.kind === 'found' ? lookUp.services : [],
  }
}

/** Connects to one after the other until one accepts, or the time of a round is up. */
async function tryHosts(
  candidates: readonly HostCandidate[],
  lookUps: readonly LookUp[],
  ports: ClientPorts,
): Promise<readonly TriedHost[]> {
  const hosts: TriedHost[] = []
  const endMs = ports.clock.nowMs() + roundMsMax
  for (const { host, from } of candidates) {
    const isFound = hosts.some(({ connected, code }) => connected && code === null)
    const mayConnect = !isFound && host.kind === 'tcp' && ports.clock.nowMs() < endMs
    const code = mayConnect ? await connectionFailure(host, ports) : null
    const { name, port } = nameAndPort(host)
    hosts.push({ name, port, from, why: reasonOf(host, from, lookUps), code, connected: mayConnect })
  }
  return hosts
}

async function connectionFailure(
  host: Extract<HostAddress, { kind: 'tcp' }>,
  { dialer }: ClientPorts,
): Promise<ErrorCode | null> {
  try {
    const connection = await dialer.dial(host, dialTimeoutMs)
    connection.destroy()
    return null
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return codeOf(error)
  }
}

function reasonOf(host: HostAddress, from: HostSource, lookUps: readonly LookUp[]): string {
  if (from === 'pinned') return 'set by the administrator'
  if (from === 'cached') return 'answered last'
  for (const lookUp of lookUps) {
    const services = lookUp.kind === 'found' ? lookUp.services : []
    const service = services.find(
      ({ target, port }) => host.kind === 'tcp' && target === host.name && port === host.port,
    )
    if (service !== undefined) return `${reasonOfPlace(service, services)} of ${lookUp.name}`
  }
  return 'from DNS'
}
