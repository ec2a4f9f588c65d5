/** Gathers and judges an activation host with the real network, from a command or inside its service. */
import { recordTypes } from '@muster/core/dns'
import { AppError, codeOf } from '@muster/core/errors'
import type { Endpoint, Resolver } from '@muster/core/ports'
import type { Diagnosis, DomainFacts, HostFacts, HostProbe, ProbePorts } from '@muster/diagnostics/doctor'
import type { HostReportSource, InsightSubject } from '@muster/host'
import type { CommandContext } from '../../framework/context.ts'
import { withHost } from '../host/with-host.ts'
import { diskFreeBytes, readFolderFacts } from './folder-facts.ts'

const msPerDay = 86_400_000
const activityDays = 7
/** How long DNS may take. */
const lookUpMsMax = 5_000
/** How long the store may take. */
const reportsMsMax = 8_000
/** How long the addresses of other hosts may take: they are looked at afterwards, within the time of the whole. */
const addressesMsMax = 1_500
const othersMax = 16

/** What is chosen for one diagnosis. */
export interface HostDiagnosisOptions {
  /** Below this many counted machines the administrator wants to be warned. */
  readonly lowCount?: number
  readonly dnsServer?: string
}

/** The part of the facts that is read from the store. */
export type StoreFacts = Pick<HostFacts, 'activity' | 'duplicates'> & { readonly eventsStored: number }

/** The diagnosis of a host's folder, within ten seconds whatever is down. */
export function diagnoseHost(
  context: Pick<CommandContext, 'dataFolder' | 'terminal'>,
  options: HostDiagnosisOptions = {},
): Promise<Diagnosis> {
  return withHost(context, (host) => {
    const readStore = (nowMs: number) => host.withReports((source) => readStoreFacts(source, nowMs))
    return diagnoseSubject(host, readStore, { ...options, dataFolder: context.dataFolder })
  })
}

/** The diagnosis of a host that is open; what takes long to read comes from `readStore`. */
export async function diagnoseSubject(
  host: InsightSubject,
  readStore: (nowMs: number) => Promise<StoreFacts>,
  options: HostDiagnosisOptions & { readonly dataFolder: string },
): Promise<Diagnosis> {
  const { judgeHost } = await import('@muster/diagnostics/doctor')
  return judgeHost(await gather(host, readStore, options))
}

/** What the doctor wants to know of a store. */
export async function readStoreFacts(source: HostReportSource, nowMs: number): Promise<StoreFacts> {
  const { findDuplicates } = await import('@muster/diagnostics/reports')
  const sinceMs = nowMs - activityDays * msPerDay
  const activity = await source.reports.activity({ sinceMs, spanMs: msPerDay })
  const { duplicates } = await findDuplicates(source, { nowMs, sinceMs: nowMs - 30 * msPerDay })
  const sharing = duplicates
    .map(({ machines }) => machines.filter(({ ownCmid }) => ownCmid === null).length)
    .filter((machines) => machines > 1)
  return {
    activity,
    duplicates: { cmids: sharing.length, machines: sharing.reduce((sum, machines) => sum + machines, 0) },
    eventsStored: await source.reports.eventsStored(),
  }
}

async function gather(
  host: InsightSubject,
  readStore: (nowMs: number) => Promise<StoreFacts>,
  { lowCount, dnsServer, dataFolder }: HostDiagnosisOptions & { readonly dataFolder: string },
): Promise<HostFacts> {
  const [{ createResolver, createTcpDialer, systemClock, systemTimers }, { parseServerAddress }, doctor] =
    await Promise.all([
      import('@muster/node'),
      import('@muster/core/dns'),
      import('@muster/diagnostics/doctor'),
    ])
  const ports = { dialer: createTcpDialer(), clock: systemClock, timers: systemTimers }
  const server = dnsServer === undefined ? undefined : parseServerAddress(dnsServer)
  if (dnsServer !== undefined && server === undefined)
    throw new AppError('usage', `"${dnsServer}" is not the address of a DNS server.`)
  // The server that takes the host's updates knows what it published, whatever this machine asks.
  const asked = server ?? (isAddress(host.config.dns.server?.name) ? host.config.dns.server : undefined)
  const resolver = createResolver(asked === undefined ? {} : { servers: [asked] })
  const nowMs = systemClock.nowMs()
  const [status, keys] = await Promise.all([host.status(), host.keys()])
  const { listening } = status
  const [own, dns, stored, folder, freeBytes] = await Promise.all([
    doctor.probeHost({ name: localName(listening.address), port: listening.port }, ports),
    lookAtDns(host, resolver, ports, doctor),
    doctor.within(systemTimers, reportsMsMax, readStore(nowMs), () => undefined),
    readFolderFacts(dataFolder),
    diskFreeBytes(dataFolder),
  ])
  return {
    nowMs,
    service: status.service,
    activated: status.activated,
    certificateExpires: status.certificateExpires,
    hostKeys: keys.length,
    listening,
    applications: status.applications.filter(({ cacheCapacity }) => cacheCapacity > 0),
    own,
    publishing: status.dns.publishing,
    ...dns,
    sharing: status.sharing,
    activity: stored?.activity,
    duplicates: stored?.duplicates,
    eventsStored: stored?.eventsStored,
    eventsMax: host.config.retention.eventsMax,
    diskFreeBytes: freeBytes,
    folder,
    lowCount,
  }
}

function isAddress(name: string | undefined): boolean {
  return name !== undefined && /^[\d.]+$|:/.test(name)
}

/** Where this machine reaches its own service: an address that stands for all is no destination. */
function localName(address: string): string {
  return ['0.0.0.0', '::', ''].includes(address) ? '127.0.0.1' : address
}

async function lookAtDns(
  host: InsightSubject,
  resolver: Pick<Resolver, 'services' | 'addresses'>,
  ports: ProbePorts,
  { within, probeHost }: Pick<typeof import('@muster/diagnostics/doctor'), 'within' | 'probeHost'>,
): Promise<Pick<HostFacts, 'hostName' | 'domains' | 'others' | 'ownAddresses' | 'nameAddresses'>> {
  const { hostName, names, ownAddresses } = await publishedNames(host)
  const addressesAsked = within(ports.timers, lookUpMsMax, resolver.addresses(hostName), () => [])
  const domains = await Promise.all(
    names.map((name): Promise<DomainFacts> => {
      const asked = resolver.services(name).then((records) => ({ name, records }))
      return within(ports.timers, lookUpMsMax, asked, (error) => ({
        name,
        records: [],
        code: error === undefined ? 'dns-no-answer' : codeOf(error),
      }))
    }),
  )
  const targets = new Map(
    domains
      .flatMap(({ records }) => records)
      .filter(({ target }) => target.toLowerCase().replace(/\.$/, '') !== hostName.toLowerCase())
      .map(({ target, port }) => [`${target}:${port}`, { name: target, port }]),
  )
  const others = [...targets.values()].slice(0, othersMax)
  // The name is looked up where its record was found, which this computer's own name servers may know nothing of.
  const probeOther = async (other: Endpoint): Promise<HostProbe> => {
    const [address] = await within(ports.timers, addressesMsMax, resolver.addresses(other.name), () => [])
    return { ...(await probeHost({ ...other, name: address ?? other.name }, ports)), name: other.name }
  }
  const probes = Promise.all(others.map(probeOther))
  return { hostName, domains, ownAddresses, nameAddresses: await addressesAsked, others: await probes }
}

/** The name under which this host is published, and the SRV sets in which it is to stand. */
async function publishedNames(host: InsightSubject) {
  try {
    const { host: published, records } = await host.dns.plan()
    const services = records.filter(({ type }) => type === recordTypes.SRV).map(({ name }) => name)
    return { hostName: published.name, names: [...new Set(services)], ownAddresses: published.addresses }
  } catch {
    // A host without a domain has nothing to publish.
    return { hostName: host.hostName, names: [], ownAddresses: [] }
  }
}
