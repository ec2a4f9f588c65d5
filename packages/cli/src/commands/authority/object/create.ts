/** `muster authority object create`: an activation object for a forest that has no connection. */
import { defineCommand } from '../../../framework/command.ts'
import { formatLabels } from '../../../framework/table.ts'
import { formatTime } from '../../../framework/times.ts'
import { writeOutputFile } from '../output-file.ts'
import { withAuthority } from '../with-authority.ts'

export const command = defineCommand({
  summary: 'Make the activation object of a forest without a connection.',
  description: [
    'The customer tells id and name of the forest ("muster directory show") and the key, and publishes the file with "muster directory publish --object". The forest counts as one of the hosts of the key; making its object again counts as a reactivation.',
  ],
  role: 'authority',
  json: 'value',
  options: {
    key: { value: 'KEY', summary: 'Id or last group of the host key.', required: true },
    forestId: { value: 'UUID', summary: 'Id of the forest.', required: true },
    forestName: { value: 'NAME', summary: 'Name of the forest, for people.', required: true },
    output: { value: 'FILE', summary: 'Where to write it.', default: 'forest.object' },
  },
  examples: [
    {
      line: 'muster authority object create --key XY7Z9 --forest-id 3f2b8c1d-6a47-4e90-8b5c-d1e2f3041526 --forest-name corp.example',
      does: 'writes forest.object',
    },
  ],
  async run(context) {
    const { key: keyReference, forestId, forestName, output } = context.options
    const made = await withAuthority(context, (authority) =>
      authority.createObject({ keyReference, forestId, forestName }),
    )
    const { document, expiresSeconds, ...rest } = made
    const file = await writeOutputFile(output, document)
    const expires = new Date(expiresSeconds * 1_000).toISOString()
    const shown = {
      objectId: rest.objectId,
      forestId,
      forestName,
      keyId: rest.keyId,
      activation: rest.ordinal,
      expires,
      file,
    }
    context.result(shown, () =>
      formatLabels([
        ['Activation object', file],
        ['Object', shown.objectId],
        ['Forest', `${forestName} (${forestId})`],
        ['Key', shown.keyId],
        ['Activation', String(shown.activation)],
        ['Valid until', formatTime(expires)],
      ]),
    )
  },
})
