/** `muster doctor client`: why this machine is not activated. */
import { defineCommand } from '../../framework/command.ts'
import { dnsOption } from '../client/client-options.ts'
import { diagnoseClient } from './diagnose-client.ts'
import { showDiagnosis } from './show-diagnosis.ts'

export const command = defineCommand({
  summary: 'Find out why this machine is not activated.',
  description: [
    'Looks at licence, key, state, DNS, hosts, clock, certificates, count, events and rights; changes nothing. The exit code is 1 where a check fails.',
  ],
  role: 'client',
  json: 'value',
  options: {
    dnsServer: dnsOption,
  },
  examples: [
    { line: 'muster doctor client', does: 'named checks with what to do' },
    { line: 'muster doctor client --json', does: 'the same for another program' },
  ],
  async run(context) {
    const { dnsServer } = context.options
    showDiagnosis(context, await diagnoseClient(context, dnsServer === undefined ? {} : { dnsServer }))
  },
})
