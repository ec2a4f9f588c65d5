/** Requests that a client sent (12288) without an answer that it processed (12289). */
import { clientExchanges } from '../history/client-exchanges.ts'
import { counted, firstEvidence, formatTimeMs, listed } from './evidence.ts'
import type { Examination, Finding } from './finding.ts'

/** A finding where requests stayed without an answer. */
export function unansweredRequests({ facts }: Examination): readonly Finding[] {
  const { unanswered, answered } = clientExchanges(facts.clientEvents)
  if (unanswered.length === 0) return []
  const hosts = new Set(
    unanswered.map(({ content }) => content.host.toLowerCase()).filter((host) => host !== ''),
  )
  const machines = new Set(unanswered.flatMap(({ computer }) => computer ?? []))
  return [
    {
      code: 'request-unanswered',
      severity: 'fail',
      title: `${counted(unanswered.length, 'request')} of clients got no answer (12288 without 12289); ${answered} did.`,
      seen: [
        ...(hosts.size === 0 ? [] : [`Hosts that were asked: ${listed([...hosts])}.`]),
        ...(machines.size === 0 ? [] : [`Machines: ${listed([...machines])}.`]),
      ],
      why: 'The host was not reached or its answer was lost: a firewall, a stopped service, or an SRV record of a host that is gone.',
      actions: [
        { what: 'Test the port from one of these machines.', command: 'Test-NetConnection HOST -Port 1688' },
        {
          what: 'See whether the service runs on the host and listens.',
          command: 'sc query sppsvc && netstat -ano | findstr :1688',
        },
      ],
      evidence: firstEvidence(
        unanswered.map(({ place, stamp, computer = '', content }) => ({
          place,
          text: [stamp === undefined ? '' : formatTimeMs(stamp.timeMs), computer, `asked ${content.host}`]
            .filter((part) => part !== '')
            .join('  '),
        })),
      ),
    },
  ]
}
