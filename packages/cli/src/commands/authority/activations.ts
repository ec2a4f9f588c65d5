/** `muster authority activations`: the machines that multiple activation keys activated. */
import { keyIdOfHash, type MachineActivationRecord } from '@muster/core/issuing'
import { defineCommand } from '../../framework/command.ts'
import { formatTable } from '../../framework/table.ts'
import { formatTime } from '../../framework/times.ts'
import { listOptions, readRows } from './list-options.ts'
import { withAuthority } from './with-authority.ts'

export const command = defineCommand({
  summary: 'List the machines that multiple activation keys activated, newest first.',
  role: 'authority',
  json: 'value',
  options: {
    key: { value: 'KEY', summary: 'Only those of the key with this id or last group.' },
    ...listOptions,
  },
  examples: [
    { line: 'muster authority activations', does: 'all machines of all keys' },
    { line: 'muster authority activations --key XY7Z9', does: 'what used up a key' },
  ],
  async run(context) {
    const { key: reference, limit } = context.options
    const rows = await withAuthority(context, async (authority) => {
      const found = reference === undefined ? undefined : await authority.key(reference)
      const chosen = found === undefined ? {} : { keyHash: found.key.keyHash }
      return readRows(context, limit, (query) => authority.activations({ ...chosen, ...query }))
    })
    const machines = rows.map(machineView)
    context.result(machines, () =>
      machines.length === 0
        ? 'No machine was activated yet.'
        : formatTable(machines, columns, context.columns),
    )
  },
})

type MachineView = ReturnType<typeof machineView>

/** The installation ID itself is not shown: it names the key. */
function machineView(activation: MachineActivationRecord) {
  const { keyHash, digest, channel, productId, address, activatedAtMs } = activation
  return {
    machine: digest,
    keyId: keyIdOfHash(keyHash),
    channel,
    productId: productId ?? null,
    address,
    activated: new Date(activatedAtMs).toISOString(),
  }
}

const columns = [
  { heading: 'Machine', text: (row: MachineView) => row.machine },
  { heading: 'Key id', text: (row: MachineView) => row.keyId },
  { heading: 'By', text: (row: MachineView) => row.channel },
  { heading: 'Activated', text: (row: MachineView) => formatTime(row.activated) },
  { heading: 'From', text: (row: MachineView) => row.address },
] as const
