/** `muster client discover`: how this machine finds its activation host. */
import type { DiscoveryReport } from '@muster/client'
import { describeCode } from '@muster/core/errors'
import { defineCommand } from '../../framework/command.ts'
import { exitCodes } from '../../framework/exit-codes.ts'
import { printable } from '../../framework/table.ts'
import { dnsOption, productChoice, productOption } from './client-options.ts'
import { withClient } from './with-client.ts'

type Host = DiscoveryReport['hosts'][number]

export const command = defineCommand({
  summary: 'Show which activation host this machine finds. Everybody may.',
  description: [
    'The host that is set wins; else the one that answered last; else DNS is asked for the SRV records _muster._tcp in the domain of this machine and in each domain of its search list. Hosts are connected to in their order, until one accepts; none is asked for activation, and nothing is remembered.',
    'With --explain every step is shown: which names were asked, what came back, what was chosen and why, who failed how.',
  ],
  role: 'client',
  json: 'value',
  options: { explain: { summary: 'Show every step.' }, product: productOption, dns: dnsOption },
  examples: [
    { line: 'muster client discover', does: 'the host that would be asked' },
    { line: 'muster client discover --explain', does: 'and how it was found' },
  ],
  async run(context) {
    const { explain, product, dns } = context.options
    const discover = (client: Parameters<Parameters<typeof withClient>[1]>[0]) =>
      client.discover(productChoice(product))
    const report = await withClient(context, discover, dns === undefined ? {} : { dnsServer: dns })
    context.result(report, () => `${explain ? explanation(report) : ''}${conclusion(report, explain)}`)
    if (report.chosen === null && !report.hosts.some(isUnchecked)) context.exitWith(exitCodes.notReached)
  },
})

/** A URL is not connected to; it may well work. */
function isUnchecked({ connected, code }: Host): boolean {
  return !connected && code === null
}

function explanation(report: DiscoveryReport): string {
  const lines = [
    report.pinned ? 'A host is set for this machine: nothing is looked up.' : whereLooked(report),
    ...report.asked.flatMap(linesOfName),
    ...(report.hosts.length === 0 ? [] : ['Hosts in the order in which they are tried:']),
    ...report.hosts.map(lineOfHost),
    `Host caching is ${report.caching ? 'enabled' : 'disabled'}.`,
  ]
  return `${lines.join('\n')}\n`
}

function whereLooked({ domains }: DiscoveryReport): string {
  return domains.length === 0
    ? 'This machine knows no DNS domain to look in: set one with "muster client set-domain DOMAIN".'
    : `Domains to look in, in order: ${domains.map(printable).join(', ')}`
}

function linesOfName({ name, code, records }: DiscoveryReport['asked'][number]): readonly string[] {
  const outcome = code === null ? `${records.length} found` : `${describeCode(code).sentence} ${code}`
  return [
    `Asked for ${printable(name)} SRV: ${outcome}`,
    ...records.map(
      ({ priority, weight, port, target }) =>
        `    priority ${priority}, weight ${weight}: ${printable(target)}:${port}`,
    ),
  ]
}

function lineOfHost(host: Host): string {
  const outcome = host.connected
    ? host.code === null
      ? 'accepts connections'
      : `${describeCode(host.code).sentence} ${host.code}`
    : 'not tried'
  return `    ${address(host)} (${printable(host.why)}): ${outcome}`
}

function conclusion({ chosen, hosts }: DiscoveryReport, isExplained: boolean): string {
  const host = chosen ?? hosts.find(isUnchecked)
  if (host !== undefined) return `Activation host: ${address(host)} (${printable(host.why)})\n`
  const hint = isExplained ? '' : ' "muster client discover --explain" shows why.'
  return `No activation host was found.${hint}\n`
}

function address({ name, port }: Host): string {
  return printable(name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`)
}
