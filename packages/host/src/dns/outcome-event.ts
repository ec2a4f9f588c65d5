/** What came of publishing in one domain, as event 12294 or 12293 and as a line of the log (R5.2). */
import { responseNameOf } from '@muster/core/dns'
import { describeCode } from '@muster/core/errors'
import { eventCodeNumber } from '@muster/core/events'
import { recordEvent } from '../operations/record-event.ts'
import type { DnsPublishingPorts } from './dns-ports.ts'
import type { PublishOutcome } from './publisher.ts'

/** Writes both. Rejects with `store-failed`. */
export async function recordOutcome(
  { store, clock, log }: Pick<DnsPublishingPorts, 'store' | 'clock' | 'log'>,
  { domain, code, detail }: PublishOutcome,
): Promise<void> {
  const timeMs = clock.nowMs()
  if (code === 'success') {
    await recordEvent(store, { name: 'dnsPublishingSucceeded', timeMs, fields: { domain } })
    log.write('info', 'dns-published', { domain })
    return
  }
  const rcode = responseNameOf(code) ?? ''
  const { remedy } = describeCode(code)
  const fields = { domain, rcode, resultCode: eventCodeNumber(code), detail, remedy }
  await recordEvent(store, { name: 'dnsPublishingFailed', timeMs, level: 'warning', code, fields })
  log.write('warn', 'dns-publishing-failed', { domain, code, detail, remedy })
}
