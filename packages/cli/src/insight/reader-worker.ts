/** The thread that reads a host's store for reports, so that no long question keeps the service from answering. */
import { parentPort, workerData } from 'node:worker_threads'
import { AppError, codeOf, type ErrorCode } from '@muster/core/errors'
import { openHostFolder } from '@muster/host/main'
import { type Answers, answer, type Question } from './questions.ts'

/** Where the folder is, and the environment twins of its configuration. */
export interface ReaderOptions {
  readonly dataFolder: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** A question with its place. */
export interface Asked {
  readonly id: number
  readonly question: Question
}

/** An answer, or why there is none. */
export type Answered =
  | { readonly id: number; readonly answer: Answers[Question['kind']] }
  | { readonly id: number; readonly code: ErrorCode; readonly detail: string | undefined }

const { dataFolder, environment } = workerData as ReaderOptions
const log = { write: () => undefined }
const folder = openHostFolder(dataFolder, { environment, log })
// A folder that cannot be opened is told with each answer.
folder.catch(() => undefined)

parentPort?.on('message', (asked: Asked) => {
  void answered(asked).then((result) => parentPort?.postMessage(result))
})

async function answered({ id, question }: Asked): Promise<Answered> {
  try {
    const host = await folder
    return { id, answer: await host.withReports((source) => answer(source, question)) }
  } catch (error) {
    return { id, code: codeOf(error), detail: error instanceof AppError ? error.detail : undefined }
  }
}
