/** The thread that reads a host's store for reports, so that no long question keeps the service from answering. */
import { parentPort, workerData } from 'node:worker_threads'
import { AppError, codeOf, type ErrorCode } from '@muster/core/errors'
import type { CoveredProduct, HostReportSource } from '@muster/host'
import { type Answers, answer, type Question } from './questions.ts'

/** Where the folder is, the environment twins of its configuration, and whether its store is one that hosts share. */
export interface ReaderOptions {
  readonly dataFolder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly isShared: boolean
}

/** A question with its place, and the products that the host's keys cover now. */
export interface Asked {
  readonly id: number
  readonly question: Question
  readonly products: readonly CoveredProduct[]
}

/** An answer, or why there is none. */
export type Answered =
  | { readonly id: number; readonly answer: Answers[Question['kind']] }
  | { readonly id: number; readonly code: ErrorCode; readonly detail: string | undefined }

type Reading = <Result>(
  work: (source: Omit<HostReportSource, 'products'>) => Promise<Result>,
) => Promise<Result>

const options = workerData as ReaderOptions
let opened: Promise<Reading> | undefined

parentPort?.on('message', (asked: Asked) => {
  void answered(asked).then((result) => parentPort?.postMessage(result))
})

async function answered({ id, question, products }: Asked): Promise<Answered> {
  try {
    opened ??= open(options)
    const read = await opened
    return { id, answer: await read((source) => answer({ ...source, products }, question)) }
  } catch (error) {
    return { id, code: codeOf(error), detail: error instanceof AppError ? error.detail : undefined }
  }
}

/** A folder that cannot be opened is told with the answer, and opened anew for the next question. */
async function open({ dataFolder, environment, isShared }: ReaderOptions): Promise<Reading> {
  try {
    if (!isShared) {
      const { openHostReading } = await import('@muster/host/reading')
      const { source } = openHostReading(dataFolder)
      return (work) => work(source)
    }
    const { openHostFolder } = await import('@muster/host/main')
    const folder = await openHostFolder(dataFolder, { environment, log: { write: () => undefined } })
    return (work) => folder.withReports(work)
  } catch (error) {
    opened = undefined
    throw error
  }
}
