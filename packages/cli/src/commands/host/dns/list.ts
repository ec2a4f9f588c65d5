/** `muster host dns list`: the domains that the host publishes in beside its own. */
import { AppError } from '@muster/core/errors'
import { defineCommand } from '../../../framework/command.ts'
import { formatTable } from '../../../framework/table.ts'
import { withHost } from '../with-host.ts'

const shape = /^([^,]+)(?:,(\d{1,5}))?(?:,(\d{1,5}))?$/

export const command = defineCommand({
  summary: 'Show or set the domains to publish in beside the own one.',
  description: [
    'What is set holds in place of dns.publish_list in host.toml, from the next publishing on: at once with "muster host dns publish". --configured goes back to host.toml.',
    'Records in domains that left the list stay until "muster host dns remove", or until the list is changed in the console.',
  ],
  role: 'host',
  json: 'value',
  options: {
    set: {
      value: 'DOMAIN,PRIORITY,WEIGHT',
      summary: 'One domain of the new list; priority and weight are 0 unless given.',
      repeatable: true,
      parse: parseEntry,
    },
    configured: { summary: 'Go back to the list in host.toml.' },
  },
  examples: [
    { line: 'muster host dns list', does: 'the list, and where it comes from' },
    { line: 'muster host dns list --set branch.example.com,10 --set lab.example.com', does: 'a new list' },
    { line: 'muster host dns list --configured', does: 'as host.toml says' },
  ],
  async run(context) {
    const { set, configured } = context.options
    if (configured && set.length > 0) throw new AppError('usage', 'Give --set or --configured, not both.')
    const list = await withHost(context, async ({ dns }) => {
      if (configured) await dns.setPublishList(undefined)
      if (set.length > 0) await dns.setPublishList(set)
      return dns.publishList()
    })
    context.result(list, () => {
      const from = list.from === 'settings' ? 'The list is set here.' : 'The list is that of host.toml.'
      const rows = formatTable(list.domains, columns, context.columns)
      return list.domains.length === 0 ? `${from} It is empty.` : `${from}\n\n${rows}`
    })
  },
})

interface Entry {
  readonly domain: string
  readonly priority: number
  readonly weight: number
}

function parseEntry(text: string): Entry {
  const [, domain, priority = '0', weight = '0'] = shape.exec(text.replaceAll(' ', '')) ?? []
  if (domain === undefined) throw new AppError('usage', `"${text}" is not DOMAIN,PRIORITY,WEIGHT.`)
  return { domain, priority: Number(priority), weight: Number(weight) }
}

const columns = [
  { heading: 'Domain', text: ({ domain }: Entry) => domain },
  { heading: 'Priority', text: ({ priority }: Entry) => String(priority) },
  { heading: 'Weight', text: ({ weight }: Entry) => String(weight) },
] as const
