/** `muster fleet key list`: the kept keys by their last groups. */
import type { KeptKey } from '@muster/fleet'
import { defineCommand } from '../../../framework/command.ts'
import { formatTable } from '../../../framework/table.ts'
import { formatTime } from '../../../framework/times.ts'
import { withFleet } from '../with-fleet.ts'

export const command = defineCommand({
  summary: 'List the kept keys by their last groups.',
  role: 'fleet',
  json: 'value',
  examples: [{ line: 'muster fleet key list', does: 'what the inventory keeps' }],
  async run(context) {
    const keys = await withFleet(context, (fleet) => fleet.keys())
    const views = keys.map(({ keptAtMs, ...key }) => ({ ...key, kept: isoTime(keptAtMs) }))
    context.result(views, () => formatTable(keys, columns, context.columns))
  },
})

const columns = [
  { heading: 'Key', text: (key: KeptKey) => `…-${key.partialProductKey}` },
  { heading: 'Product group', text: (key: KeptKey) => String(key.productGroup), align: 'right' },
  { heading: 'Kept', text: (key: KeptKey) => formatTime(isoTime(key.keptAtMs)) },
] as const

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
