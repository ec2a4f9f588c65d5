/** The checks of an activation host, from facts alone. */
import { clockDifferenceSecondsMax } from '@muster/core/documents'
import { describeCode } from '@muster/core/errors'
import { type Check, type Diagnosis, diagnosisOf, type Finding, fail, ok, warn } from './check.ts'
import { describeFolder } from './describe-folder.ts'
import { clockFinding, describeProbe } from './describe-probe.ts'
import type { HostFacts } from './host-facts.ts'
import { judgeCount } from './judge-count.ts'
import { judgeSharing } from './judge-sharing.ts'

const msPerDay = 86_400_000
const certificateDaysFew = 30
const retentionPercent = 90
const diskFreeBytesFew = 500_000_000
const diskFreeBytesMin = 50_000_000
/** Refusals are worth a warning from this share of the requests. */
const refusedPercent = 5

interface HostCheck {
  readonly name: string
  readonly why: string
  readonly judge: (facts: HostFacts) => Finding
}

const checks: readonly HostCheck[] = [
  { name: 'activated', why: 'A host that is not activated refuses every request.', judge: activated },
  { name: 'service', why: 'Machines are answered only while the service runs.', judge: service },
  { name: 'reachable', why: 'Machines must reach the port on which the host listens.', judge: reachable },
  { name: 'firewall', why: 'A firewall may let this machine in and no other.', judge: firewall },
  { name: 'dns', why: 'Machines find the host by the record that it publishes.', judge: dns },
  {
    name: 'other-hosts',
    why: 'Records of hosts that are gone cost machines time.',
    judge: otherHosts,
  },
  {
    name: 'sharing',
    why: 'Hosts that count apart split the count: each sees only the machines that ask it.',
    judge: judgeSharing,
  },
  { name: 'count', why: 'Machines are activated once the count reaches their threshold.', judge: judgeCount },
  { name: 'low-count', why: 'A count that falls below the threshold stops renewals.', judge: lowCount },
  { name: 'refusals', why: 'A request that is refused counts for nothing.', judge: refusals },
  { name: 'retention', why: 'Beyond its bound the event log drops its oldest events.', judge: retention },
  { name: 'disk', why: 'A host that cannot write answers nobody.', judge: disk },
  { name: 'clock', why: 'Requests whose clock differs by more than four hours are refused.', judge: clock },
  {
    name: 'folder',
    why: 'The store must be writable, and be safe from others.',
    judge: ({ folder }) => describeFolder(folder),
  },
]

/** Judges a host. */
export function judgeHost(facts: HostFacts): Diagnosis {
  return diagnosisOf(checks.map(({ name, why, judge }): Check => ({ name, why, ...judge(facts) })))
}

function activated({ activated: isActivated, hostKeys, certificateExpires, nowMs }: HostFacts): Finding {
  if (hostKeys === 0)
    return fail(
      'No host key is installed.',
      'Install the host key from your vendor.',
      'muster host install-key KEY',
    )
  if (!isActivated || certificateExpires === null)
    return fail('The host is not activated.', 'Activate it with the vendor.', 'muster host activate')
  const days = Math.floor((Date.parse(certificateExpires) - nowMs) / msPerDay)
  const seen = `The host is activated; its certificate ends in ${days} days.`
  return days < certificateDaysFew
    ? warn(seen, 'Activate the host again before that.', 'muster host activate')
    : ok(seen)
}

function service({ service: state, listening }: HostFacts): Finding {
  if (state === 'running')
    return ok(`The service runs and listens on ${listening.address}, port ${listening.port}.`)
  return fail('The service does not run.', 'Start it.', 'muster host serve')
}

function reachable({ own }: HostFacts): Finding {
  if (own.outcome === 'host') return ok(describeProbe(own))
  const remedy =
    own.outcome === 'other'
      ? 'Another program has the port; stop it or choose another port.'
      : 'Start the service, or see what its log says.'
  return fail(describeProbe(own), remedy, 'muster host serve')
}

function firewall({ listening, own }: HostFacts): Finding {
  const isLocal = /^(127\.|::1$|localhost$)/.test(listening.address)
  if (isLocal)
    return warn(
      `The host listens on ${listening.address} only: no other machine reaches it.`,
      'Set listen.address in host.toml to an address of the network, or to ::.',
    )
  if (own.outcome !== 'host') return ok('Not looked at while the host does not answer this machine.')
  return ok(
    `From another machine try: muster client discover --explain. Incoming TCP on port ${listening.port} has to be allowed.`,
  )
}

function dns(facts: HostFacts): Finding {
  const { publishing, domains, hostName, listening } = facts
  const command = 'muster host dns publish'
  const found = domains.filter(({ records }) => records.length > 0)
  const pointsHere = found.filter(({ records }) =>
    records.some(({ target, port }) => isSameName(target, hostName) && port === listening.port),
  )
  if (pointsHere.length > 0)
    return addressFinding(facts) ?? ok(`${pointsHere.map(({ name }) => name).join(', ')} points here.`)
  const isWrongPort = found.some(({ records }) => records.some(({ target }) => isSameName(target, hostName)))
  if (isWrongPort)
    return fail(
      `The record names ${hostName} with another port than ${listening.port}.`,
      'Publish it again.',
      command,
    )
  if (domains.length === 0)
    return warn(
      'There is no domain to publish in.',
      'Give the host a qualified name, or list domains in host.toml.',
      'muster host dns show',
    )
  const seen = domains.map(
    ({ name, code }) =>
      `${name}: ${code === undefined ? 'names other hosts only.' : describeCode(code).sentence}`,
  )
  const remedy = publishing
    ? 'See why publishing failed.'
    : 'Switch publishing on, or add the record by hand.'
  return fail(seen.join(' '), remedy, publishing ? 'muster host status' : 'muster host dns show')
}

/** What is wrong with the addresses of the host's name; undefined where one of them is this machine's. */
function addressFinding({ hostName, ownAddresses, nameAddresses }: HostFacts): Finding | undefined {
  if (ownAddresses.length === 0 || ownAddresses.some((address) => nameAddresses.includes(address)))
    return undefined
  const seen =
    nameAddresses.length === 0
      ? `The record names ${hostName}, which has no address in DNS.`
      : `${hostName} has the address ${nameAddresses.join(', ')} in DNS; this machine has ${ownAddresses.join(', ')}.`
  return fail(seen, 'Publish the host again, or mend the address record.', 'muster host dns publish')
}

function otherHosts({ others }: HostFacts): Finding {
  if (others.length === 0) return ok('DNS names no other host.')
  const stale = others.filter(({ outcome }) => outcome !== 'host')
  const seen = others.map(describeProbe).join(' ')
  return stale.length === 0
    ? ok(seen)
    : warn(seen, 'Remove the records of hosts that are gone.', 'muster host dns show')
}

function lowCount({ applications, lowCount: wanted }: HostFacts): Finding {
  const short = applications.filter(
    ({ currentCount, highestThreshold }) => currentCount < (wanted ?? highestThreshold),
  )
  const limit = wanted === undefined ? 'the threshold' : String(wanted)
  if (short.length === 0) return ok(`Every count is at least ${limit}.`)
  const seen = short.map(
    ({ name, applicationId, currentCount }) => `${name || applicationId}: ${currentCount}`,
  )
  return warn(`Below ${limit}: ${seen.join(', ')}.`, 'See the check of the count.', 'muster report counts')
}

function refusals({ activity }: HostFacts): Finding {
  if (activity === undefined) return ok('This store answers no reports.')
  const byCode = new Map<string, number>()
  let all = 0
  for (const { code, requests } of activity) {
    all += requests
    if (code !== 'success') byCode.set(code, requests + (byCode.get(code) ?? 0))
  }
  const refused = [...byCode.values()].reduce((sum, requests) => sum + requests, 0)
  const reasons = [...byCode].map(([code, requests]) => `${code} ${requests}`).join(', ')
  const seen = `${refused} of ${all} requests of the last 7 days were refused${reasons === '' ? '' : `: ${reasons}`}.`
  return refused * 100 >= all * refusedPercent && refused > 0
    ? warn(seen, 'The report says what each reason means and what to do.', 'muster report denials --since 7d')
    : ok(seen)
}

function retention({ eventsStored, eventsMax }: HostFacts): Finding {
  if (eventsStored === undefined) return ok(`The event log holds at most ${eventsMax} events.`)
  const percent = Math.floor((eventsStored * 100) / eventsMax)
  const seen = `The event log holds ${eventsStored} of ${eventsMax} events (${percent} %).`
  return percent >= retentionPercent
    ? warn(
        seen,
        'Raise retention.events in host.toml, or export the events that you need.',
        'muster host events --format csv',
      )
    : ok(seen)
}

function disk({ diskFreeBytes }: HostFacts): Finding {
  if (diskFreeBytes === undefined) return ok('The free space of the disk cannot be told.')
  const seen = `${Math.floor(diskFreeBytes / 1_000_000)} MB are free.`
  if (diskFreeBytes < diskFreeBytesMin) return fail(seen, 'Make room on the disk of the data folder.')
  return diskFreeBytes < diskFreeBytesFew ? warn(seen, 'Make room on the disk of the data folder.') : ok(seen)
}

function clock({ others }: HostFacts): Finding {
  return clockFinding(others, clockDifferenceSecondsMax)
}

function isSameName(left: string, right: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/\.$/, '')
  return plain(left) === plain(right)
}
