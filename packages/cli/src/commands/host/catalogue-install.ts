/** `muster host catalogue install FILE`: new products without a new key. */
import { catalogueBytesMax } from '@muster/core/documents'
import { defineCommand } from '../../framework/command.ts'
import { readInputFile } from '../../framework/input-file.ts'
import { formatTime } from '../../framework/times.ts'
import { withHost } from './with-host.ts'

export const command = defineCommand({
  summary: "Install a newer catalogue of a vendor's products.",
  description: ['It must be signed by the issuer that activated the host, and newer than the present one.'],
  role: 'host',
  json: 'value',
  arguments: { file: { label: 'FILE', summary: 'The catalogue, as the vendor exported it.' } },
  examples: [{ line: 'muster host catalogue install catalogue.cose', does: 'from a file' }],
  async run(context) {
    const bytes = await readInputFile(context.arguments.file, catalogueBytesMax)
    const replaced = await withHost(context, (host) => host.replaceCatalogue(bytes))
    context.result(
      replaced,
      () =>
        `The catalogue of ${replaced.vendorName} from ${formatTime(replaced.issued)} with ${replaced.products} products is installed.`,
    )
  },
})
