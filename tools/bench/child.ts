/** Child processes that answer each message with one message; each lives at most as long as its parent. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const compileCache = join(tmpdir(), 'muster-bench-compiled')

/** A child that was started. */
export interface Child<Question, Answer> extends AsyncDisposable {
  readonly processId: number
  ask(question: Question): Promise<Answer>
  /** Ends it as a power cut would, with SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
}

/** Starts the file at a path; it answers with {@link answerParent}. */
export function startChild<Question extends object, Answer>(
  path: string,
  ...args: readonly string[]
): Child<Question, Answer> {
  return startChildWith({ options: [], environment: {} }, path, ...args)
}

/** What a child's Node.js is started with. */
export interface NodeSettings {
  readonly options: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** As {@link startChild}, with settings of Node.js. */
export function startChildWith<Question extends object, Answer>(
  { options, environment }: NodeSettings,
  path: string,
  ...args: readonly string[]
): Child<Question, Answer> {
  // As the command has it: compiled code is kept from one start to the next.
  const env = { ...process.env, ...environment, NODE_COMPILE_CACHE: compileCache }
  const execArgv = [...process.execArgv, ...options]
  const child = fork(path, args, { serialization: 'advanced', env, execArgv })
  return {
    processId: child.pid ?? 0,
    ask: async (question) => {
      child.send(question)
      return (await nextMessage(child, basename(path))) as Answer
    },
    kill: () => end(child, () => child.kill('SIGKILL')),
    [Symbol.asyncDispose]: () => end(child, () => child.disconnect()),
  }
}

/** In a child: answers messages one after another until the parent goes away. */
export function answerParent<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  process.on('message', (question: Question) => {
    answer(question).then(
      (message) => process.send?.(message as object),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
  process.on('disconnect', () => process.exit(0))
}

async function nextMessage(child: ChildProcess, name: string): Promise<unknown> {
  const gone = new AbortController()
  const onExit = () => gone.abort(new Error(`${name} ended with ${child.exitCode ?? child.signalCode}`))
  child.once('exit', onExit)
  try {
    const [message] = (await once(child, 'message', { signal: gone.signal })) as unknown[]
    return message
  } catch (error) {
    throw gone.signal.aborted ? gone.signal.reason : error
  } finally {
    child.off('exit', onExit)
  }
}

async function end(child: ChildProcess, how: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  how()
  await exited
}
