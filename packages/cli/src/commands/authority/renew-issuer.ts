/** `muster authority renew-issuer`: a new issuer certificate, by the root key. */
import { defineCommand } from '../../framework/command.ts'
import { formatTime } from '../../framework/times.ts'
import { passphraseFileOption, readPassphrase } from './passphrase.ts'
import { withAuthority } from './with-authority.ts'

export const command = defineCommand({
  summary: 'Renew the issuer certificate with the root key.',
  description: [
    'The issuer certificate lasts two years. A service that runs goes on with the new one; licences that were exported stay good.',
  ],
  role: 'authority',
  json: 'value',
  options: {
    passphraseFile: passphraseFileOption,
    rootFolder: { value: 'DIR', summary: 'Where the root key is; without it, "root" in the data folder.' },
    newKey: { summary: 'Make a new issuer key, where the present one may have leaked.' },
  },
  examples: [
    { line: 'muster authority renew-issuer --root-folder /media/usb', does: 'two more years' },
    { line: 'muster authority renew-issuer --new-key', does: 'the same with a new key' },
  ],
  async run(context) {
    const { passphraseFile, rootFolder, newKey } = context.options
    const passphrase = await readPassphrase(context, passphraseFile)
    const place = rootFolder === undefined ? {} : { rootFolder }
    const renewed = await withAuthority(context, (authority) =>
      authority.renewIssuer({ passphrase, newKey, ...place }),
    )
    const expires = new Date(renewed.expiresSeconds * 1_000).toISOString()
    const { issuerName } = renewed
    context.result({ issuerName, expires }, () => `${issuerName} is certified until ${formatTime(expires)}.`)
  },
})
