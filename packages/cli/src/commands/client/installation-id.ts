/** `muster client installation-id`: the digits to read out to the vendor. */
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AppError } from '@muster/core/errors'
import { defineCommand } from '../../framework/command.ts'
import { formatDigitGroups } from '../../framework/digit-text.ts'
import { svgQrCode, terminalQrCode } from '../../framework/qr-code.ts'
import { httpAddress } from '../../framework/values.ts'
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
    qr: { summary: 'Show a QR code for the camera of a telephone.' },
    svg: { value: 'FILE', summary: 'Write the QR code as an SVG file.' },
    desk: {
      value: 'URL',
      summary: "Address of the vendor's telephone desk, for the QR code.",
      environment: 'MUSTER_TELEPHONE_DESK',
      parse: httpAddress,
    },
  },
  examples: [
    { line: 'muster client installation-id', does: 'nine groups of seven digits' },
    { line: 'muster client installation-id --qr', does: 'with a QR code' },
  ],
  async run(context) {
    const { product, qr, svg, desk } = context.options
    const shown = await withClient(context, (client) => client.installationId(productChoice(product)))
    const scanned = scannedText(shown.installationId, desk)
    const file = svg === undefined ? null : await writeSvg(svg, scanned)
    const image = qr && !context.json ? `\n${await terminalQrCode(scanned)}\n` : ''
    const wrote = file === null ? '' : `\nQR code: ${file}\n`
    context.result(
      { ...shown, qr: scanned, svg: file },
      () =>
        `Installation ID of ${shown.product} for the key …-${shown.partialProductKey}:\n\n${formatDigitGroups(shown.installationId)}${image}${wrote}`,
    )
  },
})

/** A link that carries the digits behind "#": what follows that is not sent to a server before a person says so. */
function scannedText(installationId: string, desk: string | undefined): string {
  return desk === undefined ? installationId : `${desk}#installation-id=${installationId}`
}

async function writeSvg(path: string, text: string): Promise<string> {
  const absolute = resolve(path)
  try {
    await writeFile(absolute, await svgQrCode(text), { mode: 0o600 })
    return absolute
  } catch (cause) {
    throw new AppError('file-access', absolute, { cause })
  }
}
