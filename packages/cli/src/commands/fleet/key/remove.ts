/** `muster fleet key remove`: forgets a kept key. */
import { defineCommand } from '../../../framework/command.ts'
import { withFleet } from '../with-fleet.ts'

export const command = defineCommand({
  summary: 'Forget a kept key. Machines that it activated stay activated.',
  role: 'fleet',
  json: 'value',
  destructive: true,
  arguments: { key: { label: 'KEY', summary: 'Its last group.' } },
  examples: [{ line: 'muster fleet key remove 7QWER --yes', does: 'without a question' }],
  async run(context) {
    const { key } = context.arguments
    await context.confirm(`Forget the key …-${key}?`)
    await withFleet(context, (fleet) => fleet.removeKey(key))
    context.result({ removed: key }, () => `The key …-${key} is forgotten.`)
  },
})
