/** `muster directory verify [OBJECT]`: whether objects activate, as a member of the directory finds. */
import { productGroupMax } from '@muster/core/documents'
import type { ObjectVerdict } from '@muster/directory'
import { defineCommand } from '../../framework/command.ts'
import { exitCodes } from '../../framework/exit-codes.ts'
import { formatTable } from '../../framework/table.ts'
import { wholeNumber } from '../../framework/values.ts'
import { readVendorRoot } from '../client/vendor-root.ts'
import { accessOptions, withDirectory } from './access-options.ts'
import { objectArgument } from './object-argument.ts'
import { rootsOption } from './roots-option.ts'

export const command = defineCommand({
  summary: 'Verify activation objects as a member of the directory does.',
  description: [
    'With --vendor-root each is verified up to the vendor; objects of other vendors are then refused, as they are by its products. Without it an object is held against the issuer that it carries itself, which finds damage and age, and no forgery.',
    'Ends with 1 where an object does not activate.',
  ],
  json: 'value',
  arguments: { object: { ...objectArgument, optional: true } },
  options: {
    vendorRoot: rootsOption,
    productGroup: {
      value: 'NUMBER',
      summary: 'Product group that it has to cover.',
      parse: wholeNumber({ min: 0, max: productGroupMax }),
    },
    ...accessOptions,
  },
  examples: [
    { line: 'muster directory verify --vendor-root vendor-root.pub', does: 'all objects, up to the root' },
    { line: 'muster directory verify --json', does: 'for a monitor: the exit code says it too' },
  ],
  async run(context) {
    const { vendorRoot, productGroup, ...access } = context.options
    const roots = await Promise.all(vendorRoot.map(readVendorRoot))
    const expected = { roots, ...(productGroup === undefined ? {} : { productGroup }) }
    const verdicts = await withDirectory(access, (directory) =>
      directory.verify(expected, context.arguments.object),
    )
    context.result(verdicts, () =>
      verdicts.length === 0
        ? 'The directory holds no activation object.'
        : formatTable(verdicts, columns, context.columns),
    )
    if (verdicts.some(({ isValid }) => !isValid)) context.exitWith(exitCodes.failed)
  },
})

const columns = [
  { heading: 'Object', text: (row: ObjectVerdict) => row.objectId },
  { heading: 'Verified up to', text: (row: ObjectVerdict) => row.upTo },
  {
    heading: 'Verdict',
    text: (row: ObjectVerdict) => (row.isValid ? 'activates' : `${row.sentence} (${row.code})`),
  },
] as const
