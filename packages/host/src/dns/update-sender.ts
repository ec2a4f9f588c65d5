/** Sends updates the way the configuration says: unsigned, signed with a key, or by the machine's Kerberos identity (R5.2). */
import { parseKeyFile, responseNameOf } from '@muster/core/dns'
import type { ErrorCode } from '@muster/core/errors'
import { sendUpdate } from './dns-client.ts'
import type { DnsConfig } from './dns-config.ts'
import type { DnsPublishingPorts } from './dns-ports.ts'
import type { SendUpdate, SuspectedFailure } from './publisher.ts'

const detailCharactersMax = 200

/** The way to send updates. What it gives rejects with a code of DNS, `dns-key-file` among them. */
export function updateSender(config: DnsConfig, ports: DnsPublishingPorts): SendUpdate {
  const { security } = config
  switch (security.kind) {
    case 'none':
      return async (zone, update) => {
        await sendUpdate(ports, zone.server, update, undefined)
        return undefined
      }
    case 'key':
      return async (zone, update) => {
        const key = parseKeyFile(await ports.readKeyFile(security.keyFile))
        await sendUpdate(ports, zone.server, update, key)
        return undefined
      }
    case 'kerberos':
      return async (zone, update) => suspicionOf(await ports.negotiatedUpdate(zone.server, update))
  }
}

const suspects: readonly ErrorCode[] = [
  'dns-refused',
  'dns-not-authoritative',
  'dns-server-failure',
  'dns-not-in-zone',
  'dns-format-error',
  'dns-not-implemented',
]

/** What nsupdate printed, as the code that it would mean if the record did not stand there. */
function suspicionOf(output: string): SuspectedFailure | undefined {
  if (output === '') return undefined
  const named = suspects.find((code) => output.includes(`update failed: ${responseNameOf(code)}`))
  return { code: named ?? 'dns-negotiation-failed', detail: firstLine(output) }
}

function firstLine(output: string): string {
  const [line = ''] = output.split('\n').filter((text) => text.trim() !== '')
  return line.replaceAll(/\p{Cc}/gu, ' ').slice(0, detailCharactersMax)
}
