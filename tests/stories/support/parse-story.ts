/**
 * The form of a story: what is typed, and what is expected.
 *   # a comment
 *   $ command             typed in a shell, in the story's own folder; its whole output is expected
 *   & name: command       a service that stays; goes on when all its expected lines have appeared
 *   stop name             asks the service to end; its exit code is expected
 *   > text                a line of standard output     ! text    a line of standard error
 *   > ...                 any number of lines           ? 3       the exit code, 0 where it is not stated
 */

/** One step of a story with what it expects. */
export interface Step {
  readonly line: number
  readonly kind: 'run' | 'start' | 'stop'
  /** Name of the service, for `start` and `stop`. */
  readonly service: string
  readonly command: string
  readonly stdout: readonly string[]
  readonly stderr: readonly string[]
  readonly exitCode: number
}

type OpenStep = { -readonly [Key in keyof Step]: Step[Key] extends readonly string[] ? string[] : Step[Key] }

/** The steps of a story. Throws on a line that means nothing. */
export function parseStory(text: string): readonly Step[] {
  const steps: OpenStep[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue
    const started = startStep(line, index + 1)
    if (started !== undefined) steps.push(started)
    else addExpectation(steps.at(-1), line, index + 1)
  }
  return steps
}

function startStep(text: string, line: number): OpenStep | undefined {
  const empty = { line, service: '', command: '', stdout: [], stderr: [], exitCode: 0 }
  if (text.startsWith('$ ')) return { ...empty, kind: 'run', command: text.slice(2) }
  if (text.startsWith('stop ')) return { ...empty, kind: 'stop', service: text.slice(5) }
  const service = /^& ([\w-]+): (.*)$/.exec(text)
  return service === null
    ? undefined
    : { ...empty, kind: 'start', service: service[1] ?? '', command: service[2] ?? '' }
}

function addExpectation(step: OpenStep | undefined, text: string, line: number): void {
  const match = /^([>!?])(?: (.*))?$/.exec(text)
  if (step === undefined || match === null)
    throw new Error(`line ${line} of the story means nothing: ${text}`)
  const [, mark, content = ''] = match
  if (mark === '>') step.stdout.push(content)
  else if (mark === '!') step.stderr.push(content)
  else step.exitCode = Number(content)
}
