/** What came of publishing or removing, told once for every command that does so. */
import { AppError, describeCode } from '@muster/core/errors'
import type { PublishOutcome } from '@muster/host/dns'
import type { CommandContext } from '../../../framework/context.ts'
import { printable } from '../../../framework/table.ts'

/** Prints each outcome; then throws the code of the one that failed, or `dns-publishing-failed` with each reason. */
export function tellOutcomes(
  context: Pick<CommandContext, 'result'>,
  outcomes: readonly PublishOutcome[],
  done: 'published' | 'removed',
): void {
  context.result(
    outcomes.map((outcome) => outcomeAsJson(outcome, done)),
    () => outcomes.map((outcome) => formatOutcome(outcome, done)).join('') || 'There was nothing to do.\n',
  )
  const failures = outcomes.flatMap(({ domain, code, detail }) =>
    code === 'success' ? [] : [{ subject: domain, code, detail }],
  )
  const [first, ...others] = failures
  if (first === undefined) return
  if (others.length === 0) throw new AppError(first.code, `${first.subject}: ${first.detail}`)
  throw new AppError('dns-publishing-failed', undefined, { reasons: failures })
}

function outcomeAsJson({ domain, code, detail }: PublishOutcome, done: string): object {
  if (code === 'success') return { domain, state: done, code, number: 0, detail: null, remedy: null }
  const { number, remedy } = describeCode(code)
  return { domain, state: 'failed', code, number, detail, remedy }
}

function formatOutcome({ domain, code }: PublishOutcome, done: string): string {
  return `${printable(domain)}: ${code === 'success' ? done : `failed, ${code}`}\n`
}
