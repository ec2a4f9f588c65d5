/** `muster support-bundle client`: one archive that helps to find a fault of a machine. */
import { defineCommand } from '../../framework/command.ts'
import { withClient } from '../client/with-client.ts'
import { diagnoseClient } from '../doctor/diagnose-client.ts'
import { bundleOptions, partOf, writeBundle } from './write-bundle.ts'

export const command = defineCommand({
  summary: "Pack a machine's state for whoever helps, without secrets.",
  description: [
    'Status, doctor, recent events and versions in one archive. Keys are taken out; what it contains is listed before it is written.',
  ],
  role: 'client',
  json: 'value',
  options: bundleOptions,
  examples: [
    { line: 'muster support-bundle client --list', does: 'what it would contain' },
    { line: 'muster support-bundle client --output fault.tar.gz', does: 'writes it there' },
  ],
  async run(context) {
    const doctor = await partOf('doctor.json', 'findings of the doctor', () => diagnoseClient(context))
    const parts = await withClient(context, (client) =>
      Promise.all([
        partOf('status.json', 'state of each product', () => client.describeAll()),
        partOf('events.json', 'the events that are kept', () => client.events()),
      ]),
    )
    await writeBundle(context, { parts: [...parts, doctor], names: [], secretFiles: ['installation.key'] })
  },
})
