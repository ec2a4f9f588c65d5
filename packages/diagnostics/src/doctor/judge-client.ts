/** The checks of a client, from facts alone: the same facts give the same findings. */
import { clockDifferenceSecondsMax } from '@muster/core/documents'
import { describeCode, type ErrorCode } from '@muster/core/errors'
import { eventIds } from '@muster/core/events'
import { type Check, type Diagnosis, diagnosisOf, type Finding, fail, ok, warn } from './check.ts'
import type { ClientFacts } from './client-facts.ts'
import { describeFolder } from './describe-folder.ts'
import { clockFinding, describeProbe } from './describe-probe.ts'
import { judgeDirectory } from './judge-directory.ts'
import { judgeTold } from './judge-sharing.ts'

const licensed = 1
const notification = 5
const daysLeftFew = 14
/** So many answers with the same count below the threshold are a count that stands still. */
const standingAnswers = 3
/** Answers that are not processed within this time were lost. */
const processedMsMax = 60_000

interface ClientCheck {
  readonly name: string
  readonly why: string
  readonly judge: (facts: ClientFacts) => Finding
}

const checks: readonly ClientCheck[] = [
  { name: 'licence', why: 'The product licence says what may be activated, and how.', judge: licence },
  { name: 'key', why: 'The product key says which channel activates the product.', judge: key },
  {
    name: 'channel',
    why: 'One channel has to activate: directory, host or multiple activation key.',
    judge: channel,
  },
  {
    name: 'directory',
    why: 'A member of a domain is activated by its directory, without a host and a count.',
    judge: ({ status, nowMs }) => judgeDirectory(status, nowMs),
  },
  { name: 'state', why: 'When the state ends, the product asks to be activated.', judge: state },
  { name: 'dns', why: 'Machines find their activation host by DNS.', judge: dns },
  { name: 'hosts', why: 'Without a host that answers nothing is counted or renewed.', judge: hosts },
  { name: 'clock', why: 'A host refuses requests whose clock is more than four hours off.', judge: clock },
  {
    name: 'certificates',
    why: 'Answers count only when they lead to the roots of the vendor.',
    judge: certificates,
  },
  { name: 'count', why: 'A host activates once enough machines have asked it.', judge: count },
  { name: 'sharing', why: 'Hosts that count apart split the count.', judge: judgeTold },
  { name: 'duplicate', why: 'Copies that share a CMID count as one machine.', judge: duplicate },
  { name: 'exchange', why: 'A request whose answer is not processed was lost on its way.', judge: exchange },
  { name: 'rearms', why: 'Without a rearm left an image cannot be prepared once more.', judge: rearms },
  {
    name: 'folder',
    why: 'The state must be kept, and be safe from others.',
    judge: ({ folder }) => describeFolder(folder),
  },
]

/** Judges a client. */
export function judgeClient(facts: ClientFacts): Diagnosis {
  return diagnosisOf(checks.map(({ name, why, judge }): Check => ({ name, why, ...judge(facts) })))
}

function licence({ status }: ClientFacts): Finding {
  if (status.productId === null)
    return fail(
      'No product licence is installed.',
      'Install the licence that came with the product.',
      'muster client install-licence FILE',
    )
  return ok(`The licence of ${status.product} is installed.`)
}

function key({ status }: ClientFacts): Finding {
  if (status.partialProductKey === null)
    return fail(
      'No product key is installed.',
      describeCode('product-key-missing').remedy,
      'muster client install-key KEY',
    )
  return ok(`The key that ends in ${status.partialProductKey} is installed and fits the licence.`)
}

function channel({ status }: ClientFacts): Finding {
  if (status.channel !== null) return ok(`The product is activated by: ${status.channel}.`)
  if (status.lastError?.code === 'no-channel') return fail(status.lastError.sentence, status.lastError.remedy)
  return warn('Nothing activates the product at present.', 'Activate it.', 'muster client activate')
}

function state({ status, sentence, daysLeft }: ClientFacts): Finding {
  if (status.licenceState === licensed) {
    const isShort = daysLeft !== null && daysLeft <= daysLeftFew
    return isShort
      ? warn(sentence, 'Find out below why it was not renewed.', 'muster client activate')
      : ok(sentence)
  }
  const isOver = status.licenceState === notification || status.licenceState === 0
  const isShort = daysLeft !== null && daysLeft <= daysLeftFew
  if (isOver || isShort)
    return fail(
      sentence,
      'Activate the product; the checks below say what is in the way.',
      'muster client activate',
    )
  return warn(
    sentence,
    'Activate the product; the checks below say what is in the way.',
    'muster client activate',
  )
}

const hostNotNeeded = 'No activation host is needed while the directory activates the product.'

function dns({ discovery, status }: ClientFacts): Finding {
  const isFound = discovery?.asked.some(({ records }) => records.length > 0) ?? false
  if (status.channel === 'directory' && !isFound) return ok(hostNotNeeded)
  if (discovery === undefined)
    return fail(
      'Looking for hosts did not end in time.',
      'Check the DNS servers of this machine, and the hosts that they name.',
      'muster client discover --explain',
    )
  if (discovery.pinned) return ok('A host is set by hand, so DNS is not asked.')
  const found = discovery.asked.filter(({ records }) => records.length > 0)
  if (found.length > 0)
    return ok(
      found
        .map(
          ({ name, records }) =>
            `${name} names ${records.map(({ target, port }) => `${target}:${port}`).join(', ')}.`,
        )
        .join(' '),
    )
  if (discovery.domains.length === 0)
    return fail(
      'This machine has no DNS domain to look in.',
      'Set the domain or the host by hand.',
      'muster client set-host NAME',
    )
  const steps = discovery.asked.map(
    ({ name, code }) => `${name}: ${code === null ? 'no record' : describeCode(code).sentence}`,
  )
  const finding = discovery.hosts.length > 0 ? warn : fail
  return finding(
    `No activation host is named in DNS. ${steps.join(' ')}`,
    'Publish the host in DNS, or set it by hand.',
    'muster host dns publish',
  )
}

function hosts({ probes, status }: ClientFacts): Finding {
  if (probes.length === 0 && status.channel === 'directory') return ok(hostNotNeeded)
  if (probes.length === 0)
    return fail(
      'There is no host to ask.',
      'Publish one in DNS, or set it by hand.',
      'muster client set-host NAME',
    )
  const seen = probes.map(describeProbe).join(' ')
  const answering = probes.filter(({ outcome }) => outcome === 'host')
  if (answering.length === probes.length) return ok(seen)
  const finding = answering.length === 0 ? fail : warn
  return finding(seen, 'On the host see whether the service runs and its port is open.', 'muster doctor host')
}

function clock({ probes }: ClientFacts): Finding {
  return clockFinding(probes, clockDifferenceSecondsMax)
}

const chainCodes = /^(document-|issuer-)/

function certificates({ status }: ClientFacts): Finding {
  const { lastError } = status
  if (lastError !== null && chainCodes.test(lastError.code)) return fail(lastError.sentence, lastError.remedy)
  return status.channel === null
    ? ok('No answer has failed to verify.')
    : ok('The activation leads to the roots that came with the product.')
}

function count({ status }: ClientFacts): Finding {
  const { count: told, threshold, missing } = status
  if (status.channel === 'mak') return ok('A multiple activation key needs no count.')
  if (status.channel === 'directory') return ok('Activation by the directory needs no count.')
  if (told === null || threshold === null)
    return warn('No host has told a count yet.', 'Ask one.', 'muster client activate')
  if (missing === null || missing === 0) return ok(`${told} machines count, ${threshold} are needed.`)
  return fail(
    `${told} machines count, ${threshold} are needed: ${missing} are missing.`,
    'Let more machines ask; where enough do, see why the count stands still.',
    'muster doctor host',
  )
}

/** From here only signs are seen: the host knows. */
function duplicate({ status, events }: ClientFacts): Finding {
  const rearmed = events.findLast(({ id }) => id === eventIds.rearmed)
  const counts = events
    .filter(({ id }) => id === eventIds.answerProcessed)
    .map(({ fields }) => Number(fields.count))
  const latest = counts.slice(-standingAnswers)
  const stands = latest.length === standingAnswers && new Set(latest).size === 1
  if (stands && (status.missing ?? 0) > 0)
    return warn(
      `The count was ${latest[0]} at each of the last ${standingAnswers} answers.`,
      'Let the administrator of the host look for copies that share a CMID; on a copy take a new one.',
      'muster host duplicates',
    )
  if (status.cmid === null) return ok('There is no CMID yet.')
  const since = rearmed === undefined ? '' : `, taken on ${rearmed.time.slice(0, 10)}`
  return ok(`Nothing speaks for a copy. The CMID is ${status.cmid}${since}.`)
}

function exchange({ events, nowMs }: ClientFacts): Finding {
  const requests = events.filter(({ id }) => id === eventIds.requestSent)
  const last = requests.at(-1)
  if (last === undefined) return ok('This machine has not asked yet.')
  if (last.code !== 'success') {
    const { sentence, remedy } = describeCode(last.code as ErrorCode)
    return fail(
      `The last request of ${last.time} did not reach a host: ${sentence}`,
      remedy,
      'muster client discover --explain',
    )
  }
  const isProcessed = events.slice(events.lastIndexOf(last)).some(({ id }) => id === eventIds.answerProcessed)
  if (isProcessed || nowMs - Date.parse(last.time) < processedMsMax)
    return ok(`The last request of ${last.time} was answered.`)
  return fail(
    `The last request of ${last.time} (12288) has no processed answer (12289).`,
    'Something between this machine and the host drops or changes the answer.',
    'muster client activate --verbose',
  )
}

function rearms({ status }: ClientFacts): Finding {
  if (status.rearmsLeft === null) return ok('There is nothing to rearm.')
  if (status.rearmsLeft > 0) return ok(`${status.rearmsLeft} rearms are left.`)
  return warn('No rearm is left.', 'Prepare further images from an earlier state of this machine.')
}
