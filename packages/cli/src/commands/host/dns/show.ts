/** `muster host dns show`: the records of this host, for people, for a zone file, for nsupdate (R5.3). */
import { AppError, describeCode, isErrorCode } from '@muster/core/errors'
import type { DnsPlan } from '@muster/host/dns'
import { defineCommand } from '../../../framework/command.ts'
import { formatLabels, formatTable, printable } from '../../../framework/table.ts'
import { withHost } from '../with-host.ts'

type Records = DnsPlan['records']

/** The texts of core's records; loaded with the command. */
type Presentation = typeof import('@muster/core/dns')

export const command = defineCommand({
  summary: 'Show the DNS records by which machines find this host.',
  description: [
    'Where this host may not change the zone itself, print its records for those who may: as lines of a zone file, or as input for nsupdate.',
  ],
  role: 'host',
  json: 'value',
  options: {
    zoneFile: { summary: 'Lines of a zone file.' },
    nsupdate: { summary: 'Input for nsupdate.' },
  },
  examples: [
    { line: 'muster host dns show', does: 'records, and how publishing went last' },
    { line: 'muster host dns show --zone-file', does: 'to be pasted into the zone' },
    { line: 'muster host dns show --nsupdate | nsupdate -k dns.key', does: 'sent with a key of your own' },
  ],
  async run(context) {
    const { zoneFile, nsupdate } = context.options
    if (zoneFile && nsupdate) throw new AppError('usage', 'Give --zone-file or --nsupdate, not both.')
    const presentation = await import('@muster/core/dns')
    const plan = await withHost(context, (host) => host.dns.plan())
    if (plan.records.length === 0) throw new AppError('dns-domain-unknown', `The name is ${plan.host.name}.`)
    context.result(planAsJson(plan, presentation), () => {
      if (zoneFile) return `${plan.records.map(presentation.zoneFileLine).join('\n')}\n`
      return nsupdate ? nsupdateInput(plan.records, presentation) : formatPlan(plan, presentation)
    })
  },
})

/** One record an update: each may lie in another zone, which nsupdate finds by itself. */
function nsupdateInput(records: Records, { nsupdateScript }: Presentation): string {
  return records.map((record) => nsupdateScript({ zone: '', additions: [record], deletions: [] })).join('')
}

function planAsJson(plan: DnsPlan, { recordTypeName, recordDataText, zoneFileLine }: Presentation): object {
  const { publishing, host, domains, badLines } = plan
  const records = plan.records.map((record) => ({
    name: record.name,
    type: recordTypeName(record.type),
    ttlSeconds: record.ttlSeconds,
    data: recordDataText(record),
    line: zoneFileLine(record),
  }))
  return { publishing, host, records, domains, badLines }
}

function formatPlan(plan: DnsPlan, { recordTypeName, recordDataText }: Presentation): string {
  const records = formatTable(plan.records, [
    { heading: 'Name', text: ({ name }) => name },
    { heading: 'Type', text: ({ type }) => recordTypeName(type) },
    { heading: 'TTL', text: ({ ttlSeconds }) => String(ttlSeconds), align: 'right' },
    { heading: 'Data', text: recordDataText },
  ])
  return [
    formatLabels([['DNS publishing', plan.publishing ? 'enabled' : 'disabled']]),
    '\n',
    records,
    '\n',
    ...plan.domains.map(formatDomain),
    ...plan.badLines.map(({ line, detail }) => `Bad line "${printable(line)}": ${printable(detail)}\n`),
  ].join('')
}

function formatDomain({ domain, state, lastCode }: DnsPlan['domains'][number]): string {
  if (state === 'pending') return `${domain}: not published yet\n`
  const reason = isErrorCode(lastCode) ? `: ${describeCode(lastCode).sentence} ${lastCode}` : ''
  return `${domain}: ${state}${reason}\n`
}
