/** What needs the administrator, with what to do about it: judged from the state, no question asked of anybody. */
import { describeCode, isErrorCode } from '@muster/core/errors'
import * as v from 'valibot'
import type { ListedHostKey } from '../../operations/list-host-keys.ts'
import type { HostStatus } from '../../operations/status.ts'

const dayMs = 86_400_000
const certificateWarningDays = 60

/** One thing to look at. */
export const attentionSchema = v.object({
  id: v.string(),
  level: v.picklist(['problem', 'warning', 'hint']),
  title: v.string(),
  remedy: v.string(),
  /** The page or the button that helps. */
  action: v.nullable(v.picklist(['settings', 'publish-dns', 'machines', 'dns'])),
})
/** One thing to look at. */
export type Attention = v.InferOutput<typeof attentionSchema>

/** Everything that needs attention, gravest first. */
export function attentionOf(
  status: HostStatus,
  keys: readonly ListedHostKey[],
  nowMs: number,
): readonly Attention[] {
  return [...keyFindings(status, keys, nowMs), ...dnsFindings(status), ...countFindings(status)]
}

function keyFindings(
  status: HostStatus,
  keys: readonly ListedHostKey[],
  nowMs: number,
): readonly Attention[] {
  if (keys.length === 0)
    return [
      {
        id: 'no-host-key',
        level: 'problem',
        title: 'No host key is installed, so no machine can be activated.',
        remedy: 'Install the host key that your vendor gave you, then activate it.',
        action: 'settings',
      },
    ]
  if (!status.activated)
    return [
      {
        id: 'host-not-activated',
        level: 'problem',
        title: describeCode('host-not-activated').sentence,
        remedy: 'Activate the installed host key with your vendor’s authority.',
        action: 'settings',
      },
    ]
  const waiting = keys.filter(({ state }) => state !== 'activated').map(waitingFinding)
  return [...waiting, ...expiryFindings(status, nowMs)]
}

function waitingFinding({ partialProductKey, state }: ListedHostKey): Attention {
  const isExpired = state === 'expired'
  return {
    id: `key-${partialProductKey}`,
    level: 'warning',
    title: isExpired
      ? `The certificate of host key …${partialProductKey} has ended.`
      : `Host key …${partialProductKey} is installed, but not activated.`,
    remedy: isExpired
      ? 'Install the host key again and activate it.'
      : 'Activate it with your vendor’s authority.',
    action: 'settings',
  }
}

function expiryFindings({ certificateExpires }: HostStatus, nowMs: number): readonly Attention[] {
  if (certificateExpires === null) return []
  const days = Math.floor((new Date(certificateExpires).getTime() - nowMs) / dayMs)
  if (days >= certificateWarningDays || days < 0) return []
  return [
    {
      id: 'certificate-ends',
      level: 'warning',
      title: `The host’s certificate ends in ${days} days.`,
      remedy: 'Install the host key again and activate it before that day; machines notice nothing.',
      action: 'settings',
    },
  ]
}

function dnsFindings({ dns }: HostStatus): readonly Attention[] {
  if (!dns.publishing) return []
  if (dns.domains.length === 0)
    return [
      {
        id: 'dns-no-domain',
        level: 'hint',
        title: 'This host publishes itself in no domain: machines do not find it by DNS.',
        remedy: 'Set dns.domain in host.toml, or pin the host on the machines.',
        action: 'dns',
      },
    ]
  return dns.domains
    .filter(({ state }) => state === 'failed')
    .map(({ domain, lastCode }) => ({
      id: `dns-${domain}`,
      level: 'warning' as const,
      title: `Publishing in ${domain} failed${isErrorCode(lastCode) ? `: ${describeCode(lastCode).sentence}` : '.'}`,
      remedy: isErrorCode(lastCode)
        ? describeCode(lastCode).remedy
        : 'Publish again, and look at the events.',
      action: 'publish-dns' as const,
    }))
}

function countFindings({ applications, activated, counters }: HostStatus): readonly Attention[] {
  if (!activated) return []
  if (counters.total === 0)
    return [
      {
        id: 'no-machine',
        level: 'hint',
        title: 'No machine has asked this host yet.',
        remedy:
          'Give machines the setup key and the licence of the product; they find the host by DNS, or are told with "muster client set-host".',
        action: null,
      },
    ]
  return applications
    .filter(({ highestThreshold, currentCount }) => highestThreshold > 0 && currentCount < highestThreshold)
    .map(({ applicationId, name, currentCount, highestThreshold }) => ({
      id: `count-${applicationId}`,
      level: 'hint' as const,
      title: `${name || applicationId}: ${highestThreshold - currentCount} more machines until all its products activate.`,
      remedy: 'Let more machines ask. Copies of one image that share a CMID count as one.',
      action: 'machines' as const,
    }))
}
