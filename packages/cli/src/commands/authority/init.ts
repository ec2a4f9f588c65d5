/** `muster authority init`: root key, issuer and an empty store. */
import { defineCommand } from '../../framework/command.ts'
import { formatLabels } from '../../framework/table.ts'
import { formatTime } from '../../framework/times.ts'
import { chooseNewPassphrase, passphraseFileOption } from './passphrase.ts'

export const command = defineCommand({
  summary: "Set up a vendor's authority.",
  description: [
    'Makes the root key, sealed with a passphrase, and the issuer key that the service signs with. Move the root key file offline afterwards: only renewing the issuer needs it.',
  ],
  role: 'authority',
  json: 'value',
  arguments: { vendor: { label: 'VENDOR', summary: 'Name of the vendor, as customers read it.' } },
  options: {
    passphraseFile: passphraseFileOption,
    rootFolder: { value: 'DIR', summary: 'Where the root key goes; without it, "root" in the data folder.' },
  },
  examples: [
    { line: 'muster authority init "Example Software"', does: 'asks for a passphrase' },
    {
      line: 'muster authority init "Example Software" --root-folder /media/usb --passphrase-file -',
      does: 'puts the root key on a stick at once',
    },
  ],
  async run(context) {
    const { passphraseFile, rootFolder } = context.options
    const { initAuthority } = await import('@muster/authority/main')
    const passphrase = await chooseNewPassphrase(context, passphraseFile)
    const { issuerExpiresSeconds, ...authority } = await initAuthority({
      folder: context.dataFolder,
      vendorName: context.arguments.vendor,
      passphrase,
      ...(rootFolder === undefined ? {} : { rootFolder }),
    })
    const issuerExpires = new Date(issuerExpiresSeconds * 1_000).toISOString()
    context.result({ ...authority, issuerExpires }, () =>
      formatLabels([
        ['Vendor', authority.vendorName],
        ['Folder', authority.folder],
        ['Root public key, for products', authority.vendorRootPath],
        ['Root key, to be moved offline', authority.rootKeyPath],
        ['Issuer certificate until', formatTime(issuerExpires)],
        ['Token for the console, not shown again', authority.accessToken.token],
      ]),
    )
  },
})
