/** What a machine, its shell or ssh said, as a value or as a code of the one table. */
import { AppError, type ErrorCode, isErrorCode, type Reason } from '@muster/core/errors'
import * as v from 'valibot'
import type { CommandOutcome } from '../ports.ts'

const detailCharactersMax = 200
const reasonsMax = 20
/** Lines that may be the beginning of an answer. */
const candidatesMax = 20
/** How ssh ends when it failed itself (ssh(1)). */
const sshFailed = 255
/** How a shell ends that did not find a command, or may not run it. */
const notFound: readonly (number | null)[] = [126, 127]
const productKey = /[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}/gi

const reason = v.object({ subject: v.string(), code: v.string(), detail: v.nullish(v.string()) })
const failure = v.object({
  error: v.object({
    code: v.string(),
    sentence: v.string(),
    detail: v.nullish(v.string()),
    reasons: v.optional(v.array(reason), []),
  }),
})

/** The value that the machine printed. Throws as `RemoteMuster.run` says. */
export function readAnswer(outcome: CommandOutcome): unknown {
  switch (outcome.ended) {
    case 'missing':
      throw new AppError('fleet-ssh-missing')
    case 'timeout':
      throw new AppError('fleet-timeout')
    case 'stopped':
      throw new AppError('interrupted')
    case 'output':
      throw new AppError('fleet-answer', 'It is too long.')
    case 'itself':
      return readEnded(outcome)
  }
}

function readEnded({ exitCode, stdout, stderr }: CommandOutcome): unknown {
  if (exitCode === 0) return valueIn(stdout) ?? fail('fleet-answer', 'It is not JSON.')
  if (exitCode === sshFailed) throw sshError(stderr)
  const refusal = refusalIn(stderr)
  if (refusal !== undefined) throw refusal
  if (/^sudo: /m.test(stderr)) throw new AppError('administrator-needed', lastLine(stderr))
  if (notFound.includes(exitCode) || /not recognized as|command not found/i.test(stderr))
    throw new AppError('fleet-command-missing', lastLine(stderr))
  throw new AppError('fleet-answer', lastLine(stderr) ?? `Exit code ${exitCode}.`)
}

/** The JSON in what was printed, whatever a login script printed before it. */
function valueIn(text: string): unknown {
  const lines = text.split(/\r?\n/)
  let candidates = 0
  for (const [index, line] of lines.entries()) {
    if (!/^\s*[[{]/.test(line)) continue
    if (++candidates > candidatesMax) return undefined
    const value = parsed(lines.slice(index).join('\n'))
    if (value !== undefined) return value
  }
  return undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refusalIn(stderr: string): AppError | undefined {
  for (const line of stderr.split(/\r?\n/).toReversed()) {
    const read = v.safeParse(failure, parsed(line))
    if (!read.success) continue
    const { code, sentence, detail, reasons } = read.output.error
    // A newer version may know codes that this one does not.
    if (!isErrorCode(code)) return new AppError('fleet-answer', shown(`${sentence} (${code})`))
    const known = reasons.slice(0, reasonsMax).flatMap(reasonOf)
    return new AppError(code, detail ? shown(detail) : undefined, { reasons: known })
  }
  return undefined
}

function reasonOf({ subject, code, detail }: v.InferOutput<typeof reason>): readonly Reason[] {
  if (!isErrorCode(code)) return []
  return [{ subject: shown(subject), code, ...(detail ? { detail: shown(detail) } : {}) }]
}

/** What ssh says, as OpenSSH words it; these sentences are the only thing that tells its failures apart. */
const sshSentences: readonly (readonly [pattern: RegExp, code: ErrorCode])[] = [
  [/host key verification failed|remote host identification has changed/i, 'fleet-host-key'],
  [/permission denied|too many authentication failures|no supported authentication/i, 'fleet-login-refused'],
  [/could not resolve|name or service not known|connection refused|timed out|timeout/i, 'fleet-unreachable'],
  [/no route to host|network is unreachable|host is down/i, 'fleet-unreachable'],
]

function sshError(stderr: string): AppError {
  const code = sshSentences.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'fleet-ssh-failed'
  return new AppError(code, lastLine(stderr))
}

function lastLine(text: string): string | undefined {
  const line = text.split(/\r?\n/).findLast((each) => each.trim() !== '')
  return line === undefined ? undefined : shown(line.trim())
}

/** Text from elsewhere: short, of one line, and without anything that looks like a key. */
function shown(text: string): string {
  return text
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll(productKey, '(key)')
    .slice(0, detailCharactersMax)
}

function fail(code: ErrorCode, detail: string): never {
  throw new AppError(code, detail)
}
