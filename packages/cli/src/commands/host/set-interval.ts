/** `muster host set-interval`: what clients are told about asking again. */
import { AppError } from '@muster/core/errors'
import { defineCommand } from '../../framework/command.ts'
import { formatLabels } from '../../framework/table.ts'
import { formatMinutes } from '../../framework/times.ts'
import { wholeNumber } from '../../framework/values.ts'
import { withHost } from './with-host.ts'

/** Far beyond what is allowed: the host's own rule refuses with its own code. */
const minutesCeiling = 1_000_000_000
const fromLicence = 'licence'

export const command = defineCommand({
  summary: 'Set how often machines ask: until they are activated, and to renew.',
  description: [
    'From 15 minutes to 30 days (43200 minutes). Each machine adopts the numbers with its next answer. "licence" goes back to the numbers of the product licence.',
  ],
  role: 'host',
  json: 'value',
  options: {
    retry: {
      value: 'MINUTES',
      summary: 'How soon a machine asks again while it is not activated.',
      parse: minutes,
    },
    renewal: { value: 'MINUTES', summary: 'How often an activated machine renews.', parse: minutes },
  },
  examples: [
    { line: 'muster host set-interval --retry 120 --renewal 10080', does: 'every 2 hours, every 7 days' },
    { line: 'muster host set-interval --renewal licence', does: "back to the product licence's own number" },
  ],
  async run(context) {
    const { retry, renewal } = context.options
    if (retry === undefined && renewal === undefined)
      throw new AppError('usage', 'Give --retry, --renewal or both.')
    const intervals = await withHost(context, async (host) => {
      await host.setIntervals({
        ...(retry === undefined ? {} : { retryMinutes: retry }),
        ...(renewal === undefined ? {} : { renewalMinutes: renewal }),
      })
      return (await host.status()).intervals
    })
    context.result(intervals, () =>
      formatLabels([
        ['Activation interval', formatMinutes(intervals.retryMinutes)],
        ['Renewal interval', formatMinutes(intervals.renewalMinutes)],
      ]),
    )
  },
})

function minutes(text: string): number | null {
  return text === fromLicence ? null : wholeNumber({ min: 0, max: minutesCeiling })(text)
}
