/** `muster fleet discover`: machines from a range of addresses, from a directory, or from what an activation host has seen. */
import { AppError } from '@muster/core/errors'
import { addressesIn, machinesOfHost } from '@muster/fleet'
import { defineCommand } from '../../framework/command.ts'
import { wholeNumber } from '../../framework/values.ts'
import { type DirectoryOptionValues, directoryOptions, directorySettingOf } from '../directory-options.ts'
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
    directory: { value: 'DOMAIN', summary: 'Domain whose directory is asked for its computers.' },
    name: {
      value: 'PATTERN',
      summary: 'Only computers of the directory whose short or full name fits; * stands for any characters.',
    },
    ...directoryOptions,
    byAddress: { summary: 'Reach the machines of a host by address, where their names do not resolve.' },
  },
  examples: [
    { line: 'muster fleet discover --range 192.0.2.0/24', does: 'addresses where ssh answers' },
    {
      line: "muster fleet discover --directory corp.example --name 'PC-*'",
      does: 'computers of an Active Directory, with your own Kerberos ticket',
    },
    {
      line: 'muster host clients --json | muster fleet discover --host-clients -',
      does: 'every machine that asked the activation host',
    },
  ],
  async run(context) {
    const { range, port, hostClients, byAddress, directory, name } = context.options
    const sources = [range, hostClients, directory].filter((source) => source !== undefined)
    if (sources.length !== 1) throw new AppError('usage', 'Give --range, --host-clients or --directory.')
    if (name !== undefined && directory === undefined)
      throw new AppError('usage', '--name goes with --directory.')
    if (range !== undefined) addressesIn(range)
    const seen =
      hostClients === undefined ? [] : machinesOfHost(await readTextInput(context, hostClients), byAddress)
    const found =
      directory === undefined ? undefined : await directoryComputers(directory, name, context.options)
    const progress = context.progress()
    const onProgress = (done: number, total: number) => progress.update(`${done} of ${total} addresses asked`)
    const { stopSignal: signal } = context
    const addition = await withFleet(
      context,
      (fleet) => {
        if (found !== undefined) return fleet.addFromDirectory(found)
        return range === undefined
          ? fleet.add(seen, 'host')
          : fleet.addRange({ range, port, onProgress, signal })
      },
      { create: true },
    ).finally(() => progress.done())
    context.result(addition, () => [additionText(addition), ...addition.added].join('\n'))
  },
})

async function directoryComputers(
  domain: string,
  pattern: string | undefined,
  options: DirectoryOptionValues,
) {
  const { computersOfDomain } = await import('@muster/fleet/main')
  return computersOfDomain(directorySettingOf(domain, options), pattern)
}
