/** `muster host activate`: one request to the vendor's authority. */
import { defineCommand } from '../../framework/command.ts'
import { formatTable } from '../../framework/table.ts'
import { formatTime } from '../../framework/times.ts'
import { httpAddress } from '../../framework/values.ts'
import { withHost } from './with-host.ts'

export const command = defineCommand({
  summary: "Activate the installed host keys with their vendor's authority.",
  description: [
    'One HTTPS request, and none after it until the certificate nears its end. A running service takes the activation up within a second.',
  ],
  role: 'host',
  json: 'value',
  options: {
    authority: {
      value: 'URL',
      summary: "Address of the vendor's authority.",
      required: true,
      parse: httpAddress,
    },
    key: {
      value: 'PARTIAL-KEY',
      summary: 'Only the key with this last group; all that are not activated unless given.',
    },
  },
  examples: [
    { line: 'muster host activate --authority https://licences.vendor.example', does: 'all installed keys' },
    {
      line: 'muster host activate --authority https://licences.vendor.example --key X7K2M',
      does: 'one of several keys',
    },
  ],
  async run(context) {
    const { authority, key } = context.options
    const { connectAuthority } = await import('@muster/host/main')
    const partialProductKey = key?.trim().toUpperCase()
    const outcomes = await withHost(context, (host) =>
      host.activate(connectAuthority(authority), partialProductKey),
    )
    context.result(outcomes, () => formatTable(outcomes, columns, context.columns))
  },
})

interface Outcome {
  readonly partialProductKey: string
  readonly vendorName: string
  readonly certificateExpires: string
  readonly products: readonly { readonly name: string; readonly edition: string }[]
}

const columns = [
  { heading: 'Activated key', text: (row: Outcome) => row.partialProductKey },
  { heading: 'Vendor', text: (row: Outcome) => row.vendorName },
  { heading: 'Until', text: (row: Outcome) => formatTime(row.certificateExpires) },
  {
    heading: 'Products',
    text: (row: Outcome) => row.products.map(({ name, edition }) => `${name} ${edition}`).join(', '),
  },
] as const
