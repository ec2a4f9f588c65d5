/** `muster fleet discover`: machines from a range of addresses, or from what an activation host has seen. */
import { AppError } from '@muster/core/errors'
import { addressesIn, machinesOfHost } from '@muster/fleet'
import { defineCommand } from '../../framework/command.ts'
import { wholeNumber } from '../../framework/values.ts'
import { additionText } from './addition-text.ts'
import { readTextInput } from './text-input.ts'
import { withFleet } from './with-fleet.ts'

const portMax = 65_535

export const command = defineCommand({
  summary: 'Find machines and add them to the inventory.',
  description: [
    'A range is searched only where it is given: each of its addresses is asked once whether the port of ssh answers, and nothing is sent. At most 1024 addresses (a /22) are searched at once.',
  ],
  role: 'fleet',
  json: 'value',
  options: {
    range: { value: 'ADDRESS/BITS', summary: 'IPv4 addresses that are searched.' },
    port: {
      value: 'PORT',
      summary: 'Port that is asked.',
      default: '22',
      parse: wholeNumber({ min: 1, max: portMax }),
    },
    hostClients: {
      value: 'FILE',
      summary: 'What "muster host clients --json" printed; "-" reads standard input.',
    },
    byAddress: { summary: 'Reach the machines of a host by address, where their names do not resolve.' },
  },
  examples: [
    { line: 'muster fleet discover --range 192.0.2.0/24', does: 'addresses where ssh answers' },
    {
      line: 'muster host clients --json | muster fleet discover --host-clients -',
      does: 'every machine that asked the activation host',
    },
  ],
  async run(context) {
    const { range, port, hostClients, byAddress } = context.options
    if ((range === undefined) === (hostClients === undefined))
      throw new AppError('usage', 'Give --range or --host-clients.')
    if (range !== undefined) addressesIn(range)
    const seen =
      hostClients === undefined ? [] : machinesOfHost(await readTextInput(context, hostClients), byAddress)
    const progress = context.progress()
    const onProgress = (done: number, total: number) => progress.update(`${done} of ${total} addresses asked`)
    const { stopSignal: signal } = context
    const addition = await withFleet(
      context,
      (fleet) =>
        range === undefined ? fleet.add(seen, 'host') : fleet.addRange({ range, port, onProgress, signal }),
      { create: true },
    ).finally(() => progress.done())
    context.result(addition, () => [additionText(addition), ...addition.added].join('\n'))
  },
})
