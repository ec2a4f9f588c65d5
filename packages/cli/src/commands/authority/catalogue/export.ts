/** `muster authority catalogue export`: the products for hosts without a connection. */
import { productGroupMax } from '@muster/core/documents'
import { defineCommand } from '../../../framework/command.ts'
import { formatLabels } from '../../../framework/table.ts'
import { formatTime } from '../../../framework/times.ts'
import { wholeNumber } from '../../../framework/values.ts'
import { writeOutputFile } from '../output-file.ts'
import { withAuthority } from '../with-authority.ts'

export const command = defineCommand({
  summary: 'Write the catalogue of products for activation hosts.',
  description: [
    'A host gets its catalogue with its activation; this file replaces it after a product was added.',
  ],
  role: 'authority',
  json: 'value',
  options: {
    group: {
      value: 'NUMBER',
      summary: 'Product group that it holds; all if absent.',
      repeatable: true,
      parse: wholeNumber({ min: 1, max: productGroupMax }),
    },
    output: { value: 'FILE', summary: 'Where to write it.', default: 'catalogue.cose' },
    issuerCertificate: { value: 'FILE', summary: 'Where to write the issuer certificate, if wanted.' },
  },
  examples: [
    { line: 'muster authority catalogue export --output catalogue.cose', does: 'all products' },
    { line: 'muster authority catalogue export --group 1 --group 2', does: 'the products of two groups' },
  ],
  async run(context) {
    const { group, output, issuerCertificate } = context.options
    const { signed, certificate } = await withAuthority(context, async (authority) => ({
      signed: await authority.exportCatalogue(group.length === 0 ? undefined : group),
      certificate: await authority.issuerCertificate(),
    }))
    const file = await writeOutputFile(output, signed.catalogue)
    const issuerFile =
      issuerCertificate === undefined ? undefined : await writeOutputFile(issuerCertificate, certificate)
    const issued = new Date(signed.issuedAtSeconds * 1_000).toISOString()
    const { products } = signed
    context.result({ file, products, issued, issuerCertificate: issuerFile ?? null }, () =>
      formatLabels([
        ['Catalogue', file],
        ['Products', products],
        ['Issued', formatTime(issued)],
        ['Issuer certificate', issuerFile],
      ]),
    )
  },
})
