/** How machines find this host: the records that are to stand in DNS beside those that do, and how publishing went. */
import { useState } from 'preact/hooks'
import {
  Badge,
  CopyButton,
  Empty,
  Loading,
  PageHead,
  ProblemNote,
  Section,
  WorkButton,
} from '../components/basics.tsx'
import { type Column, Table } from '../components/table.tsx'
import { durationText } from '../components/time.tsx'
import { call } from '../state/api.ts'
import { mayChange } from '../state/session.ts'
import { type Load, useLoad } from '../state/use-load.ts'
import type { FoundDns } from './insight-types.ts'
import type { Dns } from './types.ts'

interface Outcome {
  readonly domain: string
  readonly detail: string
  readonly code: string
  readonly sentence: string
  readonly remedy: string
}

/** The page. */
export function DnsPage() {
  const load = useLoad(() => call<Dns>('/dns'), '')
  const found = useLoad(() => call<FoundDns>('/dns/found'), '')
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>()
  const reload = () => {
    load.reload()
    found.reload()
  }
  const publish = async () => {
    setOutcomes(undefined)
    setOutcomes(await call<readonly Outcome[]>('/dns/publish', { method: 'POST' }))
    reload()
  }
  const dns = load.data
  return (
    <>
      <PageHead title="DNS" lead="Machines find this host by an SRV record in their domain.">
        {mayChange() && dns !== undefined ? (
          <WorkButton
            kind="primary"
            work={publish}
            disabled={!dns.publishing || dns.obstacle !== null}
            title={dns.publishing ? undefined : 'Publishing is switched off.'}
          >
            Publish now
          </WorkButton>
        ) : null}
      </PageHead>
      <ProblemNote problem={load.problem} />
      {outcomes === undefined ? null : <Outcomes outcomes={outcomes} />}
      {dns === undefined ? (
        load.problem === undefined ? (
          <Loading rows={8} />
        ) : null
      ) : (
        <>
          <Records dns={dns} found={found} />
          <Publishing dns={dns} reload={reload} />
        </>
      )}
    </>
  )
}

function Outcomes({ outcomes }: { readonly outcomes: readonly Outcome[] }) {
  return (
    <div role="status">
      {outcomes.map(({ domain, code, sentence, detail, remedy }) => (
        <p key={domain} class={`notice ${code === 'success' ? 'good' : 'bad'}`}>
          <strong>{domain}</strong>:{' '}
          {code === 'success' ? 'published, and read back from DNS.' : `${sentence} ${detail} ${remedy}`}
        </p>
      ))}
    </div>
  )
}

function Records({ dns, found }: { readonly dns: Dns; readonly found: Load<FoundDns> }) {
  const lines = dns.records.map(({ line }) => line).join('\n')
  const server = found.data?.server ?? null
  const note = server === null ? undefined : `Found by asking ${server}.`
  const again = (
    <button type="button" class="small" disabled={found.isLoading} onClick={found.reload}>
      Look again
    </button>
  )
  if (dns.obstacle !== null)
    return (
      <Section title="Records">
        <Empty title={dns.obstacle.sentence}>{dns.obstacle.remedy}</Empty>
      </Section>
    )
  return (
    <Section title="Records" note={note} actions={again}>
      <ProblemNote problem={found.problem} />
      <Table
        label="Records wanted and found"
        columns={columnsOf(found.data)}
        rows={dns.records}
        keyOf={({ line }) => line}
        isStacked
      />
      <details>
        <summary>As lines of a zone file, to publish by hand</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <pre tabIndex={0}>{lines}</pre>
        <CopyButton text={lines} label="Copy lines" />
      </details>
    </Section>
  )
}

function Publishing({ dns, reload }: { readonly dns: Dns; readonly reload: () => void }) {
  const toggle = async () => {
    await call('/dns', { method: 'PATCH', body: { publishing: !dns.publishing } })
    reload()
  }
  return (
    <Section
      title="Publishing"
      actions={
        mayChange() ? (
          <WorkButton work={toggle}>{dns.publishing ? 'Switch off' : 'Switch on'}</WorkButton>
        ) : undefined
      }
    >
      <p>
        {dns.publishing
          ? 'On: at each start and every 24 hours the host puts its records into DNS by itself.'
          : 'Off: nothing is put into DNS. Publish the records above by hand.'}
      </p>
      {dns.domains.length === 0 ? (
        <Empty title="There is no domain to publish in">
          Give the host a qualified name, or list domains in host.toml.
        </Empty>
      ) : (
        <Table
          label="Domains"
          columns={domainColumns}
          rows={dns.domains}
          keyOf={({ domain }) => domain}
          isStacked
        />
      )}
    </Section>
  )
}

const domainStates: Readonly<
  Record<string, { readonly tone: 'good' | 'bad' | 'plain'; readonly word: string }>
> = {
  published: { tone: 'good', word: 'published' },
  failed: { tone: 'bad', word: 'failed' },
  removed: { tone: 'plain', word: 'removed' },
  pending: { tone: 'plain', word: 'not yet' },
}

const domainColumns: readonly Column<Dns['domains'][number]>[] = [
  { heading: 'Domain', cell: ({ domain }) => <span class="break">{domain}</span> },
  {
    heading: 'Last published',
    cell: ({ state }) => (
      <Badge tone={domainStates[state]?.tone ?? 'plain'}>{domainStates[state]?.word ?? state}</Badge>
    ),
  },
  {
    heading: 'What DNS said',
    cell: ({ sentence, remedy, state }) =>
      sentence === '' ? (state === 'published' ? 'Accepted, and read back.' : '–') : `${sentence} ${remedy}`,
  },
]

const foundStates = {
  stands: { tone: 'good', word: 'stands' },
  differs: { tone: 'bad', word: 'other values' },
  missing: { tone: 'bad', word: 'missing' },
  unknown: { tone: 'warn', word: 'not known' },
} as const

function columnsOf(found: FoundDns | undefined): readonly Column<Dns['records'][number]>[] {
  const of = (line: string) => found?.records.find((record) => record.line === line)
  return [
    {
      heading: 'Name',
      cell: ({ name, type, ttlSeconds }) => (
        <>
          <span class="break">{name}</span>{' '}
          <span class="quiet" title={`kept for ${durationText(ttlSeconds / 60)}`}>
            {type}
          </span>
        </>
      ),
    },
    { heading: 'Wanted', cell: ({ data }) => <span class="number break">{data}</span> },
    {
      heading: 'Found',
      cell: ({ line, data }) => <Found record={of(line)} data={data} isKnown={found !== undefined} />,
    },
    {
      heading: 'State',
      cell: ({ line }) => {
        const state = of(line)?.state
        if (state === undefined)
          return <Badge tone="plain">{found === undefined ? 'looking …' : 'not known'}</Badge>
        return <Badge tone={foundStates[state].tone}>{foundStates[state].word}</Badge>
      },
    },
  ]
}

function Found({
  record,
  data,
  isKnown,
}: {
  readonly record: FoundDns['records'][number] | undefined
  readonly data: string
  readonly isKnown: boolean
}) {
  if (record === undefined) return isKnown ? '–' : '…'
  if (record.state === 'unknown') return record.sentence
  if (record.found.length === 0) return 'nothing'
  return (
    <>
      {record.found.map((line) => (
        <div key={line} class={`number break ${line === data ? '' : 'quiet'}`}>
          {line}
        </div>
      ))}
    </>
  )
}
