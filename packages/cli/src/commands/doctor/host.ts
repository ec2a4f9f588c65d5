/** `muster doctor host`: why machines are not activated by this host, or soon will not be. */
import { defineCommand } from '../../framework/command.ts'
import { wholeNumber } from '../../framework/values.ts'
import { dnsOption } from '../client/client-options.ts'
import { diagnoseHost } from './diagnose-host.ts'
import { showDiagnosis } from './show-diagnosis.ts'

const countMax = 1_000_000

export const command = defineCommand({
  summary: 'Find out why this host does not activate machines.',
  description: [
    'Looks at activation, service, DNS, other hosts, count, duplicates, refusals, event log, disk and clock; changes nothing. The exit code is 1 where a check fails.',
  ],
  role: 'host',
  json: 'value',
  options: {
    lowCount: {
      value: 'NUMBER',
      summary: 'Warn where fewer machines count; the threshold unless stated.',
      parse: wholeNumber({ min: 1, max: countMax }),
    },
    dnsServer: dnsOption,
  },
  examples: [
    { line: 'muster doctor host', does: 'named checks with what to do' },
    { line: 'muster doctor host --low-count 30 --json', does: 'for a monitor, which sees the exit code' },
  ],
  async run(context) {
    const { lowCount, dnsServer } = context.options
    const options = {
      ...(lowCount === undefined ? {} : { lowCount }),
      ...(dnsServer === undefined ? {} : { dnsServer }),
    }
    showDiagnosis(context, await diagnoseHost(context, options))
  },
})
