/**
 * What insight tells, kept for all who ask: reports, machines that share a CMID, machines under several. What pages ask
 * for first is made before anybody asks for it, while somebody looks at the console.
 */
import { AnswerUnderWay, type ApiCall } from '@muster/console'
import { AppError } from '@muster/core/errors'
import type { Clock, Timers } from '@muster/core/ports'
import type { Churn, HostInsight, InsightReport, MachineRelations, SharedCmids } from '../../insight.ts'
import { type Remembered, RememberedAnswers } from './remembered.ts'

/** What pages ask for unless somebody chooses otherwise; also the time in which a machine counts (R9.4). */
export const usualDays = 30
/** How far back it is looked for machines that share one CMID. */
const relationsDays = 365
/** Machines under several CMIDs that are named; the totals are of all. */
const churningMachinesMax = 100
/** Rows of a report that are shown; the files have all. */
export const rowsShownMax = 200
/** How soon after it has made everything it looks again for what has grown old. */
const pauseMs = 30_000
const msPerDay = 86_400_000

/** What the answers stand on. */
export interface InsightAnswersContext {
  readonly clock: Clock
  readonly timers: Timers
  readonly insight?: HostInsight | undefined
}

/** A report with the rows that are shown, and how many there are. */
export interface ShownReport {
  readonly report: InsightReport
  readonly rowsTotal: number
}

type Call = Pick<ApiCall, 'prefersLater'>
/** An answer, or that it is being made: only for a caller who will ask again. */
export type Answered<Answer> = Remembered<Answer> | AnswerUnderWay

/** The answers of one host. Each rejects with `not-available` where there is no insight, and as insight does. */
export class InsightAnswers {
  readonly #context: InsightAnswersContext
  readonly #reports: RememberedAnswers<ShownReport>
  readonly #duplicates: RememberedAnswers<SharedCmids>
  readonly #churn: RememberedAnswers<Churn>
  readonly #relations: RememberedAnswers<MachineRelations>
  #isAhead = false
  #aheadAtMs: number | undefined

  constructor(context: InsightAnswersContext) {
    this.#context = context
    this.#reports = new RememberedAnswers(context)
    this.#duplicates = new RememberedAnswers(context)
    this.#churn = new RememberedAnswers(context)
    this.#relations = new RememberedAnswers(context)
  }

  report(name: string, days: number, call: Call): Promise<Answered<ShownReport>> {
    return answered(this.#reportOf(name, days), call)
  }

  duplicates(days: number, call: Call): Promise<Answered<SharedCmids>> {
    return answered(this.#duplicatesOf(days), call)
  }

  churn(call: Call): Promise<Answered<Churn>> {
    return answered(this.#churnNow(), call)
  }

  relations(cmid: string, call: Call): Promise<Answered<MachineRelations>> {
    const make = async () => this.#insight.relations(cmid, this.span(relationsDays))
    return answered({ answers: this.#relations, key: cmid, make }, call)
  }

  /** The report whole, as a file: never kept. */
  async reportFile(name: string, days: number, format: Parameters<HostInsight['reportFile']>[2]) {
    return this.#insight.reportFile(name, this.span(days), format)
  }

  /** The names of all reports. */
  get menu(): HostInsight['reports'] {
    return this.#insight.reports
  }

  /** From so many days ago until now. */
  span(days: number) {
    const nowMs = this.#context.clock.nowMs()
    return { nowMs, sinceMs: nowMs - days * msPerDay }
  }

  /** Somebody looks: makes what is not at hand, one after another, so that a question waits for one other at most. */
  makeAhead(): void {
    const { insight, clock } = this.#context
    if (insight === undefined || this.#isAhead) return
    if (this.#aheadAtMs !== undefined && Math.abs(clock.nowMs() - this.#aheadAtMs) < pauseMs) return
    this.#isAhead = true
    void this.#makeMissing(insight).finally(() => {
      this.#isAhead = false
      this.#aheadAtMs = clock.nowMs()
    })
  }

  async #makeMissing({ reports }: HostInsight): Promise<void> {
    await makeMissing(this.#duplicatesOf(usualDays))
    await makeMissing(this.#churnNow())
    for (const { name } of reports) await makeMissing(this.#reportOf(name, usualDays))
  }

  #reportOf(name: string, days: number): Question<ShownReport> {
    const make = async () => {
      const { rows, ...report } = await this.#insight.report(name, this.span(days))
      return { report: { ...report, rows: rows.slice(0, rowsShownMax) }, rowsTotal: rows.length }
    }
    return { answers: this.#reports, key: `${name} ${days}`, make }
  }

  #duplicatesOf(days: number): Question<SharedCmids> {
    const make = async () => this.#insight.duplicates(this.span(days))
    return { answers: this.#duplicates, key: String(days), make }
  }

  #churnNow(): Question<Churn> {
    const make = async () => this.#insight.churn(this.span(usualDays), churningMachinesMax)
    return { answers: this.#churn, key: '', make }
  }

  get #insight(): HostInsight {
    const { insight } = this.#context
    if (insight === undefined) throw new AppError('not-available')
    return insight
  }
}

/** A question, and where its answers are kept. */
interface Question<Answer> {
  readonly answers: RememberedAnswers<Answer>
  readonly key: string
  readonly make: () => Promise<Answer>
}

async function answered<Answer>(
  { answers, key, make }: Question<Answer>,
  { prefersLater }: Call,
): Promise<Answered<Answer>> {
  if (!prefersLater) return answers.read(key, make)
  const found = await answers.look(key, make)
  return found.kind === 'there' ? found : new AnswerUnderWay(found.beganAtMs)
}

async function makeMissing<Answer>({ answers, key, make }: Question<Answer>): Promise<void> {
  // Who asks for what cannot be made is told why.
  if (!answers.isAtHand(key)) await answers.read(key, make).catch(() => undefined)
}
