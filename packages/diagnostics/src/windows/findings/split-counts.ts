/** Several hosts that share the machines among them: each counts alone, and none may reach the threshold. */
import { counted, listed } from './evidence.ts'
import type { CountStory, Examination, Finding } from './finding.ts'

/** A finding where more than one host is in use. */
export function splitCounts({ knownHosts, counts }: Examination): readonly Finding[] {
  if (knownHosts.length < 2) return []
  const short = counts.filter(({ asLogged }) => asLogged.threshold > 0 && asLogged.count < asLogged.threshold)
  const stories = counts.filter(({ host }) => host !== '')
  return [
    {
      code: 'hosts-split-count',
      severity: short.length > 0 ? 'fail' : 'warn',
      title: `${counted(knownHosts.length, 'KMS host')} are in use: ${listed(knownHosts.map(({ name }) => name))}.`,
      seen: stories.length === 0 ? ['Clients ask different hosts.'] : stories.map(countOf),
      why: 'Each host counts only the machines that ask it. Machines that are spread over hosts are missing in every single count.',
      actions: [
        {
          what: 'Keep as many hosts as you need for availability, mostly one or two, and remove the SRV records of the others.',
          command: 'nslookup -type=srv _vlmcs._tcp',
        },
        {
          what: 'Switch DNS publishing off on hosts that should not be found.',
          command: 'cscript slmgr.vbs /cdns',
        },
        { what: 'Bring pinned clients back to discovery.', command: 'cscript slmgr.vbs /ckms' },
      ],
      evidence: knownHosts.flatMap(({ evidence }) => evidence.slice(0, 2)),
    },
  ]
}

function countOf({ host, application, asLogged }: CountStory): string {
  return `${host} counts ${asLogged.count} for ${application}, ${asLogged.threshold} are needed.`
}
