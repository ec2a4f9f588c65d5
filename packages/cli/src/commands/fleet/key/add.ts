/** `muster fleet key add`: keeps a multiple activation key for proxies. */
import { defineCommand } from '../../../framework/command.ts'
import { keyFileOption } from '../../../framework/key-input.ts'
import { withFleet } from '../with-fleet.ts'

export const command = defineCommand({
  summary: 'Keep a multiple activation key, for proxy activation.',
  description: [
    'The key is kept in the inventory, which only its owner can read, and is never shown whole again.',
  ],
  role: 'fleet',
  json: 'value',
  options: { keyFile: keyFileOption },
  examples: [{ line: 'muster fleet key add', does: 'asks for the key without showing it' }],
  async run(context) {
    const key = await context.readSecret({
      label: 'Multiple activation key',
      file: context.options.keyFile,
    })
    const partialProductKey = await withFleet(context, (fleet) => fleet.keepKey(key), { create: true })
    context.result({ partialProductKey }, () => `The key …-${partialProductKey} is kept.`)
  },
})
