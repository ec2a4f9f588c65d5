/** The report for programs. Its shape stays stable; times are ISO 8601. */
import type { WindowsReport } from '../examine.ts'
import { formatDay } from '../findings/evidence.ts'
import type { CountStory, Evidence } from '../findings/finding.ts'
import { formatPlace } from './place-text.ts'
import { machinesByExpiry, machinesByState, requestsByResult, severityCounts } from './summary.ts'

/** The value that `--json` prints. */
export function reportAsJson(report: WindowsReport) {
  const { examination, findings } = report
  const { facts, requests, sharedCmids, counts, knownHosts, asOfMs } = examination
  const evidenceAsJson = ({ place, text }: Evidence) => ({ ...place, at: formatPlace(place, facts), text })
  return {
    asOf: asOfMs === undefined ? null : new Date(asOfMs).toISOString(),
    severities: severityCounts(report),
    sources: facts.sources.map(({ unreadable, ...source }) => ({
      ...source,
      unreadable: unreadable ?? null,
    })),
    requests: { total: requests.size, repeated: requests.repeated, byResult: requestsByResult(report) },
    machinesByState: machinesByState(report),
    machinesByExpiry: machinesByExpiry(report),
    hosts: knownHosts.map(({ name, ownLog, askedByClients }) => ({ name, ownLog, askedByClients })),
    counts: counts.map(countAsJson),
    cmids: sharedCmids.map(({ cmid, verdict, returns, names, namesLeftOut }) => ({
      cmid,
      verdict,
      returns,
      namesLeftOut,
      names: names.map(({ name, requests: asked, firstSeconds, lastSeconds }) => ({
        name,
        requests: asked,
        firstSeen: isoOf(firstSeconds),
        lastSeen: isoOf(lastSeconds),
      })),
    })),
    findings: findings.map((finding) => ({ ...finding, evidence: finding.evidence.map(evidenceAsJson) })),
    notUnderstood: facts.gaps.map(({ place, reason, text }) => ({
      ...place,
      at: formatPlace(place, facts),
      reason,
      text,
    })),
    dropped: facts.dropped,
  }
}

function countAsJson({ host, application, asLogged, withoutDuplicates }: CountStory) {
  const should = new Map(withoutDuplicates.days.map(({ day, count }) => [day, count]))
  return {
    host: host === '' ? null : host,
    application,
    threshold: asLogged.threshold,
    capacity: asLogged.capacity,
    count: asLogged.count,
    countWithoutDuplicates: withoutDuplicates.count,
    peak: asLogged.peak,
    days: asLogged.days.map(({ day, count, peak, requests }) => ({
      day: formatDay(day),
      count,
      countWithoutDuplicates: should.get(day) ?? count,
      peak,
      requests,
    })),
  }
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString()
}
