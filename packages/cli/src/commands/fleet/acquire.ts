/** `muster fleet acquire FILE`: on a computer that reaches the authority, without any inventory. */
import { describeCode } from '@muster/core/errors'
import { defineCommand } from '../../framework/command.ts'
import { exitCodes } from '../../framework/exit-codes.ts'
import { httpAddress } from '../../framework/values.ts'
import { readCarriedFile, writeCarriedFile } from './carried-file.ts'
import { keyFileOption, readKeys } from './key-files.ts'

export const command = defineCommand({
  summary: 'Get the confirmation IDs for an exported file, where the authority can be reached.',
  description: [
    'The file is completed in place, or written to --out. Confirmation IDs that it has already are not asked for again, so the command can be repeated. The authority has to be shown the keys: from --key-file, or from a file of level "keys".',
  ],
  json: 'value',
  arguments: { file: { label: 'FILE', summary: 'What "muster fleet export" wrote.' } },
  options: {
    authority: { value: 'URL', summary: "The vendor's authority.", required: true, parse: httpAddress },
    keyFile: keyFileOption,
    out: { value: 'FILE', summary: 'File that is written instead.' },
  },
  examples: [
    {
      line: 'muster fleet acquire out.json --authority https://licences.vendor.example --key-file mak.txt',
      does: 'completes the file',
    },
  ],
  async run(context) {
    const { authority, keyFile, out } = context.options
    const { file } = context.arguments
    const keys = await readKeys(context, keyFile)
    const content = await readCarriedFile(file)
    const { acquireForExport } = await import('@muster/fleet/main')
    const { file: completed, ...outcome } = await acquireForExport(content, keys, authority)
    const path = await writeCarriedFile(out ?? file, completed)
    context.result({ file: path, ...outcome }, () =>
      [
        `${path}: ${outcome.acquired} confirmation IDs acquired, ${outcome.known} were there before.`,
        ...outcome.refused.map(
          ({ installations, code, number, sentence }) =>
            `${installations} refused: ${sentence} ${code} (${number})\n  ${describeCode(code).remedy}`,
        ),
      ].join('\n'),
    )
    if (outcome.refused.length > 0) context.exitWith(exitCodes.failed)
  },
})
