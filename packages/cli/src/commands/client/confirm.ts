/** `muster client confirm`: the digits that the vendor read back. */
import { defineCommand } from '../../framework/command.ts'
import { readDigits } from '../../framework/digit-dialogue.ts'
import { activatedOrThrow, activatedText } from './activation-outcome.ts'
import { productChoice, productOption } from './client-options.ts'
import { withClient } from './with-client.ts'

const groupCount = 20

export const command = defineCommand({
  summary: 'Activate a multiple activation key with a confirmation ID.',
  description: [
    'Without the digits it asks for them group by group and names each group that was mistyped. A confirmation ID of another machine, product or key is refused; after a few wrong ones it waits for a minute.',
  ],
  role: 'client',
  json: 'value',
  arguments: {
    digits: {
      label: 'DIGITS',
      summary: 'The 140 digits; dashes and blanks do not matter.',
      optional: true,
      variadic: true,
    },
  },
  options: { product: productOption },
  examples: [{ line: 'muster client confirm', does: 'asks for the groups one by one' }],
  async run(context) {
    const given = context.arguments.digits.join(' ')
    const question = { label: 'Confirmation ID', groupCount }
    const digits = given === '' ? await readDigits(context.terminal, question) : given
    const choice = productChoice(context.options.product)
    const activated = activatedOrThrow(await withClient(context, (client) => client.confirm(digits, choice)))
    context.result(activated, () => activatedText(activated))
  },
})
