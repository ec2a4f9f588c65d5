/** `muster host activate`: one request to the vendor's authority, or digits over the telephone. */
import { AppError } from '@muster/core/errors'
import { defineCommand } from '../../framework/command.ts'
import type { CommandContext } from '../../framework/context.ts'
import { readDigits } from '../../framework/digit-dialogue.ts'
import { formatDigitGroups } from '../../framework/digit-text.ts'
import { deskOption, installationIdLink, showQrCode } from '../../framework/qr-options.ts'
import { formatTable } from '../../framework/table.ts'
import { formatTime } from '../../framework/times.ts'
import { httpAddress } from '../../framework/values.ts'
import { readVendorMedia } from './vendor-media.ts'
import { withHost } from './with-host.ts'

const confirmationGroupCount = 20

export const command = defineCommand({
  summary: "Activate the installed host keys with their vendor's authority, or by telephone.",
  description: [
    'With --authority: one HTTPS request, and none after it until the certificate nears its end.',
    "Without a connection: --installation-id shows the digits to read out to the vendor; --confirmation-id takes those that are read back, and --media names the folder of the vendor's public files. The certificate then covers the product group of the host key, for three years from this month.",
    'A running service takes the activation up within a second.',
  ],
  role: 'host',
  json: 'value',
  options: {
    authority: { value: 'URL', summary: "Address of the vendor's authority.", parse: httpAddress },
    installationId: { summary: 'Show the installation ID of each host key, to be read out.' },
    confirmationId: {
      value: 'DIGITS',
      summary: 'The 140 digits that were read back; "-" asks for them group by group.',
    },
    media: {
      value: 'DIR',
      summary: 'Folder with issuer certificate and catalogue, from "muster authority media export".',
    },
    qr: { summary: 'Show each installation ID as a QR code too.' },
    desk: deskOption,
    key: {
      value: 'PARTIAL-KEY',
      summary: 'Only the key with this last group; all that are not activated unless given.',
    },
  },
  examples: [
    { line: 'muster host activate --authority https://licences.vendor.example', does: 'all installed keys' },
    { line: 'muster host activate --installation-id', does: 'the digits to read out' },
    { line: 'muster host activate --confirmation-id - --media /media/vendor', does: 'asks for the digits' },
  ],
  async run(context) {
    const { authority, installationId, confirmationId, media, key, qr, desk } = context.options
    const ways = [authority !== undefined, installationId, confirmationId !== undefined]
    if (ways.filter(Boolean).length !== 1)
      throw new AppError('usage', 'Give one of --authority, --installation-id and --confirmation-id.')
    const partialProductKey = key?.trim().toUpperCase()
    if (installationId) return showInstallationIds(context, { partialProductKey, qr, desk })
    if (authority !== undefined) return activateOnline(context, authority, partialProductKey)
    if (media === undefined) throw new AppError('usage', '--confirmation-id needs --media.')
    return confirm(context, { digits: confirmationId ?? '-', media, partialProductKey })
  },
})

type Context = Pick<CommandContext, 'dataFolder' | 'json' | 'result' | 'terminal' | 'columns'>

async function activateOnline(context: Context, authority: string, key: string | undefined): Promise<void> {
  const { connectAuthority } = await import('@muster/host/main')
  const outcomes = await withHost(context, (host) => host.activate(connectAuthority(authority), key))
  context.result(outcomes, () => formatTable(outcomes, columns, context.columns))
}

async function showInstallationIds(
  context: Context,
  choice: {
    readonly partialProductKey: string | undefined
    readonly qr: boolean
    readonly desk: string | undefined
  },
): Promise<void> {
  const { partialProductKey: key, qr, desk } = choice
  const ids = await withHost(context, (host) => host.installationIds(key))
  const shown = ids.map((id) => ({ ...id, qr: installationIdLink(id.installationId, desk) }))
  const texts: string[] = []
  for (const { partialProductKey, installationId, qr: link } of shown) {
    const code = await showQrCode(link, { qr, svg: undefined, json: context.json })
    const head = `Installation ID for the host key …-${partialProductKey}, to be read out to the vendor:`
    texts.push(`${head}\n\n${formatDigitGroups(installationId)}${code.text}`)
  }
  context.result(shown, () => texts.join('\n'))
}

async function confirm(
  context: Context,
  given: { readonly digits: string; readonly media: string; readonly partialProductKey: string | undefined },
): Promise<void> {
  const media = await readVendorMedia(given.media)
  const question = { label: 'Confirmation ID', groupCount: confirmationGroupCount }
  const digits = given.digits === '-' ? await readDigits(context.terminal, question) : given.digits
  const outcome = await withHost(context, (host) => host.confirm(digits, media, given.partialProductKey))
  context.result([outcome], () => formatTable([outcome], columns, context.columns))
}

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
