/** `muster authority telephone`: the desk that a customer without a connection calls. */
import type { ReadBack } from '@muster/authority'
import { AppError } from '@muster/core/errors'
import { defineCommand } from '../../framework/command.ts'
import { readDigits } from '../../framework/digit-dialogue.ts'
import { formatDigitGroups, spokenDigits } from '../../framework/digit-text.ts'
import { qrOptions, showQrCode } from '../../framework/qr-options.ts'
import { formatLabels } from '../../framework/table.ts'
import { withAuthority } from './with-authority.ts'

const groupCount = 9

export const command = defineCommand({
  summary: 'Confirm an installation ID that somebody reads out.',
  description: [
    'Without the digits it asks for them group by group and names each group that was mistyped. It prints the confirmation ID in groups, to be read back. The same installation ID gets the same confirmation ID again and counts once.',
  ],
  role: 'authority',
  json: 'value',
  arguments: {
    digits: {
      label: 'DIGITS',
      summary: 'The 63 digits; dashes and blanks do not matter.',
      optional: true,
      variadic: true,
    },
  },
  options: { spoken: { summary: 'Print every group in words too.' }, ...qrOptions },
  examples: [
    { line: 'muster authority telephone', does: 'asks for the groups one by one' },
    { line: 'muster authority telephone --spoken', does: 'with words for reading aloud' },
  ],
  async run(context) {
    const given = context.arguments.digits.join(' ')
    const question = { label: 'Installation ID', groupCount }
    const digits = given === '' ? await readDigits(context.terminal, question) : given
    const outcome = await withAuthority(context, (authority) => authority.telephone(digits))
    if (outcome.kind === 'refused') throw new AppError(outcome.code, outcome.detail)
    const { kind: _kind, ...readBack } = outcome
    const { spoken, qr, svg } = context.options
    const code = await showQrCode(readBack.confirmationId, { qr, svg, json: context.json })
    context.result({ ...readBack, svg: code.file }, () => `${readBackText(readBack, spoken)}${code.text}`)
  },
})

const confirmedNames = {
  host: 'an activation host',
  directory: 'a directory',
  machine: 'a machine',
} as const

function readBackText(readBack: Omit<ReadBack, 'kind'>, spoken: boolean): string {
  const { of, confirmationId, keyId, partialProductKey, isRepeated, use } = readBack
  const facts = formatLabels([
    ['Confirmed', confirmedNames[of]],
    ['Key', `…-${partialProductKey} (${keyId})`],
    ['Use', isRepeated ? `${use}; it was confirmed before and does not count again` : use],
  ])
  const words = spoken ? `\n${spokenDigits(confirmationId)}\n` : ''
  return `${facts}\nConfirmation ID:\n\n${formatDigitGroups(confirmationId)}${words}`
}
