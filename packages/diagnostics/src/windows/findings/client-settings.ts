/** Settings of clients that keep them from the host or tie them to one. */
import type { ProductOutput } from '../facts.ts'
import { counted, firstEvidence, listed } from './evidence.ts'
import type { Action, Examination, Finding } from './finding.ts'

interface Rule {
  readonly code: string
  readonly applies: (product: ProductOutput) => boolean
  readonly title: (count: number) => string
  readonly detail: (product: ProductOutput) => string
  readonly why: string
  readonly action: Action
}

const rules: readonly Rule[] = [
  {
    code: 'client-pinned',
    applies: ({ client }) => client?.hostFrom === 'pinned',
    title: (count) => `${counted(count, 'client is', 'clients are')} tied to one host by hand.`,
    detail: ({ client }) => client?.host ?? '',
    why: 'A registered host switches discovery off: such a client does not follow when hosts move.',
    action: {
      what: 'Bring it back to discovery, unless the pin is meant.',
      command: 'cscript slmgr.vbs /ckms',
    },
  },
  {
    code: 'client-rearms-used-up',
    applies: ({ rearmsLeft, channel }) => rearmsLeft === 0 && channel !== 'kms-host',
    title: (count) => `${counted(count, 'machine has', 'machines have')} no rearm left.`,
    detail: ({ name = '' }) => name,
    why: 'It can make no new CMID by /rearm; a KMS client gets a rearm back once it is activated.',
    action: { what: 'Activate it first, then rearm.', command: 'cscript slmgr.vbs /ato' },
  },
  {
    code: 'client-other-channel',
    applies: ({ channel, description = '' }) =>
      channel === 'other' && /\b(RETAIL|OEM_\w+|VOLUME_MAK)\b/.test(description),
    title: (count) => `${counted(count, 'machine does', 'machines do')} not use KMS at all.`,
    detail: ({ description = '' }) => description,
    why: 'Its key is of another channel, so it never asks a host and never counts.',
    action: {
      what: 'If it should, install the setup key (GVLK) of its edition.',
      command: 'cscript slmgr.vbs /ipk KEY',
    },
  },
]

/** What outputs of clients say about their settings. */
export function clientSettings({ facts }: Examination): readonly Finding[] {
  return rules.flatMap((rule) => {
    const found = facts.products.filter(rule.applies)
    if (found.length === 0) return []
    return [
      {
        code: rule.code,
        severity: 'note',
        title: rule.title(found.length),
        seen: [listed([...new Set(found.map(rule.detail))])],
        why: rule.why,
        actions: [rule.action],
        evidence: firstEvidence(
          found.map(({ place, machine, name }) => ({ place, text: machine ?? name ?? 'product' })),
        ),
      },
    ]
  })
}
