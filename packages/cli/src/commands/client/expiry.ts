/** `muster client expiry`: when the present state ends, in one line. */
import type { ClientStatus } from '@muster/client'
import { defineCommand } from '../../framework/command.ts'
import { formatTime } from '../../framework/times.ts'
import { productChoice, productOption } from './client-options.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Show when the activation or the grace ends.',
  role: 'client',
  json: 'value',
  options: { product: productOption },
  examples: [{ line: 'muster client expiry', does: 'one line' }],
  async run(context) {
    const status = await withClient(context, (client) =>
      client.status(productChoice(context.options.product)),
    )
    const { product, productId, licenceState, licenceStateName, activatedUntil, graceUntil } = status
    const until = activatedUntil ?? graceUntil
    context.result(
      { product, productId, licenceState, licenceStateName, until },
      () => `${product ?? 'No product'}:\n    ${phraseOf(status)}`,
    )
  },
})

/** The phrases that administrators know. */
function phraseOf({ licenceState, channel, activatedUntil, graceUntil }: ClientStatus): string {
  const end = activatedUntil ?? graceUntil
  const time = end === null ? 'at an unknown time' : formatTime(end)
  switch (licenceState) {
    case 0:
      return 'Unlicensed'
    case 1:
      return channel === 'mak'
        ? 'The machine is permanently activated.'
        : `Volume activation will expire ${time}`
    case 2:
      return `Initial grace period ends ${time}`
    case 3:
      return `Additional grace period ends ${time}`
    case 4:
      return `Non-genuine grace period ends ${time}`
    case 5:
      return 'The product is in notification mode'
    case 6:
      return `Extended grace period ends ${time}`
  }
}
