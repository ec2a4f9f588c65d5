/** Whether the count reaches the threshold, and why it stands still where it does not. */
import type { ActivityBucket } from '@muster/core/stores'
import { type Finding, fail, ok, warn } from './check.ts'
import type { ApplicationFacts, HostFacts } from './host-facts.ts'

/** The finding of all applications; the worst stands for all. */
export function judgeCount(facts: HostFacts): Finding {
  if (facts.applications.length === 0)
    return warn('No machine has asked yet.', 'Let a machine ask.', 'muster client activate')
  const findings = facts.applications.map((application) => judgeApplication(application, facts))
  return (
    findings.find(({ verdict }) => verdict === 'fail') ??
    findings.find(({ verdict }) => verdict === 'warn') ??
    ok(findings.map(({ seen }) => seen).join(' '))
  )
}

function judgeApplication(application: ApplicationFacts, facts: HostFacts): Finding {
  const { currentCount, highestThreshold } = application
  const name = application.name || application.applicationId
  const shared = facts.duplicates?.cmids ?? 0
  const sharing = facts.duplicates?.machines ?? 0
  const sharedWords = `${shared === 1 ? '1 CMID is' : `${shared} CMIDs are`} shared by ${sharing} machines`
  const seen = `${name}: ${currentCount} machines count, the highest threshold is ${highestThreshold}`
  if (currentCount >= highestThreshold)
    return shared === 0
      ? ok(`${seen}.`)
      : warn(`${seen}; ${sharedWords}.`, 'Give each copy a CMID of its own.', 'muster host duplicates')
  const growth = growthOf(application, facts.activity)
  const trend =
    growth === undefined
      ? ''
      : growth > 0
        ? `, ${growth} more than 7 days ago`
        : ', and it has not grown for 7 days'
  if (shared > 0)
    return fail(
      `${seen}${trend}; ${sharedWords}.`,
      'Each shared CMID counts once: give each copy its own.',
      'muster host duplicates',
    )
  if (refusedOf(facts.activity, 'product-not-served') > 0)
    return fail(
      `${seen}${trend}; machines ask for a product that this host does not serve.`,
      'Install the host key, or the newer catalogue, of that product.',
      'muster report denials --since 7d',
    )
  if (refusedOf(facts.activity, 'clock-difference') > 0)
    return fail(
      `${seen}${trend}; machines are refused for their clocks.`,
      'Set their clocks.',
      'muster report denials --since 7d',
    )
  if (growth !== undefined && growth > 0)
    return warn(
      `${seen}${trend}.`,
      'Wait: machines that are not activated ask again every two hours.',
      'muster report counts',
    )
  return fail(
    `${seen}${trend}: too few machines ask.`,
    'See on a machine that should ask what keeps it.',
    'muster doctor client',
  )
}

/** How much the highest count of the latest day is above that of the earliest; undefined where it cannot be told. */
function growthOf(
  { applicationId }: ApplicationFacts,
  activity: readonly ActivityBucket[] | undefined,
): number | undefined {
  const told = (activity ?? []).filter(
    (bucket) => bucket.applicationId === applicationId && bucket.code === 'success',
  )
  const first = told[0]
  const last = told.at(-1)
  if (first === undefined || last === undefined || first.startMs === last.startMs) return undefined
  return last.countMax - first.countMax
}

function refusedOf(activity: readonly ActivityBucket[] | undefined, code: string): number {
  return (activity ?? [])
    .filter((bucket) => bucket.code === code)
    .reduce((sum, { requests }) => sum + requests, 0)
}
