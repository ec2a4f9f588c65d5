/** `muster explain CODE`: a row of the error table, by name or number. */
import {
  AppError,
  codeFromNumber,
  describeCode,
  type ErrorCode,
  errorTable,
  isErrorCode,
  type Retry,
} from '@muster/core/errors'
import { defineCommand } from '../framework/command.ts'
import { suggest } from '../framework/suggestion.ts'
import { formatLabels, formatTable } from '../framework/table.ts'

export const command = defineCommand({
  summary: 'Explain a code: what happened, why, and what to do.',
  description: [
    'Without a code, all codes are listed. Numbers that Windows administrators know are found, too.',
  ],
  json: 'value',
  arguments: {
    code: {
      label: 'CODE',
      summary: 'Name or number of a code, as errors and events show it.',
      optional: true,
    },
  },
  examples: [
    { line: 'muster explain count-insufficient', does: 'by name' },
    { line: 'muster explain 1404', does: 'by number' },
    { line: 'muster explain 0xC004F074', does: 'what stands here for a number that Windows shows' },
  ],
  async run(context) {
    const { code: words } = context.arguments
    const codes = words === undefined ? (Object.keys(errorTable) as ErrorCode[]) : findCodes(words)
    const rows = codes.map((code) => ({ code, ...describeCode(code) }))
    const text = () =>
      words === undefined ? formatTable(rows, listColumns, context.columns) : rows.map(formatRow).join('\n')
    context.result(rows.length === 1 ? rows[0] : rows, text)
  },
})

interface Row extends ReturnType<typeof describeCode> {
  readonly code: ErrorCode
}

const listColumns = [
  { heading: 'Number', text: (row: Row) => String(row.number) },
  { heading: 'Code', text: (row: Row) => row.code },
  { heading: 'What happened', text: (row: Row) => row.sentence },
] as const

const retryTexts: Readonly<Record<Retry, string>> = {
  never: 'No, the same will fail again.',
  later: 'Yes, later.',
  'after-remedy': 'Yes, after the remedy.',
}

function formatRow(row: Row): string {
  return formatLabels([
    ['Code', `${row.code} (${row.number})`],
    ['What happened', row.sentence],
    ['Why', row.cause],
    ['What to do', row.remedy],
    ['Ask again', retryTexts[row.retry]],
    ['Compare', row.compare === undefined ? undefined : `${row.compare} on Windows`],
  ])
}

/** The codes that a name, a number or a Windows number stands for. Throws `usage` where there is none. */
function findCodes(words: string): readonly ErrorCode[] {
  const lower = words.toLowerCase()
  const known = isErrorCode(lower) ? lower : codeFromNumber(/^\d{1,9}$/.test(words) ? Number(words) : -1)
  if (known !== undefined) return [known]
  const names = Object.keys(errorTable) as ErrorCode[]
  const compared = names.filter((code) => describeCode(code).compare?.toLowerCase() === lower)
  if (compared.length > 0) return compared
  const near = suggest(lower, names)
  throw new AppError(
    'usage',
    `There is no code "${words}".${near === undefined ? '' : ` Did you mean ${near}?`}`,
  )
}
