/** From facts to a report: gathers what judgements need, runs them all, and puts the gravest findings first. */
import type { RequestTable } from './collecting/request-table.ts'
import type { WindowsFacts } from './facts.ts'
import { clientSettings } from './findings/client-settings.ts'
import { clockDifferences } from './findings/clock-differences.ts'
import { duplicateCmids } from './findings/duplicate-cmids.ts'
import { failedRequests } from './findings/failed-requests.ts'
import type {
  ApplicationName,
  CountStory,
  Examination,
  Finding,
  Judgement,
  Severity,
} from './findings/finding.ts'
import { hostFindings } from './findings/host-findings.ts'
import { insufficientCounts } from './findings/insufficient-counts.ts'
import { machineFindings } from './findings/machine-findings.ts'
import { repeatedInstallations } from './findings/repeated-installations.ts'
import { replacedNames } from './findings/replaced-names.ts'
import { serviceRecordFindings } from './findings/service-record-findings.ts'
import { sharedOutputs } from './findings/shared-outputs.ts'
import { splitCounts } from './findings/split-counts.ts'
import { unansweredRequests } from './findings/unanswered-requests.ts'
import { replayCount } from './history/count-history.ts'
import { isDuplicate, type JudgedCmid, judgeCmid } from './history/judge-cmid.ts'
import { findKnownHosts } from './history/known-hosts.ts'
import { findSharedCmids } from './history/machine-names.ts'

/** Everything that a report shows. */
export interface WindowsReport {
  readonly examination: Examination
  /** The gravest first. */
  readonly findings: readonly Finding[]
}

/** All judgements; within one severity their findings keep this order. */
const judgements: readonly Judgement[] = [
  insufficientCounts,
  duplicateCmids,
  sharedOutputs,
  splitCounts,
  hostFindings,
  serviceRecordFindings,
  failedRequests,
  unansweredRequests,
  clockDifferences,
  machineFindings,
  repeatedInstallations,
  replacedNames,
  clientSettings,
]

const severities: readonly Severity[] = ['fail', 'warn', 'note']

/** Judges facts. */
export function examineFacts(facts: WindowsFacts): WindowsReport {
  const examination = prepareExamination(facts)
  const findings = judgements.flatMap((judgement) => judgement(examination))
  return {
    examination,
    findings: severities.flatMap((severity) => findings.filter((finding) => finding.severity === severity)),
  }
}

/** What judgements look at. */
function prepareExamination(facts: WindowsFacts): Examination {
  const { requests } = facts
  const endSeconds = requests.seconds.at(-1) ?? 0
  const sharedCmids = findSharedCmids(requests).map((shared) => judgeCmid(shared, endSeconds))
  return {
    facts,
    requests,
    sharedCmids,
    counts: countStories(facts, sharedCmids),
    knownHosts: findKnownHosts(facts),
    asOfMs: latestTime(facts),
  }
}

/** Hosts beyond these are not replayed one by one; damage could name any number. */
const hostsMax = 20

function countStories(facts: WindowsFacts, sharedCmids: readonly JudgedCmid[]): readonly CountStory[] {
  const { requests } = facts
  const applications = applicationsByActivation(facts)
  const entryWithoutDuplicates = entriesByMachine(requests, sharedCmids)
  const applicationOf = (row: number) => applications[requests.activation[row] ?? 0] ?? 'Windows'
  return [...groupsOf(requests, applicationOf)].slice(0, hostsMax).map((key) => {
    const [host = 0, application = 'Windows'] = key
    const takesPart = (row: number) => requests.host[row] === host && applicationOf(row) === application
    return {
      host: requests.hosts[host] ?? '',
      application,
      asLogged: replayCount(requests, { takesPart, entryOf: (row) => requests.cmid[row] ?? 0 }),
      withoutDuplicates: replayCount(requests, { takesPart, entryOf: entryWithoutDuplicates }),
    }
  })
}

function groupsOf(
  requests: RequestTable,
  applicationOf: (row: number) => ApplicationName,
): Iterable<readonly [host: number, application: ApplicationName]> {
  const groups = new Map<string, readonly [number, ApplicationName]>()
  for (let row = 0; row < requests.size; row++) {
    const group = [requests.host[row] ?? 0, applicationOf(row)] as const
    groups.set(group.join(' '), group)
  }
  return groups.values()
}

/** The name decides where the CMID is a duplicate; numbers of names and CMIDs stay below the span. */
function entriesByMachine(
  requests: RequestTable,
  sharedCmids: readonly JudgedCmid[],
): (row: number) => number {
  const duplicates = new Set(sharedCmids.filter(isDuplicate).map(({ cmidNumber }) => cmidNumber))
  const span = 2 ** 21
  return (row) => {
    const cmid = requests.cmid[row] ?? 0
    return duplicates.has(cmid) ? (cmid + 1) * span + (requests.name[row] ?? 0) : cmid
  }
}

const windowsApplication = '55c92734-d682-4d71-983e-d6ec3f16059f'
const officeApplications: readonly string[] = [
  '0ff1ce15-a989-479d-af46-f275c6370663',
  '59a52881-a989-479d-af46-f275c6370663',
]

/** Events name products, not applications: outputs of slmgr tell which product belongs where; Windows is assumed. */
function applicationsByActivation({ products, requests }: WindowsFacts): readonly ApplicationName[] {
  const known = new Map<string, ApplicationName>()
  for (const { activationId, applicationId } of products)
    if (activationId !== undefined && applicationId !== undefined)
      known.set(activationId, applicationNameOf(applicationId))
  return requests.activations.map((activationId) => known.get(activationId) ?? 'Windows')
}

function applicationNameOf(applicationId: string): ApplicationName {
  if (applicationId === windowsApplication) return 'Windows'
  return officeApplications.includes(applicationId) ? 'Office' : 'other application'
}

function latestTime({ requests, clientEvents, serviceEvents, products }: WindowsFacts): number | undefined {
  const last = requests.seconds.at(-1)
  let latest = last === undefined ? Number.NEGATIVE_INFINITY : last * 1_000
  for (const { stamp } of [...clientEvents, ...serviceEvents])
    latest = Math.max(latest, stamp?.timeMs ?? latest)
  for (const { trustedTimeMs } of products) latest = Math.max(latest, trustedTimeMs ?? latest)
  return Number.isFinite(latest) ? latest : undefined
}
