/** `muster authority key issue`: a key, shown once. */

import { AppError } from '@muster/core/errors'
import { activationsMaxCeiling } from '@muster/core/issuing'
import { productKeyKinds } from '@muster/core/keys'
import { defineCommand } from '../../../framework/command.ts'
import { formatLabels } from '../../../framework/table.ts'
import { wholeNumber } from '../../../framework/values.ts'
import { kindNames } from '../key-view.ts'
import { withAuthority } from '../with-authority.ts'

export const command = defineCommand({
  summary: 'Issue a key and show it, once.',
  description: [
    'A host key turns an installation into an activation host for the product groups of its products. A multiple activation key activates a number of machines once each. A setup key is public and always the same for a product.',
  ],
  role: 'authority',
  json: 'value',
  arguments: { kind: { label: 'KIND', summary: 'What kind of key.', choices: productKeyKinds } },
  options: {
    product: {
      value: 'PRODUCT',
      summary: 'Product that it is for, by id or name.',
      required: true,
      repeatable: true,
    },
    note: { value: 'TEXT', summary: 'For whom it is.', default: '' },
    activations: {
      value: 'NUMBER',
      summary: 'How many machines a multiple activation key activates.',
      parse: wholeNumber({ min: 1, max: activationsMaxCeiling }),
    },
  },
  examples: [
    {
      line: 'muster authority key issue host --product "Example Writer" --note "Corp Ltd"',
      does: 'a host key',
    },
    {
      line: 'muster authority key issue mak --product "Example Writer" --activations 50',
      does: 'a key for 50 machines',
    },
  ],
  async run(context) {
    const { product: products, note, activations: activationsMax } = context.options
    const { kind } = context.arguments
    const [first = ''] = products
    if (kind === 'setup' && products.length > 1)
      throw new AppError('usage', 'A setup key is for one product.')
    if (kind !== 'mak' && activationsMax !== undefined)
      throw new AppError('usage', '--activations is for multiple activation keys.')
    const numbers = activationsMax === undefined ? {} : { activationsMax }
    const issued = await withAuthority(context, (authority) =>
      kind === 'setup' ? authority.setupKey(first) : authority.issueKey({ kind, products, note, ...numbers }),
    )
    context.result(issued, () =>
      formatLabels([
        [`The ${kindNames[issued.kind]}`, issued.productKey],
        ['Key id', issued.keyId],
        ['Product groups', issued.productGroups.join(', ')],
      ]),
    )
    if (kind !== 'setup') context.note('Keep it safe: it is stored nowhere and never shown again.')
  },
})
