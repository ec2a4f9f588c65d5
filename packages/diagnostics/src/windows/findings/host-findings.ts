/** What outputs and logs of hosts say about the hosts themselves: activation, publishing, priority, failed requests. */
import { licenceStateName, licensedState } from '../codes/licence-states.ts'
import { describeResult } from '../codes/result-codes.ts'
import type { HostFacts, ProductOutput } from '../facts.ts'
import { formatResult } from '../parsers/numbers.ts'
import { counted, firstEvidence, listed } from './evidence.ts'
import type { Action, Evidence, Examination, Finding, Severity } from './finding.ts'

/** Failed requests above this share are more than a few strays. */
const failedShareMax = 0.05

interface HostOutput {
  readonly product: ProductOutput
  readonly host: HostFacts
}

interface Rule {
  readonly code: string
  readonly severity: Severity
  readonly applies: (output: HostOutput) => boolean
  readonly title: string
  readonly seen: (output: HostOutput) => string
  readonly why: string
  readonly action: Action
}

const rules: readonly Rule[] = [
  {
    code: 'host-not-activated',
    severity: 'fail',
    applies: ({ product }) => product.licenceState !== undefined && product.licenceState !== licensedState,
    title: 'A KMS host is not activated itself.',
    seen: ({ product }) => `License Status: ${licenceStateName(product.licenceState ?? 0)}.`,
    why: 'It refuses every client with 0xC004F041.',
    action: { what: 'Activate the host, online or by telephone.', command: 'cscript slmgr.vbs /ato' },
  },
  {
    code: 'host-publishing-off',
    severity: 'warn',
    applies: ({ host }) => host.dnsPublishing === false,
    title: 'A KMS host does not publish itself in DNS.',
    seen: () => 'DNS publishing disabled.',
    why: 'Clients find it only by a record that somebody keeps by hand, or by /skms.',
    action: {
      what: 'Switch publishing on, unless the record is kept by hand.',
      command: 'cscript slmgr.vbs /sdns',
    },
  },
  {
    code: 'host-low-priority',
    severity: 'warn',
    applies: ({ host }) => host.lowPriority === true,
    title: 'A KMS host runs with low priority.',
    seen: () => 'KMS priority: Low.',
    why: 'On a busy system it may answer too late to keep its count.',
    action: { what: 'Give it normal priority.', command: 'cscript slmgr.vbs /spri' },
  },
  {
    code: 'host-fails-many',
    severity: 'warn',
    applies: ({ host }) => failedShare(host) > failedShareMax,
    title: 'A KMS host fails many of its requests.',
    seen: ({ host }) =>
      `${host.counters[1] ?? 0} of ${host.counters[0] ?? 0} requests failed since the host was installed.`,
    why: 'Mostly these are products that the host key does not cover, such as newer versions of Windows.',
    action: {
      what: 'Read the codes of the 12290 events, and install a host key that covers these products.',
      command: 'wevtutil qe "Key Management Service" /f:xml /uni:true > kms.xml',
    },
  },
  {
    code: 'host-count-low',
    severity: 'warn',
    applies: ({ host }) => (host.currentCount ?? Number.POSITIVE_INFINITY) < 25,
    title: 'A KMS host counts too few machines for Windows clients.',
    seen: ({ host }) =>
      `Current count: ${host.currentCount ?? 0}. Servers and Office need 5, Windows clients need 25.`,
    why: 'Windows clients below 25 are not activated. The count is of the last 30 days, and -1 means that nobody has asked.',
    action: {
      what: 'Export the log of the host and run this again with it: it tells whether duplicates are the reason.',
      command: 'wevtutil qe "Key Management Service" /f:xml /uni:true > kms.xml',
    },
  },
]

/** What is wrong with hosts. */
export function hostFindings(examination: Examination): readonly Finding[] {
  const outputs = examination.facts.products.flatMap((product) =>
    product.host === undefined || isOffice(product) ? [] : [{ product, host: product.host }],
  )
  const ruled = rules.flatMap((rule) => outputs.filter(rule.applies).map((output) => findingOf(rule, output)))
  return [...ruled, ...publishingFailures(examination)]
}

function findingOf(rule: Rule, output: HostOutput): Finding {
  const { product } = output
  const text = `${product.machine ?? ''} ${product.name ?? 'host'}`.trim()
  return {
    code: rule.code,
    severity: rule.severity,
    title: rule.title,
    seen: [rule.seen(output)],
    why: rule.why,
    actions: [rule.action],
    evidence: [{ place: product.place, text }],
  }
}

function failedShare({ counters }: HostFacts): number {
  const [total = 0, failed = 0] = counters
  return total === 0 ? 0 : failed / total
}

function isOffice({ description = '', name = '' }: ProductOutput): boolean {
  return /\bOffice\b/.test(`${description} ${name}`)
}

function publishingFailures({ facts }: Examination): readonly Finding[] {
  const failures = facts.serviceEvents.flatMap(({ content, place, computer = '' }) =>
    content.kind === 'dns-publishing' && content.result !== 0 ? [{ content, place, computer }] : [],
  )
  const [first] = failures
  if (first === undefined) return []
  const codes = [...new Set(failures.map(({ content }) => content.result))]
  const domains = [...new Set(failures.flatMap(({ content }) => content.domain ?? []))]
  const known = describeResult(codes[0] ?? 0)
  return [
    {
      code: 'dns-publishing-failed',
      severity: 'warn',
      title: `Publishing in DNS failed ${counted(failures.length, 'time')} (12293): ${codes.map(formatResult).join(', ')}.`,
      seen: [
        ...(domains.length === 0 ? [] : [`Domains: ${listed(domains)}.`]),
        ...(known === undefined ? [] : [known.meaning]),
      ],
      why: known?.cause ?? 'Clients go on with old records, or find no host.',
      actions: [
        {
          what: known?.remedy ?? 'Check that the host may update the zone, then restart its service.',
          command: 'net stop sppsvc && net start sppsvc',
        },
      ],
      evidence: firstEvidence(
        failures.map(
          ({ place, computer, content }): Evidence => ({
            place,
            text: `${computer} ${content.domain ?? ''}`.trim() || 'event 12293',
          }),
        ),
      ),
    },
  ]
}
