/** What a finding is, and what the judgements get. A judgement is pure: an examination in, its findings out. */
import type { RequestTable } from '../collecting/request-table.ts'
import type { Place, WindowsFacts } from '../facts.ts'
import type { CountHistory } from '../history/count-history.ts'
import type { JudgedCmid } from '../history/judge-cmid.ts'

/** `fail`: activation suffers. `warn`: it will, or may. `note`: worth knowing. */
export type Severity = 'fail' | 'warn' | 'note'

/** A line that a finding rests on. */
export interface Evidence {
  readonly place: Place
  readonly text: string
}

/** Something to do, with the command that does it where there is one. */
export interface Action {
  readonly what: string
  readonly command?: string
}

/** One finding. */
export interface Finding {
  /** Name of the judgement; stays the same across versions. */
  readonly code: string
  readonly severity: Severity
  /** One sentence. */
  readonly title: string
  readonly seen: readonly string[]
  readonly why: string
  readonly actions: readonly Action[]
  readonly evidence: readonly Evidence[]
}

/** The count of one host and one application, as it was and as it would be without duplicates. */
export interface CountStory {
  /** Name of the host; empty where the export does not say it. */
  readonly host: string
  readonly application: ApplicationName
  readonly asLogged: CountHistory
  readonly withoutDuplicates: CountHistory
}

/** Applications that are counted apart. */
export type ApplicationName = 'Windows' | 'Office' | 'other application'

/** Everything that judgements may look at. */
export interface Examination {
  readonly facts: WindowsFacts
  readonly requests: RequestTable
  readonly sharedCmids: readonly JudgedCmid[]
  readonly counts: readonly CountStory[]
  readonly knownHosts: readonly KnownHost[]
  /** The latest time that the input knows; undefined where it knows none. */
  readonly asOfMs: number | undefined
}

/** A KMS host that some input names. */
export interface KnownHost {
  readonly name: string
  /** What names it: its own log, its own output, or clients that ask it. */
  readonly ownLog: boolean
  readonly askedByClients: boolean
  readonly evidence: readonly Evidence[]
}

/** One judgement. */
export type Judgement = (examination: Examination) => readonly Finding[]
