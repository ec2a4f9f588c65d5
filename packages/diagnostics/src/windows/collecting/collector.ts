/** Gathers what parsers find into facts, each kind up to its bound. */
import type {
  AnswerProcessed,
  ContentKind,
  DirectoryActivation,
  DnsPublishing,
  EventFact,
  ExpiryOutput,
  Gap,
  NameFact,
  Place,
  ProductOutput,
  RequestProcessed,
  RequestSent,
  ServiceFailure,
  ServiceRecord,
  SourceFacts,
  WindowsFacts,
} from '../facts.ts'
import { clientEventsMax, factsMax, gapsMax, gapsOfSourceMax, quotedCharactersMax } from '../limits.ts'
import type { Sink } from '../recognise/block.ts'
import { RequestTableBuilder } from './request-table-builder.ts'

/** What reading told about a source beside its content. */
export type SourceReading = Pick<SourceFacts, 'name' | 'encoding' | 'bytes' | 'lines' | 'unreadable'>

/** Collects facts, source after source. */
export class Collector implements Sink {
  machine: string | undefined
  readonly #requests = new RequestTableBuilder()
  readonly #clientEvents: EventFact<RequestSent | AnswerProcessed>[] = []
  readonly #serviceEvents: EventFact<DnsPublishing | ServiceFailure | DirectoryActivation>[] = []
  readonly #products: ProductOutput[] = []
  readonly #expiries: ExpiryOutput[] = []
  readonly #records: ServiceRecord[] = []
  readonly #names: NameFact[] = []
  readonly #gaps: Gap[] = []
  readonly #sources: SourceFacts[] = []
  readonly #dropped: Record<string, number> = {}
  #contents: Partial<Record<ContentKind, number>> = {}
  #otherEvents = 0
  #notUnderstood = 0
  #understood = 0

  /** Events and outputs that were understood so far, in all sources. */
  get understood(): number {
    return this.#understood
  }

  place(line: number): Place {
    return { source: this.#sources.length, line }
  }

  event(kind: ContentKind, fact: EventFact): void {
    this.#count(kind)
    const { content } = fact
    if (content.kind === 'request-processed') this.#addRequest({ ...fact, content })
    else if (content.kind === 'request-sent' || content.kind === 'answer-processed')
      this.#keep('events of clients', this.#clientEvents, { ...fact, content }, clientEventsMax)
    else this.#keep('events of services', this.#serviceEvents, { ...fact, content }, clientEventsMax)
  }

  otherEvent(kind: ContentKind): void {
    this.#count(kind)
    this.#otherEvents++
  }

  product(output: ProductOutput): void {
    this.#count('slmgr')
    this.#keep('outputs of slmgr', this.#products, output)
  }

  expiry(output: ExpiryOutput): void {
    this.#count('slmgr-expiry')
    this.#keep('outputs of slmgr', this.#expiries, output)
  }

  serviceRecord(record: ServiceRecord): void {
    this.#count('dns')
    this.#keep('records of DNS', this.#records, record)
  }

  name(fact: NameFact): void {
    this.#count('dns')
    this.#keep('records of DNS', this.#names, fact)
  }

  gap(line: number, reason: string, text: string): void {
    this.#notUnderstood++
    if (this.#notUnderstood > gapsOfSourceMax || this.#gaps.length >= gapsMax) return
    this.#gaps.push(
      structuredClone({ place: this.place(line), reason, text: text.slice(0, quotedCharactersMax) }),
    )
  }

  /** Ends a source. */
  finishSource(reading: SourceReading): void {
    this.#sources.push({
      ...reading,
      contents: this.#contents,
      otherEvents: this.#otherEvents,
      linesNotUnderstood: this.#notUnderstood,
    })
    this.#contents = {}
    this.#otherEvents = 0
    this.#notUnderstood = 0
    this.machine = undefined
  }

  /** The facts; the collector is spent. */
  facts(): WindowsFacts {
    return {
      sources: this.#sources,
      requests: this.#requests.build(),
      clientEvents: this.#clientEvents,
      serviceEvents: this.#serviceEvents,
      products: this.#products,
      expiries: this.#expiries,
      serviceRecords: this.#records,
      names: this.#names,
      gaps: this.#gaps,
      dropped: this.#dropped,
    }
  }

  #addRequest(fact: EventFact<RequestProcessed>): void {
    if (!this.#requests.add(fact)) this.#drop('requests')
  }

  #keep<Fact>(label: string, facts: Fact[], fact: Fact, max: number = factsMax): void {
    if (facts.length >= max) this.#drop(label)
    // A copy, since texts that were cut out of a long one keep that one in memory.
    else facts.push(structuredClone(fact))
  }

  #drop(label: string): void {
    this.#dropped[label] = (this.#dropped[label] ?? 0) + 1
  }

  #count(kind: ContentKind): void {
    this.#contents[kind] = (this.#contents[kind] ?? 0) + 1
    this.#understood++
  }
}
