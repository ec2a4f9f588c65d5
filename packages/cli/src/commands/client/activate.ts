/** `muster client activate`: asks the activation host now. */
import type { ActivationOutcome, ClientFolder } from '@muster/client'
import { AppError } from '@muster/core/errors'
import { defineCommand } from '../../framework/command.ts'
import { formatTime } from '../../framework/times.ts'
import { dnsOption, hideNameOption, productChoice, productOption } from './client-options.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Activate now. Everybody may.',
  description: [
    'The activation host counts this machine. Once it has counted as many machines as the product asks for, the product is activated; until then the machine asks again by itself where an agent runs.',
  ],
  role: 'client',
  json: 'value',
  options: { product: productOption, hideName: hideNameOption, dns: dnsOption },
  examples: [
    {
      line: 'muster client activate',
      does: 'asks the host that is set, the one that answered last, or one that DNS names',
    },
    { line: 'muster client activate --json', does: 'the outcome as JSON' },
  ],
  async run(context) {
    const progress = context.progress()
    progress.update('Asking the activation host …')
    const { product, hideName, dns } = context.options
    const activate = (client: ClientFolder) => client.activate(productChoice(product))
    const outcome = await withClient(context, activate, {
      sendsMachineName: !hideName,
      ...(dns === undefined ? {} : { dnsServer: dns }),
    }).finally(() => progress.done())
    const activated = activatedOrThrow(outcome)
    context.result(
      activated,
      () => `Activated until ${formatTime(activated.activatedUntil)} (activation count ${activated.count}).`,
    )
  },
})

/** Throws the code of an outcome that leaves the product as it was. */
function activatedOrThrow(outcome: ActivationOutcome) {
  switch (outcome.kind) {
    case 'activated': {
      const { count, activatedUntil } = outcome
      return { activated: true, count, activatedUntil }
    }
    case 'count-insufficient': {
      const { count, threshold, missing } = outcome
      throw new AppError(
        'count-insufficient',
        `The host has counted ${count} of ${threshold}: ${missing} missing.`,
      )
    }
    case 'failed':
      throw new AppError(outcome.code, outcome.detail ?? undefined, { reasons: outcome.reasons })
  }
}
