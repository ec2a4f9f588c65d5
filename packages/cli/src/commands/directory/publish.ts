/** `muster directory publish`: an activation object, from the vendor's authority, from digits, or from a file. */

import { join } from 'node:path'
import { activationObjectBytesMax, issuerCertificateBytesMax } from '@muster/core/documents'
import { AppError } from '@muster/core/errors'
import type { Directory, PublishedObject } from '@muster/directory'
import { defineCommand } from '../../framework/command.ts'
import type { CommandContext } from '../../framework/context.ts'
import { readDigits } from '../../framework/digit-dialogue.ts'
import { readInputFile } from '../../framework/input-file.ts'
import { keyFileOption } from '../../framework/key-input.ts'
import { httpAddress } from '../../framework/values.ts'
import { readVendorRoot } from '../client/vendor-root.ts'
import { accessOptions, withDirectory } from './access-options.ts'
import { objectText } from './object-text.ts'
import { rootsOption } from './roots-option.ts'

const confirmationGroupCount = 20

export const command = defineCommand({
  summary: 'Publish an activation object, so that every member of the directory is activated.',
  description: [
    'With --authority: one HTTPS request with the host key. Without a connection: --object FILE publishes what the vendor made for this forest; --confirmation-id takes the digits that answer "muster directory installation-id", with --media for the vendor\'s public files.',
    'The object takes the place of an earlier one of the same host key; others stay beside it. A forest counts as one of the hosts that the key activates, and each renewal as one of its reactivations.',
    'It takes an account that may write below the container of services: see docs/operating/directory.md.',
  ],
  json: 'value',
  options: {
    authority: { value: 'URL', summary: "Address of the vendor's authority.", parse: httpAddress },
    object: { value: 'FILE', summary: 'Activation object that the vendor made for this forest.' },
    confirmationId: {
      value: 'DIGITS',
      summary: 'The 140 digits that were read back; "-" asks for them group by group.',
    },
    media: {
      value: 'DIR',
      summary: 'Folder with the issuer certificate, from "muster authority media export".',
    },
    keyFile: keyFileOption,
    vendorRoot: rootsOption,
    ...accessOptions,
  },
  examples: [
    {
      line: 'muster directory publish --authority https://licences.vendor.example',
      does: 'asks for the host key, writes with your own Kerberos ticket',
    },
    {
      line: 'muster directory publish --object forest.object --server ldap.corp.example --protection ldaps --account cn=publisher,dc=corp,dc=example --password-file password',
      does: 'from a file, into an OpenLDAP',
    },
    {
      line: 'muster directory publish --confirmation-id - --media /media/vendor --key-file host-key.txt',
      does: 'by telephone',
    },
  ],
  async run(context) {
    const { authority, object, confirmationId } = context.options
    if ([authority, object, confirmationId].filter((way) => way !== undefined).length !== 1)
      throw new AppError('usage', 'Give one of --authority, --object and --confirmation-id.')
    const roots = await Promise.all(context.options.vendorRoot.map(readVendorRoot))
    const publish = await chosenWay(context, roots)
    const published = await withDirectory(context.options, publish)
    context.result(published, () =>
      [
        published.publication === 'added' ? 'Published.' : 'Published in the place of an earlier one.',
        objectText(published),
      ].join('\n'),
    )
  },
})

interface Ways {
  readonly authority: string | undefined
  readonly object: string | undefined
  readonly confirmationId: string | undefined
  readonly media: string | undefined
  readonly keyFile: string | undefined
}

/** Everything that is asked of the person comes before the directory is opened. */
async function chosenWay(
  context: Pick<CommandContext, 'readSecret' | 'terminal'> & { readonly options: Ways },
  roots: readonly Uint8Array[],
): Promise<(directory: Directory) => Promise<PublishedObject>> {
  const { authority, object, confirmationId, media, keyFile: file } = context.options
  if (object !== undefined) {
    const document = await readInputFile(object, activationObjectBytesMax)
    return (directory) => directory.publishDocument(document, roots)
  }
  if (authority === undefined && media === undefined)
    throw new AppError('usage', '--confirmation-id needs --media.')
  const productKey = await context.readSecret({ label: 'Host key', file })
  if (authority !== undefined) return (directory) => directory.publishOnline({ authority, productKey, roots })
  const issuerCertificate = await readInputFile(
    join(media ?? '', 'issuer.certificate'),
    issuerCertificateBytesMax,
  )
  const question = { label: 'Confirmation ID', groupCount: confirmationGroupCount }
  const typed =
    confirmationId === undefined || confirmationId === '-'
      ? await readDigits(context.terminal, question)
      : confirmationId
  return (directory) =>
    directory.publishConfirmed({ confirmationId: typed, productKey, issuerCertificate, roots })
}
