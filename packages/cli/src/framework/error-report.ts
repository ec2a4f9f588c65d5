/** How a failure looks on standard error: one calm block for a person, one JSON value for a program. */
import { AppError, codeOf, describeCode, type ErrorCode, type Reason } from '@muster/core/errors'
import type { Colours } from './colours.ts'
import { printable } from './table.ts'

/** The block for a person; with the stack where `verbose`. */
export function formatError(error: unknown, colours: Colours, verbose: boolean): string {
  const code = codeOf(error)
  const { sentence, cause, remedy, number } = describeCode(code)
  const detail = detailOf(error)
  const saysItself = code === 'usage' && detail !== undefined
  const lines = [
    `${colours.red('Error:')} ${saysItself ? detail : [sentence, detail].filter(Boolean).join(' ')}`,
    ...reasonsOf(error).flatMap((reason) => formatReason(reason, colours)),
    ...(saysItself ? [] : [`${colours.bold('Why:')} ${cause}`]),
    `${colours.bold('What to do:')} ${remedy}`,
    colours.dim(`Code: ${code} (${number})`),
  ]
  if (verbose && error instanceof Error) lines.push(colours.dim(stacks(error)))
  return `${lines.join('\n')}\n`
}

/** The value for a program. */
export function errorAsJson(error: unknown): object {
  const reasons = reasonsOf(error).map((reason) => ({
    subject: reason.subject,
    ...describe(reason.code, reason.detail ?? null),
  }))
  return {
    error: {
      ...describe(codeOf(error), detailOf(error) ?? null),
      ...(reasons.length > 0 ? { reasons } : {}),
    },
  }
}

function describe(code: ErrorCode, detail: string | null): object {
  const { number, sentence, remedy } = describeCode(code)
  return { code, number, sentence, remedy, detail }
}

function formatReason(reason: Reason, colours: Colours): readonly string[] {
  const { sentence, remedy, number } = describeCode(reason.code)
  const isKnown = reason.detail === undefined || reason.detail.replace(/\.$/, '') === reason.subject
  const detail = isKnown ? '' : ` ${printable(reason.detail ?? '')}`
  return [
    `  ${colours.bold(printable(reason.subject))}: ${sentence}${detail} ${colours.dim(`${reason.code} (${number})`)}`,
    `    ${remedy}`,
  ]
}

function reasonsOf(error: unknown): readonly Reason[] {
  return error instanceof AppError ? error.reasons : []
}

/** What is known beyond the sentence; of an unexpected error its message. */
function detailOf(error: unknown): string | undefined {
  if (error instanceof AppError) return error.detail === undefined ? undefined : printable(error.detail)
  return printable(error instanceof Error ? error.message : String(error))
}

function stacks(error: Error): string {
  const stack = error.stack ?? error.message
  return error.cause instanceof Error ? `${stack}\nCaused by: ${stacks(error.cause)}` : stack
}
