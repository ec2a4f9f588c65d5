/** What needs the administrator: what it is, what to do, and where it is safe the button that does it. */
import { useState } from 'preact/hooks'
import { Badge, CopyButton, Loading, ProblemNote, Section, WorkButton } from '../components/basics.tsx'
import { Time } from '../components/time.tsx'
import { call } from '../state/api.ts'
import { mayChange } from '../state/session.ts'
import { useLoad } from '../state/use-load.ts'
import type { Checks } from './insight-types.ts'
import type { Attention } from './types.ts'

const tones = { problem: 'bad', warning: 'warn', hint: 'plain' } as const

/** The section. */
export function AttentionSection({
  attention,
  checkedAt,
}: {
  readonly attention: readonly Attention[]
  readonly checkedAt: string | null
}) {
  return (
    <Section title="What needs attention">
      {attention.length > 0 ? (
        <ul class="plain attention">
          {attention.map((item) => (
            <AttentionItem key={item.id} item={item} />
          ))}
        </ul>
      ) : checkedAt === null ? (
        <Loading rows={3} />
      ) : (
        <p class="notice good">Nothing. Certificate, DNS, counts and disk are as they should be.</p>
      )}
      <AllChecks checkedAt={checkedAt} />
    </Section>
  )
}

function AttentionItem({ item }: { readonly item: Attention }) {
  return (
    <li class={`notice ${tones[item.level]}`}>
      <div>
        <strong>
          <span class="visually-hidden">{item.level}: </span>
          {item.title}
        </strong>
        <div>{item.remedy}</div>
        {item.command === null ? null : (
          <div class="command">
            <code>{item.command}</code>
            <CopyButton text={item.command} />
          </div>
        )}
      </div>
      <AttentionAction action={item.action} />
    </li>
  )
}

const pages = {
  settings: { page: 'settings', title: 'Open settings' },
  machines: { page: 'machines', title: 'Look at machines' },
  dns: { page: 'dns', title: 'Open DNS' },
  duplicates: { page: 'duplicates', title: 'See which machines' },
  reports: { page: 'reports/denials', title: 'Open the report' },
} as const

function AttentionAction({ action }: { readonly action: Attention['action'] }) {
  if (action === null) return null
  if (action === 'publish-dns')
    return mayChange() ? (
      <div>
        <WorkButton work={() => call('/dns/publish', { method: 'POST' })}>Publish now</WorkButton>
      </div>
    ) : null
  return (
    <a class="button" href={`#/${pages[action].page}`}>
      {pages[action].title}
    </a>
  )
}

/** The doctor's whole list, asked for when it is opened. */
function AllChecks({ checkedAt }: { readonly checkedAt: string | null }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details class="all-checks" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        All checks
        {checkedAt === null ? null : (
          <span class="quiet">
            , last made <Time iso={checkedAt} />
          </span>
        )}
      </summary>
      {isOpen ? <CheckList /> : null}
    </details>
  )
}

const verdicts = {
  ok: { tone: 'good', word: 'ok' },
  warn: { tone: 'warn', word: 'look' },
  fail: { tone: 'bad', word: 'fails' },
} as const

function CheckList() {
  const load = useLoad(() => call<Checks>('/checks'), '')
  if (load.data === undefined)
    return load.problem === undefined ? (
      <Loading rows={6} beganAt={load.beganAt} />
    ) : (
      <ProblemNote problem={load.problem} />
    )
  return (
    <>
      <ul class="plain checks">
        {load.data.checks.map(({ name, verdict, seen, why }) => (
          <li key={name}>
            <Badge tone={verdicts[verdict].tone}>{verdicts[verdict].word}</Badge>{' '}
            <span>
              <strong>{name}</strong> {seen}
              {verdict === 'ok' ? null : <span class="quiet"> {why}</span>}
            </span>
          </li>
        ))}
      </ul>
      <button type="button" class="small" disabled={load.isLoading} onClick={load.reload}>
        Check again
      </button>
    </>
  )
}
