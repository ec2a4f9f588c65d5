/**
 * What was read, as typed facts. Parsers make them, findings judge them; a fact names the place where it stands, so
 * that every statement of a report can be looked up. Times are milliseconds since the epoch.
 */
import type { RequestTable } from './collecting/request-table.ts'

/** Where something stands: a source, its line (from 1), and the record number of an event where it has one. */
export interface Place {
  readonly source: number
  readonly line: number
  readonly record?: number
}

/** A time as an export shows it; only some of them say that they are UTC. */
export interface Stamp {
  readonly timeMs: number
  readonly utc: boolean
}

/** What every event of a log carries, as far as the export tells. */
export interface EventFrame {
  readonly place: Place
  readonly stamp?: Stamp
  /** The machine that wrote the log. */
  readonly computer?: string
}

/** 12290: the host processed a request. */
export interface RequestProcessed {
  readonly kind: 'request-processed'
  readonly result: number
  readonly minimumCount: number
  readonly machineName: string
  readonly cmid: string
  readonly clientTimeMs: number | undefined
  readonly virtual: boolean
  readonly licenceState: number
  readonly minutesToExpiry: number
  readonly activationId: string
}

/** 12288: a client asked. */
export interface RequestSent {
  readonly kind: 'request-sent'
  readonly result: number
  readonly flags: number
  /** `name:port`. */
  readonly host: string
  readonly cmid: string
  readonly clientTimeMs: number | undefined
  readonly licenceState: number
  readonly minimumCount: number
}

/** 12289: a client processed an answer. */
export interface AnswerProcessed {
  readonly kind: 'answer-processed'
  readonly result: number
  readonly flags: number
  readonly activated: boolean
  readonly count: number
  readonly clientTimeMs: number | undefined
}

/** 12293 and 12294: the host published itself in DNS, or failed to. */
export interface DnsPublishing {
  readonly kind: 'dns-publishing'
  readonly result: number
  readonly domain: string | undefined
}

/** 8198: activation failed on a client. 12291, 12292: a timer of the host failed. 12321: token activation failed. */
export interface ServiceFailure {
  readonly kind: 'service-failure'
  readonly eventId: number
  readonly result: number
}

/** 12308: a machine was activated by the directory. */
export interface DirectoryActivation {
  readonly kind: 'directory-activation'
}

/** What an event says. */
export type EventContent =
  | RequestProcessed
  | RequestSent
  | AnswerProcessed
  | DnsPublishing
  | ServiceFailure
  | DirectoryActivation

/** An event of a client or a host. */
export type EventFact<Content extends EventContent = EventContent> = EventFrame & {
  readonly content: Content
}

/** The host's half of an output of slmgr. */
export interface HostFacts {
  readonly currentCount: number | undefined
  readonly listeningPort: number | undefined
  readonly dnsPublishing: boolean | undefined
  readonly lowPriority: boolean | undefined
  /** Total, failed, and one for each licence state from 0 to 5. */
  readonly counters: readonly number[]
}

/** The client's half of an output of slmgr. */
export interface ClientFacts {
  readonly cmid: string | undefined
  readonly host: string | undefined
  readonly hostFrom: 'dns' | 'pinned' | undefined
  readonly activationIntervalMinutes: number | undefined
  readonly renewalIntervalMinutes: number | undefined
  readonly caching: boolean | undefined
}

/** One product of an output of `slmgr /dli` or `/dlv`. Undefined: the output does not say, or not in a language known here. */
export interface ProductOutput {
  readonly place: Place
  /** Name of the machine, where something around the output says it. */
  readonly machine: string | undefined
  readonly name: string | undefined
  readonly description: string | undefined
  readonly channel: ProductChannel
  readonly activationId: string | undefined
  readonly applicationId: string | undefined
  readonly installationId: string | undefined
  readonly partialProductKey: string | undefined
  readonly licenceState: number | undefined
  readonly reason: number | undefined
  readonly minutesLeft: number | undefined
  readonly rearmsLeft: number | undefined
  readonly trustedTimeMs: number | undefined
  readonly directory: boolean
  readonly client: ClientFacts | undefined
  readonly host: HostFacts | undefined
}

/** How a product is licensed. */
export type ProductChannel = 'kms-client' | 'kms-host' | 'other' | 'unknown'

/** One answer of `slmgr /xpr`. */
export interface ExpiryOutput {
  readonly place: Place
  readonly machine: string | undefined
  readonly name: string | undefined
  readonly licenceState: number
  readonly expiresMs: number | undefined
}

/** One SRV record of `_vlmcs._tcp`. */
export interface ServiceRecord {
  readonly place: Place
  readonly owner: string | undefined
  readonly target: string
  readonly port: number
  readonly priority: number
  readonly weight: number
}

/** An address, or that a name does not exist. */
export interface NameFact {
  readonly place: Place
  readonly name: string
  /** Undefined: the server says that the name does not exist. */
  readonly address: string | undefined
}

/** What a source turned out to hold, with how many of each. */
export type ContentKind =
  | 'event-xml'
  | 'event-csv'
  | 'event-text'
  | 'info-line'
  | 'slmgr'
  | 'slmgr-expiry'
  | 'dns'

/** One file or standard input, and how it was read. */
export interface SourceFacts {
  readonly name: string
  readonly encoding: string
  readonly bytes: number
  readonly lines: number
  readonly contents: Readonly<Partial<Record<ContentKind, number>>>
  /** Events of no concern to activation. */
  readonly otherEvents: number
  /** Lines that were not understood, all of them; `gaps` names the first. */
  readonly linesNotUnderstood: number
  /** Why the source could not be read at all. */
  readonly unreadable: string | undefined
}

/** Something that was not understood. */
export interface Gap {
  readonly place: Place
  readonly reason: string
  /** The line itself, shortened. */
  readonly text: string
}

/** Everything that was read. */
export interface WindowsFacts {
  readonly sources: readonly SourceFacts[]
  readonly requests: RequestTable
  readonly clientEvents: readonly EventFact<RequestSent | AnswerProcessed>[]
  readonly serviceEvents: readonly EventFact<DnsPublishing | ServiceFailure | DirectoryActivation>[]
  readonly products: readonly ProductOutput[]
  readonly expiries: readonly ExpiryOutput[]
  readonly serviceRecords: readonly ServiceRecord[]
  readonly names: readonly NameFact[]
  readonly gaps: readonly Gap[]
  /** Facts that went beyond a bound and are not part of the judgement, by kind. */
  readonly dropped: Readonly<Record<string, number>>
}
