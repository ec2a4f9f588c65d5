/** `muster up`: a vendor, an activation host and many machines on this computer, to watch them reach the threshold. */
import { AppError } from '@muster/core/errors'
import { defineCommand } from '../framework/command.ts'
import { demonstrationFolder } from '../framework/demonstration-hint.ts'
import { wholeNumber } from '../framework/values.ts'

/** Above this one computer shows nothing more. */
const machinesMax = 999

export const command = defineCommand({
  summary: 'Show it all on this computer: a vendor, an activation host, and machines that really activate.',
  description: [
    'The vendor, the host and every machine have folders of their own below --data, and each can be used with its own commands. Started again on the same folder it goes on where it was. It stays until Ctrl-C.',
    'Everything listens on this computer only. Where a usual port is taken, a free one is used and printed.',
  ],
  json: 'lines',
  options: {
    data: {
      value: 'DIR',
      summary: 'Folder that holds everything.',
      default: demonstrationFolder,
      environment: 'MUSTER_DATA',
    },
    machines: {
      value: 'NUMBER',
      summary: 'How many machines.',
      default: '30',
      parse: wholeNumber({ min: 1, max: machinesMax }),
    },
    dns: { value: 'ADDRESS:PORT', summary: 'Let the machines find the host by this DNS server.' },
    domain: { value: 'DOMAIN', summary: 'With --dns: the zone in which the host publishes itself.' },
    dnsKey: { value: 'FILE', summary: 'With --dns: the key for that, as tsig-keygen writes it.' },
    once: { summary: 'End when all machines are activated, or all have asked and are too few.' },
  },
  examples: [
    { line: 'muster up', does: '30 machines, everything in ./muster-data' },
    {
      line: 'muster up --dns 192.0.2.53:53 --domain corp.example',
      does: 'the machines find the host by its SRV record',
    },
    { line: 'muster up --machines 10', does: 'too few: nobody is activated' },
    { line: 'muster client status --data muster-data/machines/001', does: 'what one of the machines says' },
  ],
  async run(context) {
    const { runDemonstration } = await import('../up/run.ts')
    const { dns: server, domain, dnsKey: keyFile, ...choice } = context.options
    if ((server === undefined) !== (domain === undefined) || (keyFile !== undefined && server === undefined))
      throw new AppError('usage', '--dns and --domain go together, and --dns-key goes with them.')
    const dns = server === undefined || domain === undefined ? {} : { dns: { server, domain, keyFile } }
    await runDemonstration(context, { ...choice, ...dns })
  },
})
