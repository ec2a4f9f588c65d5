/** `muster doctor windows FILE…`: what exports of Windows' own activation say is wrong. It contacts nothing. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { addAbortSignal } from 'node:stream'
import { AppError } from '@muster/core/errors'
import {
  type ExportSource,
  examineFacts,
  formatReportCsv,
  formatReportHtml,
  formatReportText,
  type ReadingProgress,
  readSources,
  reportAsJson,
  type WindowsFacts,
  type WindowsReport,
} from '@muster/diagnostics/windows'
import { defineCommand } from '../../framework/command.ts'
import type { CommandContext } from '../../framework/context.ts'
import { exitCodes } from '../../framework/exit-codes.ts'
import { inputFileError } from '../../framework/input-file.ts'
import type { Progress } from '../../framework/progress.ts'

const standardInput = '-'
const bytesPerMegabyte = 1_000_000
const barCharacters = 20

export const command = defineCommand({
  summary: 'Tell from exports of Windows why its volume activation (KMS) does not work.',
  description: [
    'Reads, in any mix: outputs of slmgr /dlv, /dli and /xpr; event logs as XML, CSV or text; answers of nslookup or dig about _vlmcs._tcp. Content decides which is which.',
    'Nothing is contacted and nothing leaves this machine. The exit code is 1 where something has to be mended.',
  ],
  json: 'value',
  arguments: {
    files: { label: 'FILE', summary: 'Exports to read; - is standard input.', variadic: true },
  },
  options: {
    format: {
      summary: 'How the report is written.',
      value: 'FORMAT',
      choices: ['table', 'csv', 'html', 'json'],
      default: 'table',
    },
  },
  examples: [
    {
      line: 'muster doctor windows kms.xml client-1.txt client-2.txt',
      does: 'findings with evidence and remedy',
    },
    { line: 'nslookup -type=srv _vlmcs._tcp | muster doctor windows kms.xml -', does: 'adds what DNS says' },
    { line: 'muster doctor windows --format html kms.xml > report.html', does: 'one file to send on' },
  ],
  async run(context) {
    const facts = await readFiles(context.arguments.files, context)
    refuseWhereNothingWasUnderstood(facts)
    const report = examineFacts(facts)
    context.write(textOf(report, context.json ? 'json' : context.options.format, context))
    if (report.findings.some(({ severity }) => severity === 'fail')) context.exitWith(exitCodes.failed)
  },
})

async function readFiles(paths: readonly string[], context: CommandContext): Promise<WindowsFacts> {
  const sizes = await checkFiles(paths)
  const progress = context.progress()
  try {
    return await readSources(openSources(paths, context), {
      signal: context.stopSignal,
      onProgress: throttled((state) => showProgress(progress, state, sizes.get(state.source))),
    })
  } catch (error) {
    if (context.stopSignal.aborted) throw new AppError('interrupted', undefined, { cause: error })
    throw error
  } finally {
    progress.done()
  }
}

/** Sizes by name. Refuses what is missing before anything is read. */
async function checkFiles(paths: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>()
  for (const path of paths.filter((path) => path !== standardInput)) {
    const found = await stat(path).catch((error: unknown) => Promise.reject(inputFileError(path, error)))
    if (found.isDirectory()) throw new AppError('file-access', `${path} is a folder.`)
    sizes.set(nameOf(path), found.size)
  }
  return sizes
}

/** Each file is opened when its turn comes. */
function* openSources(
  paths: readonly string[],
  { terminal, stopSignal }: CommandContext,
): Generator<ExportSource> {
  for (const path of paths) {
    const bytes = path === standardInput ? terminal.stdin : createReadStream(path)
    yield { name: nameOf(path), bytes: codedErrors(path, addAbortSignal(stopSignal, bytes)) }
  }
}

async function* codedErrors(path: string, bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* bytes
  } catch (error) {
    throw inputFileError(path, error)
  }
}

function nameOf(path: string): string {
  return path === standardInput ? 'standard input' : basename(path)
}

/** Between two updates of the line of progress. */
const updateIntervalMs = 100

function throttled(show: (state: ReadingProgress) => void): (state: ReadingProgress) => void {
  let lastMs = performance.now()
  return (state) => {
    if (performance.now() - lastMs < updateIntervalMs) return
    lastMs = performance.now()
    show(state)
  }
}

function showProgress(
  progress: Progress,
  { source, bytes, understood }: ReadingProgress,
  size: number | undefined,
) {
  const read = `${Math.round(bytes / bytesPerMegabyte)} MB`
  if (size === undefined || size === 0)
    return progress.update(`Reading ${source}: ${read}, ${understood} understood`)
  const share = Math.min(1, bytes / size)
  const bar = '█'.repeat(Math.round(share * barCharacters)).padEnd(barCharacters, '·')
  return progress.update(
    `Reading ${source}: ${bar} ${Math.round(share * 100)} % (${read}), ${understood} understood`,
  )
}

function refuseWhereNothingWasUnderstood({ sources, gaps }: WindowsFacts): void {
  if (sources.some(({ contents }) => Object.keys(contents).length > 0)) return
  const reasons = sources.flatMap(({ name, unreadable }) =>
    unreadable === undefined ? [] : [`${name}: ${unreadable}`],
  )
  const [gap] = gaps
  if (reasons.length === 0 && gap !== undefined)
    reasons.push(`${sources[gap.place.source]?.name ?? ''}, line ${gap.place.line}: ${gap.reason}`)
  throw new AppError('export-not-understood', reasons.join(' '))
}

function textOf(
  report: WindowsReport,
  format: 'table' | 'csv' | 'html' | 'json',
  { colours }: CommandContext,
): string {
  switch (format) {
    case 'table':
      return formatReportText(report, colours)
    case 'csv':
      return formatReportCsv(report)
    case 'html':
      return formatReportHtml(report)
    case 'json':
      return `${JSON.stringify(reportAsJson(report), undefined, 2)}\n`
  }
}
