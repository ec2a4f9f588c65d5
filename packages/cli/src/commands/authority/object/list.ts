/** `muster authority object list`: the directories that host keys made activation objects for. */
import { keyIdOfHash } from '@muster/core/issuing'
import type { ActivatedHost } from '@muster/core/stores'
import { defineCommand } from '../../../framework/command.ts'
import { formatTable } from '../../../framework/table.ts'
import { formatTime } from '../../../framework/times.ts'
import { listOptions, readRows } from '../list-options.ts'
import { withAuthority } from '../with-authority.ts'

export const command = defineCommand({
  summary: 'List the directories that have activation objects.',
  description: [
    'They stand among the hosts as well, since they count as hosts of their key. Blocking the key keeps an object from being renewed; what lies in a directory works until its end.',
  ],
  role: 'authority',
  json: 'value',
  options: {
    key: { value: 'KEY', summary: 'Only those of the key with this id or last group.' },
    ...listOptions,
  },
  examples: [{ line: 'muster authority object list', does: 'all directories of all keys' }],
  async run(context) {
    const { key: reference, limit } = context.options
    const rows = await withAuthority(context, async (authority) => {
      const found = reference === undefined ? undefined : await authority.key(reference)
      const chosen = found === undefined ? {} : { keyHash: found.key.keyHash }
      return readRows(context, limit, (query) => authority.hosts({ ...chosen, ...query }))
    })
    const objects = rows.filter(({ latest }) => latest.directory !== undefined).map(objectView)
    context.result(objects, () =>
      objects.length === 0
        ? 'No activation object was made yet.'
        : formatTable(objects, columns, context.columns),
    )
  },
})

type View = ReturnType<typeof objectView>

function objectView({ latest, firstActivatedAtMs, activations }: ActivatedHost) {
  return {
    keyId: keyIdOfHash(latest.keyHash),
    forestName: latest.hostName,
    forestId: latest.directory?.forestId ?? null,
    productGroups: latest.productGroups,
    activations,
    firstMade: new Date(firstActivatedAtMs).toISOString(),
    lastMade: new Date(latest.activatedAtMs).toISOString(),
    expires: new Date(latest.expiresSeconds * 1_000).toISOString(),
    address: latest.address,
  }
}

const columns = [
  { heading: 'Forest', text: (row: View) => row.forestName },
  { heading: 'Forest id', text: (row: View) => row.forestId ?? 'by telephone' },
  { heading: 'Key id', text: (row: View) => row.keyId },
  { heading: 'Made', text: (row: View) => String(row.activations), align: 'right' },
  { heading: 'Last', text: (row: View) => formatTime(row.lastMade) },
  { heading: 'Valid until', text: (row: View) => formatTime(row.expires) },
] as const
