/** SRV records that lead nowhere, twice to the same place, or to a port on which nobody listens; and none at all. */
import type { ServiceRecord } from '../facts.ts'
import { isSameHost } from '../history/known-hosts.ts'
import { counted, firstEvidence, listed } from './evidence.ts'
import type { Evidence, Examination, Finding } from './finding.ts'

const removeRecord = {
  what: 'Remove the record from DNS, once you are sure that the host is gone.',
  command:
    'Get-DnsServerResourceRecord -ZoneName ZONE -RRType Srv -Name _vlmcs._tcp | Out-GridView -PassThru | Remove-DnsServerResourceRecord -ZoneName ZONE',
}

/** What is wrong with the published records. */
export function serviceRecordFindings(examination: Examination): readonly Finding[] {
  return [
    ...missingNames(examination),
    ...staleRecords(examination),
    ...repeatedRecords(examination),
    ...wrongPorts(examination),
  ]
}

function missingNames({ facts }: Examination): readonly Finding[] {
  const missing = facts.names.filter(({ name, address }) => address === undefined && /^_\w+\._tcp/.test(name))
  if (missing.length === 0) return []
  return [
    {
      code: 'srv-missing',
      severity: 'fail',
      title: `No KMS host is published as ${listed([...new Set(missing.map(({ name }) => name))])}.`,
      seen: ['The DNS server says that the name does not exist.'],
      why: 'Clients of this domain find no host unless one is set by hand (0x8007232B).',
      actions: [
        {
          what: 'Let the host publish itself, then restart its service.',
          command: 'cscript slmgr.vbs /sdns && net stop sppsvc && net start sppsvc',
        },
        { what: 'Or name the host on the clients.', command: 'cscript slmgr.vbs /skms HOST:1688' },
      ],
      evidence: missing.map(({ place, name }) => ({ place, text: name })),
    },
  ]
}

/** Targets that no other input knows. Without any other input about hosts there is nothing to compare. */
function staleRecords({ facts, knownHosts }: Examination): readonly Finding[] {
  if (knownHosts.length === 0) return []
  const unknown = facts.serviceRecords.filter(
    ({ target }) => !knownHosts.some(({ name }) => isSameHost(name, target)),
  )
  if (unknown.length === 0) return []
  const targets = [...new Set(unknown.map(({ target }) => target))]
  return [
    {
      code: 'srv-stale',
      severity: 'warn',
      title: `${counted(targets.length, 'published host')} ${targets.length === 1 ? 'is' : 'are'} known to no other input: ${listed(targets)}.`,
      seen: [`Known are: ${listed(knownHosts.map(({ name }) => name))}.`],
      why: 'Clients choose among all records. One that names a host that is gone costs them time or their activation (0x800706BA, 0xC004F074); one that names a host in use splits the count.',
      actions: [
        {
          what: 'Test whether a KMS host answers there.',
          command: `Test-NetConnection ${targets[0] ?? 'HOST'} -Port ${unknown[0]?.port ?? 1688}`,
        },
        removeRecord,
      ],
      evidence: firstEvidence(unknown.map(recordEvidence)),
    },
  ]
}

function repeatedRecords({ facts }: Examination): readonly Finding[] {
  const groups = new Map<string, ServiceRecord[]>()
  for (const record of facts.serviceRecords) {
    const key = `${record.place.source} ${record.owner ?? ''} ${record.target}`
    groups.set(key, [...(groups.get(key) ?? []), record])
  }
  const repeated = [...groups.values()].filter((records) => records.length > 1)
  if (repeated.length === 0) return []
  return [
    {
      code: 'srv-repeated',
      severity: 'note',
      title: `${counted(repeated.length, 'host')} ${repeated.length === 1 ? 'is' : 'are'} published more than once: ${listed(repeated.map((records) => records[0]?.target ?? ''))}.`,
      seen: repeated
        .map((records) => `${records[0]?.target ?? ''}: ports ${records.map(({ port }) => port).join(', ')}.`)
        .slice(0, 10),
      why: 'A host that is published twice is asked twice as often as the others; with different ports one of the records is old.',
      actions: [removeRecord],
      evidence: firstEvidence(repeated.flat().map(recordEvidence)),
    },
  ]
}

/** Compared only where one host's output and one target are known: an output does not say its machine's name. */
function wrongPorts({ facts }: Examination): readonly Finding[] {
  const ports = new Set(facts.products.flatMap(({ host }) => host?.listeningPort ?? []))
  const targets = new Set(facts.serviceRecords.map(({ target }) => target))
  if (ports.size !== 1 || targets.size !== 1) return []
  const wrong = facts.serviceRecords.filter(({ port }) => !ports.has(port))
  const [listening] = ports
  if (wrong.length === 0 || listening === undefined) return []
  return [
    {
      code: 'srv-port',
      severity: 'fail',
      title: `The host listens on port ${listening}, and DNS names port ${wrong[0]?.port ?? 0}.`,
      seen: ['"Listening on Port" of the host, and the port of the SRV record.'],
      why: 'Clients connect to the port that DNS names and find nobody there.',
      actions: [
        {
          what: 'Let the host publish itself anew: restart its service.',
          command: 'net stop sppsvc && net start sppsvc',
        },
        removeRecord,
      ],
      evidence: wrong.map(recordEvidence),
    },
  ]
}

function recordEvidence({ place, owner = '', priority, weight, port, target }: ServiceRecord): Evidence {
  return { place, text: `${owner} SRV ${priority} ${weight} ${port} ${target}`.trim() }
}
