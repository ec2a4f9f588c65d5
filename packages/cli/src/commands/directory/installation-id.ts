/** `muster directory installation-id`: the digits with which a forest is activated by telephone. */
import { defineCommand } from '../../framework/command.ts'
import { formatDigitGroups } from '../../framework/digit-text.ts'
import { keyFileOption } from '../../framework/key-input.ts'
import { deskOption, installationIdLink, showQrCode } from '../../framework/qr-options.ts'
import { accessOptions, withDirectory } from './access-options.ts'

export const command = defineCommand({
  summary: 'Show the installation ID of the forest, to be read out to the vendor.',
  description: [
    'It binds the forest, the host key and the month. What is read back goes into "muster directory publish --confirmation-id".',
  ],
  json: 'value',
  options: {
    keyFile: keyFileOption,
    qr: { summary: 'Show it as a QR code too.' },
    desk: deskOption,
    ...accessOptions,
  },
  examples: [
    { line: 'muster directory installation-id --domain corp.example', does: 'asks for the host key' },
  ],
  async run(context) {
    const { keyFile: file, qr, desk, ...access } = context.options
    const key = await context.readSecret({ label: 'Host key', file })
    const shown = await withDirectory(access, async (directory) => ({
      forestId: directory.place.forestId,
      forestName: directory.place.forestName,
      installationId: directory.installationId(key),
    }))
    const link = installationIdLink(shown.installationId, desk)
    const code = await showQrCode(link, { qr, svg: undefined, json: context.json })
    context.result({ ...shown, qr: link }, () => {
      const head = `Installation ID of the forest ${shown.forestName}, to be read out to the vendor:`
      return `${head}\n\n${formatDigitGroups(shown.installationId)}${code.text}`
    })
  },
})
