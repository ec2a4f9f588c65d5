/** `muster authority hosts`: the activation hosts of customers. */
import { keyIdOfHash } from '@muster/core/issuing'
import type { ActivatedHost } from '@muster/core/stores'
import { defineCommand } from '../../framework/command.ts'
import { formatTable } from '../../framework/table.ts'
import { formatTime } from '../../framework/times.ts'
import { listOptions, readRows } from './list-options.ts'
import { withAuthority } from './with-authority.ts'

export const command = defineCommand({
  summary: 'List the hosts and directories that were activated.',
  role: 'authority',
  json: 'value',
  options: {
    key: { value: 'KEY', summary: 'Only those of the key with this id or last group.' },
    ...listOptions,
  },
  examples: [
    { line: 'muster authority hosts', does: 'all hosts of all keys' },
    { line: 'muster authority hosts --key XY7Z9', does: 'which hosts use up a key' },
  ],
  async run(context) {
    const { key: reference, limit } = context.options
    const rows = await withAuthority(context, async (authority) => {
      const found = reference === undefined ? undefined : await authority.key(reference)
      const chosen = found === undefined ? {} : { keyHash: found.key.keyHash }
      return readRows(context, limit, (query) => authority.hosts({ ...chosen, ...query }))
    })
    const hosts = rows.map(hostView)
    context.result(hosts, () =>
      hosts.length === 0 ? 'No host was activated yet.' : formatTable(hosts, columns, context.columns),
    )
  },
})

type HostView = ReturnType<typeof hostView>

function hostView({ latest, firstActivatedAtMs, activations }: ActivatedHost) {
  const { hostName, hostPublicKey, address, productGroups } = latest
  return {
    keyId: keyIdOfHash(latest.keyHash),
    kind: latest.directory === undefined ? 'host' : 'directory',
    hostName,
    hostPublicKey,
    address,
    productGroups,
    activations,
    firstActivated: new Date(firstActivatedAtMs).toISOString(),
    lastActivated: new Date(latest.activatedAtMs).toISOString(),
    certificateExpires: new Date(latest.expiresSeconds * 1_000).toISOString(),
  }
}

const columns = [
  {
    heading: 'Host',
    text: (host: HostView) => (host.kind === 'host' ? host.hostName : `${host.hostName} (directory)`),
  },
  { heading: 'Key id', text: (host: HostView) => host.keyId },
  { heading: 'Activations', text: (host: HostView) => String(host.activations), align: 'right' },
  { heading: 'Last activated', text: (host: HostView) => formatTime(host.lastActivated) },
  { heading: 'Certificate until', text: (host: HostView) => formatTime(host.certificateExpires) },
  { heading: 'From', text: (host: HostView) => host.address },
] as const
