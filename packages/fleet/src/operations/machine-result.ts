/** What became of one machine, or of one product on it: the line that a person reads and a program parses. */
import { AppError, codeOf, describeCode, type ErrorCode, type Reason } from '@muster/core/errors'

/** A failure with what to do. */
export interface MachineFailure {
  readonly code: ErrorCode
  readonly number: number
  readonly sentence: string
  readonly remedy: string
  readonly detail: string | null
  readonly reasons: readonly Reason[]
}

/** One result. */
export interface MachineResult {
  readonly machine: string
  /** Null where the action was about the whole machine. */
  readonly productId: string | null
  readonly done: boolean
  /** What holds now, in words; null where it failed. */
  readonly note: string | null
  readonly failure: MachineFailure | null
}

/** What is known of anything thrown. */
export function failureOf(error: unknown): MachineFailure {
  const code = codeOf(error)
  const { number, sentence, remedy } = describeCode(code)
  const known = error instanceof AppError ? error : undefined
  return { code, number, sentence, remedy, detail: known?.detail ?? null, reasons: known?.reasons ?? [] }
}
