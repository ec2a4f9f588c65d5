/**
 * What is told of a host beyond its state: reports, machines that share a CMID, named checks. Made by whoever opens
 * the folder and handed in, so that a host knows no diagnostics; long reading happens beside the service.
 */
import type { Endpoint } from '@muster/core/ports'
import type { ChurningMachine, ChurnTotals, FingerprintSighting } from '@muster/core/stores'
import type { DnsPublishing } from './dns/dns-publishing.ts'
import type { ListedHostKey } from './operations/list-host-keys.ts'
import type { CoveredProduct } from './operations/report-source.ts'
import type { HostStatus } from './operations/status.ts'

/** One value of a report's table. */
export type InsightCell = string | number | boolean | null

/** A report as the diagnostics make it. */
export interface InsightReport {
  readonly name: string
  readonly title: string
  /** ISO 8601. */
  readonly generatedAt: string
  readonly figures: readonly (readonly [label: string, value: string | number])[]
  readonly charts: readonly {
    readonly kind: 'lines' | 'bars' | 'rows'
    readonly title: string
    readonly labels: readonly string[]
    readonly series: readonly { readonly name: string; readonly values: readonly number[] }[]
    readonly level?: { readonly name: string; readonly value: number }
  }[]
  readonly columns: readonly { readonly key: string; readonly heading: string; readonly align?: 'right' }[]
  readonly rows: readonly Readonly<Record<string, InsightCell>>[]
  readonly notes: readonly string[]
}

/** Which span of time. */
export interface InsightSpan {
  readonly nowMs: number
  readonly sinceMs: number
}

/** One machine behind a shared CMID. */
export interface SharingMachine {
  readonly machineName: string
  readonly address: string
  /** ISO 8601, as is the next. */
  readonly firstSeen: string
  readonly lastSeen: string
  /** What shows that it shares the CMID, in a sentence; null where nothing does by itself. */
  readonly evidence: string | null
  /** The CMID of its own that it has taken since. */
  readonly ownCmid: string | null
}

/** One CMID that several machines use. */
export interface SharedCmid {
  readonly cmid: string
  readonly applicationId: string
  readonly applicationName: string
  /** What the application's count would be if each of these machines had a CMID of its own. */
  readonly countWithoutDuplication: number
  /** The original first. */
  readonly machines: readonly SharingMachine[]
}

/** An application and its count, with and without what was found. */
export interface SharingTotals {
  readonly applicationId: string
  readonly applicationName: string
  readonly count: number
  /** Bounded by the count cache, as the count is. */
  readonly countWithoutDuplication: number
}

/** All shared CMIDs of a span. */
export interface SharedCmids {
  readonly duplicates: readonly SharedCmid[]
  readonly totals: readonly SharingTotals[]
  /** Whether every suspicious CMID was judged. */
  readonly complete: boolean
}

/** Machines under several CMIDs (R9.4). */
export interface Churn {
  readonly machines: readonly (ChurningMachine & {
    readonly applicationName: string
    /** The CMID that it used last. */
    readonly latestCmid: string | null
  })[]
  readonly totals: readonly (ChurnTotals & { readonly applicationName: string; readonly count: number })[]
}

/** How one machine stands to others. */
export interface MachineRelations {
  /** The judgement on its CMID, for each application in which machines share it. */
  readonly shared: readonly SharedCmid[]
  /** Other CMIDs of the same hardware, the latest last. */
  readonly otherCmids: readonly FingerprintSighting[]
}

/** One named check. */
export interface InsightCheck {
  readonly name: string
  readonly verdict: 'ok' | 'warn' | 'fail'
  readonly seen: string
  readonly why: string
  readonly remedy?: string
  readonly command?: string
}

/** The formats of a report's file. */
export const reportFormats = ['csv', 'json', 'html'] as const
/** One of {@link reportFormats}. */
export type ReportFormat = (typeof reportFormats)[number]

/** Answers what is asked of a host. All methods reject with the codes of a store. */
export interface HostInsight {
  /** The names of all reports, with what each is about. */
  readonly reports: readonly { readonly name: string; readonly title: string; readonly about: string }[]
  report(name: string, span: InsightSpan): Promise<InsightReport>
  /** The report as the text of a file. */
  reportFile(name: string, span: InsightSpan, format: ReportFormat): Promise<string>
  duplicates(span: InsightSpan): Promise<SharedCmids>
  churn(span: InsightSpan, machinesMax: number): Promise<Churn>
  relations(cmid: string, span: InsightSpan): Promise<MachineRelations>
  /** The named checks of the doctor, within ten seconds whatever is down. */
  checks(nowMs: number): Promise<readonly InsightCheck[]>
  close(): Promise<void>
}

/** What insight looks at: a host's folder as the service has it open. */
export interface InsightSubject {
  readonly hostName: string
  readonly config: {
    readonly retention: { readonly eventsMax: number }
    readonly dns: { readonly server?: Endpoint }
    /** Connection string of a store that hosts share; absent: the embedded one. */
    readonly store?: string | undefined
  }
  readonly dns: DnsPublishing
  status(): Promise<HostStatus>
  /** The products of all catalogues. */
  products(): Promise<readonly CoveredProduct[]>
  keys(): Promise<readonly ListedHostKey[]>
}

/** Begins to answer for a host. */
export type OpenInsight = (subject: InsightSubject) => HostInsight
