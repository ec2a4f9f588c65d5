/** `muster authority audit`: who did what. */
import type { StoredAuditEntry } from '@muster/core/stores'
import { defineCommand } from '../../framework/command.ts'
import { formatTable } from '../../framework/table.ts'
import { formatTime } from '../../framework/times.ts'
import { listOptions, readRows } from './list-options.ts'
import { withAuthority } from './with-authority.ts'

export const command = defineCommand({
  summary: 'Show the audit log, newest first: who did what, when and why.',
  role: 'authority',
  json: 'value',
  options: listOptions,
  examples: [{ line: 'muster authority audit --limit 20', does: 'the latest twenty entries' }],
  async run(context) {
    const rows = await withAuthority(context, (authority) =>
      readRows(context, context.options.limit, (query) => authority.audit(query)),
    )
    const entries = rows.map(entryView)
    context.result(entries, () => formatTable(entries, columns, context.columns))
  },
})

type EntryView = ReturnType<typeof entryView>

function entryView({ sequence, entry }: StoredAuditEntry) {
  const { atMs, who, action, subject, detail } = entry
  return { sequence, time: new Date(atMs).toISOString(), who, action, subject, detail }
}

const columns = [
  { heading: 'Time', text: (entry: EntryView) => formatTime(entry.time) },
  { heading: 'Who', text: (entry: EntryView) => entry.who },
  { heading: 'Action', text: (entry: EntryView) => entry.action },
  { heading: 'What', text: (entry: EntryView) => entry.subject },
  { heading: 'Detail', text: (entry: EntryView) => entry.detail },
] as const
