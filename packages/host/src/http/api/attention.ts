/**
 * What needs the administrator, with what to do about it: what follows from the state at once, and the doctor's
 * checks as they were last made. One matter stands here once, by whoever knows more of it.
 */
import { describeCode, isErrorCode } from '@muster/core/errors'
import * as v from 'valibot'
import type { InsightCheck } from '../../insight.ts'
import type { ListedHostKey } from '../../operations/list-host-keys.ts'
import type { HostStatus } from '../../operations/status.ts'

const dayMs = 86_400_000
const certificateWarningDays = 60

const actions = ['settings', 'publish-dns', 'machines', 'dns', 'duplicates', 'reports'] as const
type Action = (typeof actions)[number]

/** One thing to look at. */
export const attentionSchema = v.object({
  id: v.string(),
  level: v.picklist(['problem', 'warning', 'hint']),
  title: v.string(),
  remedy: v.string(),
  /** The command that helps, for a terminal. */
  command: v.nullable(v.string()),
  /** The page or the button that helps. */
  action: v.nullable(v.picklist(actions)),
})
/** One thing to look at. */
export type Attention = v.InferOutput<typeof attentionSchema>

/** What is judged. */
export interface AttentionFacts {
  readonly status: HostStatus
  readonly keys: readonly ListedHostKey[]
  readonly nowMs: number
  /** The doctor's; undefined before they were made. */
  readonly checks: readonly InsightCheck[] | undefined
}

/** Everything that needs attention, gravest first. */
export function attentionOf({ status, keys, nowMs, checks }: AttentionFacts): readonly Attention[] {
  const known = [...keyFindings(status, keys, nowMs), ...publishingFindings(status)]
  const found =
    checks === undefined
      ? [...domainFindings(status), ...countFindings(status)]
      : checkFindings(checks, status, known.length > 0 && known.some(({ id }) => id.startsWith('dns-')))
  const all = [...known, ...found]
  return levels.flatMap((level) => all.filter((item) => item.level === level))
}

const levels = ['problem', 'warning', 'hint'] as const

function keyFindings(
  status: HostStatus,
  keys: readonly ListedHostKey[],
  nowMs: number,
): readonly Attention[] {
  if (keys.length === 0)
    return [
      finding('no-host-key', 'problem', {
        title: 'No host key is installed, so no machine can be activated.',
        remedy: 'Install the host key that your vendor gave you, then activate it.',
        action: 'settings',
      }),
    ]
  if (!status.activated)
    return [
      finding('host-not-activated', 'problem', {
        title: describeCode('host-not-activated').sentence,
        remedy: 'Activate the installed host key with your vendor’s authority.',
        action: 'settings',
      }),
    ]
  const waiting = keys.filter(({ state }) => state !== 'activated').map(waitingFinding)
  return [...waiting, ...expiryFindings(status, nowMs)]
}

function waitingFinding({ partialProductKey, state }: ListedHostKey): Attention {
  const isExpired = state === 'expired'
  return finding(`key-${partialProductKey}`, 'warning', {
    title: isExpired
      ? `The certificate of host key …${partialProductKey} has ended.`
      : `Host key …${partialProductKey} is installed, but not activated.`,
    remedy: isExpired
      ? 'Install the host key again and activate it.'
      : 'Activate it with your vendor’s authority.',
    action: 'settings',
  })
}

function expiryFindings({ certificateExpires }: HostStatus, nowMs: number): readonly Attention[] {
  if (certificateExpires === null) return []
  const days = Math.floor((new Date(certificateExpires).getTime() - nowMs) / dayMs)
  if (days >= certificateWarningDays || days < 0) return []
  return [
    finding('certificate-ends', 'warning', {
      title: `The host’s certificate ends in ${days} days.`,
      remedy: 'Install the host key again and activate it before that day; machines notice nothing.',
      action: 'settings',
    }),
  ]
}

function publishingFindings({ dns }: HostStatus): readonly Attention[] {
  if (!dns.publishing) return []
  return dns.domains
    .filter(({ state }) => state === 'failed')
    .map(({ domain, lastCode }) =>
      finding(`dns-${domain}`, 'warning', {
        title: `Publishing in ${domain} failed${isErrorCode(lastCode) ? `: ${describeCode(lastCode).sentence}` : '.'}`,
        remedy: isErrorCode(lastCode)
          ? describeCode(lastCode).remedy
          : 'Publish again, and look at the events.',
        action: 'publish-dns',
      }),
    )
}

function domainFindings({ dns }: HostStatus): readonly Attention[] {
  if (!dns.publishing || dns.domains.length > 0) return []
  return [
    finding('dns-no-domain', 'hint', {
      title: 'This host publishes itself in no domain: machines do not find it by DNS.',
      remedy: 'Set dns.domain in host.toml, or pin the host on the machines.',
      action: 'dns',
    }),
  ]
}

function countFindings({ applications, activated, counters }: HostStatus): readonly Attention[] {
  if (!activated) return []
  if (counters.total === 0)
    return [
      finding('no-machine', 'hint', {
        title: 'No machine has asked this host yet.',
        remedy:
          'Give machines the setup key and the licence of the product; they find the host by DNS, or are told with "muster client set-host".',
        action: null,
      }),
    ]
  return applications
    .filter(({ highestThreshold, currentCount }) => highestThreshold > 0 && currentCount < highestThreshold)
    .map(({ applicationId, name, currentCount, highestThreshold }) =>
      finding(`count-${applicationId}`, 'hint', {
        title: `${name || applicationId}: ${highestThreshold - currentCount} more machines until all its products activate.`,
        remedy: 'Let more machines ask. Copies of one image that share a CMID count as one.',
        action: 'machines',
      }),
    )
}

/** The doctor's findings that nothing above says already. */
function checkFindings(
  checks: readonly InsightCheck[],
  { activated, counters, dns }: HostStatus,
  isDnsSaid: boolean,
): readonly Attention[] {
  const isCountWell = checks.find(({ name }) => name === 'count')?.verdict === 'ok'
  const isSaid = (name: string) => {
    if (name === 'activated') return true
    if (name === 'dns') return isDnsSaid
    // A count below the threshold is one matter, and none where nobody can be counted yet.
    if (name === 'low-count') return !isCountWell || !activated
    return name === 'count' && !activated
  }
  return checks
    .filter(({ name, verdict }) => verdict !== 'ok' && !isSaid(name))
    .map(({ name, verdict, seen, remedy = '', command }) => ({
      id: `check-${name}`,
      level: levelOf(name, verdict, counters.total),
      title: seen,
      remedy,
      command: command ?? null,
      action: actionOf(name, command, dns),
    }))
}

/** Too few machines is how every host begins. */
function levelOf(name: string, verdict: InsightCheck['verdict'], requests: number): Attention['level'] {
  if (name === 'count' && requests === 0) return 'hint'
  return verdict === 'fail' && name !== 'count' ? 'problem' : 'warning'
}

function actionOf(name: string, command: string | undefined, dns: HostStatus['dns']): Action | null {
  if (command?.startsWith('muster host duplicates')) return 'duplicates'
  if (command?.startsWith('muster report')) return 'reports'
  if (name === 'dns') return dns.publishing && dns.domains.length > 0 ? 'publish-dns' : 'dns'
  if (name === 'other-hosts') return 'dns'
  return name === 'count' ? 'machines' : null
}

function finding(
  id: string,
  level: Attention['level'],
  rest: Pick<Attention, 'title' | 'remedy' | 'action'>,
): Attention {
  return { id, level, command: null, ...rest }
}
