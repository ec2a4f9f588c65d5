/** `muster authority key list`: issued keys with their use. */
import { defineCommand } from '../../../framework/command.ts'
import { formatTable } from '../../../framework/table.ts'
import { formatTime } from '../../../framework/times.ts'
import { type KeyView, keyView, useText } from '../key-view.ts'
import { listOptions, readRows } from '../list-options.ts'
import { withAuthority } from '../with-authority.ts'

export const command = defineCommand({
  summary: 'List the issued keys with what they were used for.',
  role: 'authority',
  json: 'value',
  options: listOptions,
  examples: [
    { line: 'muster authority key list', does: 'the last groups, limits and use; never a whole key' },
  ],
  async run(context) {
    const rows = await withAuthority(context, (authority) =>
      readRows(context, context.options.limit, (query) => authority.keys(query)),
    )
    const keys = rows.map(keyView)
    context.result(keys, () =>
      keys.length === 0
        ? 'No key was issued yet. Issue one with "muster authority key issue host --product PRODUCT".'
        : formatTable(keys, columns, context.columns),
    )
  },
})

const columns = [
  { heading: 'Key id', text: (key: KeyView) => key.keyId },
  { heading: 'Ends with', text: (key: KeyView) => key.partialProductKey },
  { heading: 'Kind', text: (key: KeyView) => key.kind },
  { heading: 'Groups', text: (key: KeyView) => key.productGroups.join(', ') },
  { heading: 'Use', text: useText },
  { heading: 'State', text: (key: KeyView) => (key.blocked === null ? 'in use' : 'blocked') },
  { heading: 'Issued', text: (key: KeyView) => formatTime(key.issued) },
  { heading: 'Note', text: (key: KeyView) => key.note },
] as const
