/** What the host's API tells by means of the diagnostics, as its OpenAPI document has it. */

/** One machine behind a shared CMID. */
export interface SharingMachine {
  readonly machineName: string
  readonly address: string
  readonly firstSeen: string
  readonly lastSeen: string
  readonly evidence: string | null
  readonly ownCmid: string | null
}

/** One CMID that several machines use. */
export interface SharedCmid {
  readonly cmid: string
  readonly applicationId: string
  readonly applicationName: string
  readonly countWithoutDuplication: number
  readonly machines: readonly SharingMachine[]
}

/** All of them, by page. */
export interface Duplicates {
  readonly asOf: string
  readonly isBeingRenewed: boolean
  readonly complete: boolean
  readonly cmids: number
  readonly machines: number
  readonly totals: readonly {
    readonly applicationId: string
    readonly applicationName: string
    readonly count: number
    readonly countWithoutDuplication: number
  }[]
  readonly items: readonly SharedCmid[]
  readonly next: string | null
}

/** Machines under several CMIDs. */
export interface Churn {
  readonly asOf: string
  readonly isBeingRenewed: boolean
  readonly totals: readonly {
    readonly applicationId: string
    readonly applicationName: string
    readonly machines: number
    readonly cmids: number
    readonly counted: number
    readonly count: number
  }[]
  readonly machines: readonly {
    readonly machineName: string
    readonly fingerprint: string
    readonly applicationName: string
    readonly cmids: number
    readonly counted: number
    readonly firstSeen: string
    readonly lastSeen: string
    readonly latestCmid: string | null
  }[]
}

/** How one machine stands to others. */
export interface Relations {
  readonly shared: readonly SharedCmid[]
  readonly otherCmids: readonly {
    readonly cmid: string
    readonly firstSeen: string
    readonly lastSeen: string
  }[]
}

/** A report of the menu. */
export interface ReportEntry {
  readonly name: string
  readonly title: string
  readonly about: string
}

/** A chart of a report. */
export interface ReportChart {
  readonly kind: 'lines' | 'bars' | 'rows'
  readonly title: string
  readonly labels: readonly string[]
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[]
  readonly level: { readonly name: string; readonly value: number } | null
}

/** A report with some of its rows. */
export interface ReportView {
  readonly name: string
  readonly title: string
  readonly generatedAt: string
  readonly isBeingRenewed: boolean
  readonly figures: readonly { readonly label: string; readonly value: string | number }[]
  readonly charts: readonly ReportChart[]
  readonly columns: readonly { readonly key: string; readonly heading: string; readonly isNumber: boolean }[]
  readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[]
  readonly rowsTotal: number
  readonly notes: readonly string[]
}

/** The doctor's checks. */
export interface Checks {
  readonly checkedAt: string
  readonly checks: readonly {
    readonly name: string
    readonly verdict: 'ok' | 'warn' | 'fail'
    readonly seen: string
    readonly why: string
    readonly remedy: string | null
    readonly command: string | null
  }[]
}

/** What stands in DNS. */
export interface FoundDns {
  readonly server: string | null
  readonly records: readonly {
    readonly line: string
    readonly state: 'stands' | 'differs' | 'missing' | 'unknown'
    readonly found: readonly string[]
    readonly sentence: string
  }[]
}
