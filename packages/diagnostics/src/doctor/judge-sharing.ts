/** Whether hosts that serve the same machines share their count (R2.13): hosts that count apart split it. */
import { eventIds, type PresentedEvent } from '@muster/core/events'
import { type Finding, fail, ok, warn } from './check.ts'
import type { ClientFacts } from './client-facts.ts'
import type { HostFacts, SharingHostFacts } from './host-facts.ts'

const msPerDay = 86_400_000
/** Counts that are further apart in time may differ because machines came and went. */
const comparedMsMax = 7 * msPerDay
const move = 'muster host migrate-store --from embedded --to postgres://SERVER/DATABASE'
const anyServer = 'docs/operating/shared-store.md describes it.'

/** From a host: whether the other hosts that DNS names and that answer are among those that share its store. */
export function judgeSharing({ others, sharing, applications }: HostFacts): Finding {
  const answering = others.filter(({ outcome }) => outcome === 'host').map(({ name }) => plainName(name))
  const apart = answering.filter(
    (name) => !(sharing ?? []).some((host) => host.serving && isHost(host, name)),
  )
  if (apart.length === 0) return ok(describeSharing(sharing))
  // The count that misses those machines is what keeps the others from being activated.
  const finding = applications.some((one) => one.currentCount < one.highestThreshold) ? fail : warn
  const names = apart.join(', ')
  if (sharing === null)
    return finding(
      `Machines are also sent to ${names}, and this host keeps a store of its own: each counts only the machines that ask it.`,
      `Let all of them share one PostgreSQL database, or publish one of them. ${anyServer}`,
      move,
    )
  const left = sharing.filter((host) => apart.some((name) => isHost(host, name)))
  return finding(
    `Machines are also sent to ${names}, which does not serve from the database of this host${whenLast(left)}.`,
    `On that host: take its keys into the database, set store in host.toml, and start it again. ${anyServer}`,
    `${move} --join`,
  )
}

/** From a machine: whether one host told less than another had told before. A count that is shared does not fall so. */
export function judgeTold({ events }: Pick<ClientFacts, 'events'>): Finding {
  const told = answersOf(events)
  const hosts = new Set(told.map(({ host }) => host))
  if (hosts.size === 0) return ok('No host has answered this machine yet.')
  if (hosts.size === 1) return ok('One host has answered this machine.')
  for (const [index, later] of told.entries()) {
    const before = told
      .slice(0, index)
      .findLast(({ host, timeMs }) => host !== later.host && later.timeMs - timeMs <= comparedMsMax)
    if (before !== undefined && later.count < before.count)
      return warn(
        `${before.host} told a count of ${before.count}, and ${later.host} later one of ${later.count}: they count apart.`,
        `Let the hosts share one PostgreSQL database, or publish one of them. ${anyServer}`,
        'muster doctor host',
      )
  }
  return ok(`${hosts.size} hosts have answered this machine, and their counts go together.`)
}

function describeSharing(sharing: readonly SharingHostFacts[] | null): string {
  if (sharing === null) return 'DNS names no other host that answers.'
  const serving = sharing.filter((host) => !host.isThisHost && host.serving)
  const gone = sharing.filter((host) => !host.isThisHost && !host.serving)
  const shares =
    serving.length === 0
      ? 'No other host serves from the database of this one.'
      : `The count is shared with ${namesOf(serving)}.`
  return gone.length === 0 ? shares : `${shares} Not serving now: ${namesOf(gone)}.`
}

function namesOf(hosts: readonly SharingHostFacts[]): string {
  return hosts.map(({ hostName }) => hostName).join(', ')
}

function whenLast(hosts: readonly SharingHostFacts[]): string {
  const [last] = hosts
    .flatMap(({ lastSeen }) => lastSeen ?? [])
    .sort()
    .reverse()
  return last === undefined ? '' : ` (it did until ${last})`
}

/** Hosts without a domain state only the first label of the name that DNS has for them. */
function isHost({ hostName }: SharingHostFacts, target: string): boolean {
  const name = plainName(hostName)
  return name === target || (!name.includes('.') && target.startsWith(`${name}.`))
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}

interface Told {
  readonly host: string
  readonly timeMs: number
  readonly count: number
}

/** The counts that hosts told, oldest first: each answer follows the request that it answers. */
function answersOf(events: readonly PresentedEvent[]): readonly Told[] {
  const told: Told[] = []
  let host: string | undefined
  for (const { id, code, time, fields } of events) {
    if (id === eventIds.requestSent) host = code === 'success' ? String(fields.host) : undefined
    if (id !== eventIds.answerProcessed || host === undefined) continue
    const count = Number(fields.count)
    if (count > 0) told.push({ host, timeMs: Date.parse(time), count })
    host = undefined
  }
  return told
}
