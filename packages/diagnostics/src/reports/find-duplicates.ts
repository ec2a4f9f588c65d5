/** The CMIDs that several machines share, from a host's store: candidates by index, each judged by its history. */
import { liveCount } from '@muster/core/counting'
import {
  type DuplicateEvidence,
  judgeDuplicates,
  type LineageMachine,
  type LineageRequest,
  lineageRequestsMax,
} from '@muster/core/duplicates'
import type { MusterEvent } from '@muster/core/events'
import type { ApplicationCounts } from './application-counts.ts'
import { countedMs, isoTime, type ReportSource, type ReportSpan } from './report-source.ts'

/** CMIDs that are judged at most; a report that reaches it says so. */
export const candidatesMax = 20_000
const candidatesPerPage = 500
const sightingsMax = 100

/** One machine behind a shared CMID; the shape of `host duplicates --json`. */
export interface DuplicateMachine {
  readonly machineName: string
  readonly address: string
  /** ISO 8601, as is the next. */
  readonly firstSeen: string
  readonly lastSeen: string
  readonly evidence: DuplicateEvidence | null
  /** The CMID of its own that it has taken since; null while it shares this one. */
  readonly ownCmid: string | null
  /** The host that answered it last, where several share the store. */
  readonly hostName?: string
}

/** One CMID that several machines use; the shape of `host duplicates --json`. */
export interface DuplicateCmid {
  readonly cmid: string
  readonly applicationId: string
  /** The original first. */
  readonly machines: readonly DuplicateMachine[]
  /** What the application's count would be if each of these machines had a CMID of its own. */
  readonly countWithoutDuplication: number
}

/** What was found, and whether all candidates were looked at. */
export interface FoundDuplicates {
  readonly duplicates: readonly DuplicateCmid[]
  readonly complete: boolean
}

/** Finds them among the CMIDs whose lineage broke since. */
export async function findDuplicates(source: ReportSource, span: ReportSpan): Promise<FoundDuplicates> {
  const surroundings = await surroundingsOf(source, span)
  const found = new Map<string, DuplicateCmid>()
  let looked = 0
  let after: string | undefined
  do {
    const page = await source.reports.irregularMachines({
      sinceMs: span.sinceMs,
      limit: candidatesPerPage,
      ...(after === undefined ? {} : { after }),
    })
    for (const candidate of page.items) await addJudged(found, candidate, surroundings)
    looked += page.items.length
    after = page.next
  } while (after !== undefined && looked < candidatesMax)
  return { duplicates: [...found.values()], complete: after === undefined }
}

/** The judgement on one CMID, for each application in which machines share it. */
export async function findDuplicatesOf(
  source: ReportSource,
  span: ReportSpan,
  cmid: string,
): Promise<readonly DuplicateCmid[]> {
  const { items } = await source.store.events({ cmid, limit: lineageRequestsMax })
  const candidates = new Map<string, Candidate>()
  for (const { event } of items) {
    if (event.kind !== 'request-processed' || event.timeMs < span.sinceMs) continue
    const { productId, applicationId } = event.request
    candidates.set(productId, { cmid, productId, applicationId })
  }
  const surroundings = await surroundingsOf(source, span)
  const found = new Map<string, DuplicateCmid>()
  for (const candidate of candidates.values()) await addJudged(found, candidate, surroundings)
  return [...found.values()]
}

async function surroundingsOf(source: ReportSource, span: ReportSpan): Promise<Surroundings> {
  const counts = await source.store.counts()
  return { source, span, counts: new Map(counts.map((count) => [count.applicationId, count])) }
}

/** A machine with several products shows each of them; the fullest picture stands for all. */
async function addJudged(
  found: Map<string, DuplicateCmid>,
  candidate: Candidate,
  surroundings: Surroundings,
): Promise<void> {
  const machines = await judge(surroundings.source, candidate)
  const key = `${candidate.cmid} ${candidate.applicationId}`
  const known = found.get(key)
  if (machines.length < 2 || (known !== undefined && known.machines.length >= machines.length)) return
  found.set(key, await describe({ ...candidate, machines }, surroundings))
}

interface Candidate {
  readonly cmid: string
  readonly productId: string
  readonly applicationId: string
}

async function judge(
  source: ReportSource,
  { cmid, productId }: Candidate,
): Promise<readonly JudgedMachine[]> {
  const { items } = await source.store.events({ cmid, limit: lineageRequestsMax })
  const history = items.toReversed().flatMap(({ event }): readonly LineageRequest[] => {
    if (event.kind !== 'request-processed' || event.request.productId !== productId) return []
    const { leaseId, previousLeaseId, fingerprint, machineName } = event.request
    if (leaseId === undefined) return []
    return [
      {
        timeMs: event.timeMs,
        address: event.address,
        leaseId,
        ...(previousLeaseId === undefined ? {} : { previousLeaseId }),
        ...(fingerprint === undefined ? {} : { fingerprint }),
        ...(machineName === undefined ? {} : { machineName }),
      },
    ]
  })
  return judgeDuplicates(history).machines.map((machine) => {
    const answered = items.find(({ event }) => isLastOf(machine, event))
    return answered?.hostName === undefined ? machine : { ...machine, hostName: answered.hostName }
  })
}

/** A machine behind a CMID, and the host that answered it last where several share the store. */
interface JudgedMachine extends LineageMachine {
  readonly hostName?: string
}

function isLastOf({ lastSeenMs, address }: LineageMachine, event: MusterEvent): boolean {
  return event.kind === 'request-processed' && event.timeMs === lastSeenMs && event.address === address
}

interface Surroundings {
  readonly source: ReportSource
  readonly span: ReportSpan
  readonly counts: ApplicationCounts
}

async function describe(
  judged: {
    readonly cmid: string
    readonly applicationId: string
    readonly machines: readonly JudgedMachine[]
  },
  { source, span, counts }: Surroundings,
): Promise<DuplicateCmid> {
  const { cmid, applicationId } = judged
  const machines: DuplicateMachine[] = []
  let counting = 0
  for (const machine of judged.machines) {
    const ownCmid = await ownCmidOf(source, { cmid, applicationId, machine })
    if (ownCmid === null && machine.lastSeenMs > span.nowMs - countedMs) counting++
    machines.push({
      machineName: machine.machineName ?? '',
      address: machine.address,
      firstSeen: isoTime(machine.firstSeenMs),
      lastSeen: isoTime(machine.lastSeenMs),
      evidence: machine.evidence ?? null,
      ownCmid,
      ...(machine.hostName === undefined ? {} : { hostName: machine.hostName }),
    })
  }
  const count = counts.get(applicationId)
  const live = count === undefined ? 0 : liveCount(count, span.nowMs)
  const capacity = count?.capacity ?? 0
  return {
    cmid,
    applicationId,
    machines,
    countWithoutDuplication: Math.min(capacity, live + Math.max(0, counting - 1)),
  }
}

/** The CMID that a copy took after it last used the shared one. */
async function ownCmidOf(
  source: ReportSource,
  {
    cmid,
    applicationId,
    machine,
  }: { readonly cmid: string; readonly applicationId: string; readonly machine: LineageMachine },
): Promise<string | null> {
  const { fingerprint, lastSeenMs } = machine
  if (fingerprint === undefined) return null
  const sightings = await source.reports.sightingsOf({ applicationId, fingerprint, limit: sightingsMax })
  return sightings.findLast((one) => one.cmid !== cmid && one.firstSeenMs >= lastSeenMs)?.cmid ?? null
}
