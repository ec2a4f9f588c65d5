/** docs/errors.md, written from the error table: `node tools/docs/errors.ts` writes the file anew. */
import { writeFileSync } from 'node:fs'
import { type CodeDefinition, type ErrorArea, errorAreas } from '@muster/core/errors'

/** Where the text belongs. */
export const errorsFile = new URL('../../docs/errors.md', import.meta.url)

const introduction = `# Errors

Every failure that a person can meet has a name and a number that never change and are never used again. Commands, logs, events
and the wire carry them; event 12288 and its kin state the number as result code, 0 being success.

*Retry*: **never** – the same input fails again; **later** – asking again after the retry interval can help;
**after remedy** – somebody has to change something first. *Compare*: the number under which administrators of Windows KMS know
the same thing; this software never gives it.

This file is written from the table in \`packages/core/src/errors\` by \`node tools/docs/errors.ts\`.
`

const columns = ['Number', 'Name', 'What happened', 'Usual cause', 'Remedy', 'Retry', 'Compare']

/** The whole file. */
export function errorsMarkdown(): string {
  return [introduction, ...errorAreas.map(areaSection)].join('\n')
}

function areaSection(area: ErrorArea): string {
  const rows = Object.entries(area.codes).sort(([, left], [, right]) => left.number - right.number)
  return [
    `## ${area.title} (${area.first}–${area.last})`,
    '',
    tableRow(columns),
    tableRow(columns.map(() => '---')),
    ...rows.map(([name, code]) => tableRow(codeCells(name, code))),
    '',
  ].join('\n')
}

function codeCells(name: string, code: CodeDefinition): readonly string[] {
  const retry = code.retry.replace('-', ' ')
  return [
    String(code.number),
    `\`${name}\``,
    code.sentence,
    code.cause,
    code.remedy,
    retry,
    code.compare ?? '',
  ]
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

if (import.meta.main) writeFileSync(errorsFile, errorsMarkdown())
