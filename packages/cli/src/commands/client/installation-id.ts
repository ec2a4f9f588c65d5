/** `muster client installation-id`: the digits to read out to the vendor. */
import { defineCommand } from '../../framework/command.ts'
import { formatDigitGroups } from '../../framework/digit-text.ts'
import { deskOption, installationIdLink, qrOptions, showQrCode } from '../../framework/qr-options.ts'
import { productChoice, productOption } from './client-options.ts'
import { withClient } from './with-client.ts'

export const command = defineCommand({
  summary: 'Show the installation ID, to activate a multiple activation key without a connection.',
  description: [
    'Read it out to the vendor, and type what is read back with "muster client confirm". It names the key: show it to nobody else. The QR code holds the digits, or with --desk a link to the vendor\'s telephone desk.',
  ],
  role: 'client',
  json: 'value',
  options: {
    product: productOption,
    ...qrOptions,
    desk: deskOption,
  },
  examples: [
    { line: 'muster client installation-id', does: 'nine groups of seven digits' },
    { line: 'muster client installation-id --qr', does: 'with a QR code' },
  ],
  async run(context) {
    const { product, qr, svg, desk } = context.options
    const shown = await withClient(context, (client) => client.installationId(productChoice(product)))
    const link = installationIdLink(shown.installationId, desk)
    const code = await showQrCode(link, { qr, svg, json: context.json })
    context.result(
      { ...shown, qr: link, svg: code.file },
      () =>
        `Installation ID of ${shown.product} for the key …-${shown.partialProductKey}:\n\n${formatDigitGroups(shown.installationId)}${code.text}`,
    )
  },
})
