/**
 * A lock between the processes of one machine: a file that exists while its holder works and names it by process
 * id and start. A lock whose holder is gone, killed or from before the last start of the machine, is taken over.
 * Processes in different containers do not see each other's ids: a folder belongs to one of them.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { uptime } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@muster/core/errors'
import { systemCodeOf } from './system-code.ts'

const firstPauseMs = 5
const pauseMsMax = 100
const lockMode = 0o600
/** Taking over takes microseconds; a process that died in it leaves a mark that counts no longer after this time. */
const takeoverMsMax = 5_000
/** What a file system says that knows no links. */
const linkRefusals = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'])
/** How well the moment of the machine's start is known. */
const bootToleranceMs = 5_000

/** Runs `work` while this process holds the lock. Rejects with `state-locked` after `waitMs`, `file-access`. */
export async function withFileLock<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  await acquire(path, waitMs)
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function acquire(path: string, waitMs: number): Promise<void> {
  const deadlineMs = performance.now() + waitMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, pauseMsMax)) {
    if (await tryToCreate(path)) return
    if ((await isStale(path)) && (await removeStale(path))) continue
    if (performance.now() >= deadlineMs) throw new AppError('state-locked', `${path}.`)
    await sleep(Math.min(pauseMs, Math.max(deadlineMs - performance.now(), 1)))
  }
}

/** Creates the lock with its content in one step, so that nobody ever reads half of it. */
async function tryToCreate(path: string): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`
  const content = `${process.pid} ${startOf(process.pid)}`
  try {
    await writeFile(draft, content, { flag: 'wx', mode: lockMode })
    await linkOrWrite(draft, path, content)
    return true
  } catch (cause) {
    if (systemCodeOf(cause) === 'EEXIST') return false
    throw new AppError('file-access', `${path} (${systemCodeOf(cause)}).`, { cause })
  } finally {
    await rm(draft, { force: true })
  }
}

/** Where the file system knows no links, as on a memory stick, the lock is written in its place. */
async function linkOrWrite(draft: string, path: string, content: string): Promise<void> {
  try {
    await link(draft, path)
  } catch (cause) {
    if (!linkRefusals.has(systemCodeOf(cause))) throw cause
    await writeFile(path, content, { flag: 'wx', mode: lockMode })
  }
}

async function isStale(path: string): Promise<boolean> {
  const [content, information] = await Promise.all([
    readFile(path, 'utf8').catch(() => undefined),
    stat(path).catch(() => undefined),
  ])
  if (content === undefined || information === undefined) return false
  const [, pid, start] = /^(\d{1,10}) (\d*)$/.exec(content) ?? []
  if (pid !== undefined && !isRunning(Number(pid))) return true
  if (start !== undefined && start !== '') return startOf(Number(pid)) !== start
  const bootedAtMs = Date.now() - uptime() * 1000
  return information.mtimeMs < bootedAtMs - bootToleranceMs
}

/**
 * Removes a stale lock, one process at a time: else a second one could remove the lock that the first just made.
 * False while another process is at it.
 */
async function removeStale(path: string): Promise<boolean> {
  const mark = `${path}.takeover`
  if (!(await tryToMark(mark))) return false
  try {
    if (await isStale(path)) await rm(path, { force: true })
    return true
  } finally {
    await rm(mark, { force: true })
  }
}

async function tryToMark(mark: string): Promise<boolean> {
  try {
    await (await open(mark, 'wx', lockMode)).close()
    return true
  } catch {
    const information = await stat(mark).catch(() => undefined)
    const isAbandoned = information !== undefined && information.mtimeMs < Date.now() - takeoverMsMax
    if (isAbandoned) await rm(mark, { force: true })
    return false
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCodeOf(error) === 'EPERM'
  }
}

/** When a process started, in the kernel's ticks; tells a process from a later one with its id. Empty where unknown. */
function startOf(pid: number): string {
  if (process.platform !== 'linux') return ''
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const startTimeField = 19
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[startTimeField] ?? ''
  } catch {
    return ''
  }
}
