/** `muster support-bundle host`: one archive that helps to find a fault of a host. */
import { join } from 'node:path'
import type { HostFolder } from '@muster/host/main'
import { defineCommand } from '../../framework/command.ts'
import { diagnoseHost } from '../doctor/diagnose-host.ts'
import { withHost } from '../host/with-host.ts'
import { bundleOptions, partOf, textPart, writeBundle } from './write-bundle.ts'

/** Events that are packed, the latest. */
const eventsMax = 2_000
const msPerDay = 86_400_000

export const command = defineCommand({
  summary: "Pack a host's state for whoever helps, without secrets.",
  description: [
    'Status, doctor, recent events, duplicates, configuration and versions in one archive. Keys, tokens and passwords are taken out; what it contains is listed before it is written.',
  ],
  role: 'host',
  json: 'value',
  options: bundleOptions,
  examples: [
    { line: 'muster support-bundle host --list', does: 'what it would contain' },
    { line: 'muster support-bundle host --redact-names', does: 'writes it without names and addresses' },
  ],
  async run(context) {
    const doctor = await partOf('doctor.json', 'findings of the doctor', () => diagnoseHost(context))
    const { parts, names } = await withHost(context, async (host) => ({
      parts: await partsOf(host),
      names: [host.hostName],
    }))
    const config = await textPart('host.toml', 'configuration', join(context.dataFolder, 'host.toml'))
    await writeBundle(context, {
      parts: [...parts, doctor, config],
      names,
      secretFiles: ['host.key', 'dns.key'],
    })
  },
})

function partsOf(host: HostFolder) {
  const nowMs = Date.now()
  return Promise.all([
    partOf('status.json', 'state of the host', () => host.status()),
    partOf('keys.json', 'host keys by their last group, and their certificates', () => host.keys()),
    partOf('dns.json', 'records that the host publishes', async () =>
      (await host.dns.plan()).records.map(({ name, type }) => ({ name, type })),
    ),
    partOf('events.json', `the latest ${eventsMax} events`, async () => {
      const events: unknown[] = []
      for await (const event of host.events({ limit: eventsMax })) events.push(event)
      return events
    }),
    partOf('duplicates.json', 'machines that share a CMID', async () => {
      const { findDuplicates } = await import('@muster/diagnostics/reports')
      return host.withReports((source) => findDuplicates(source, { nowMs, sinceMs: nowMs - 30 * msPerDay }))
    }),
  ])
}
