/** How machines find this host: the records that are to stand in DNS, and how publishing went. */
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
import { useLoad } from '../state/use-load.ts'
import type { Dns } from './types.ts'

interface Outcome {
  readonly domain: string
  readonly detail: string
  readonly code: string
  readonly sentence: string
}

/** The page. */
export function DnsPage() {
  const load = useLoad(() => call<Dns>('/dns'), '')
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>()
  const publish = async () => {
    setOutcomes(await call<readonly Outcome[]>('/dns/publish', { method: 'POST' }))
    load.reload()
  }
  const dns = load.data
  return (
    <>
      <PageHead title="DNS" lead="Machines find this host by an SRV record in their domain.">
        {mayChange() && dns !== undefined ? (
          <WorkButton kind="primary" work={publish} disabled={!dns.publishing}>
            Publish now
          </WorkButton>
        ) : null}
      </PageHead>
      <ProblemNote problem={load.problem} />
      {outcomes === undefined ? null : <Outcomes outcomes={outcomes} />}
      {dns === undefined ? <Loading rows={8} /> : <Shown dns={dns} reload={load.reload} />}
    </>
  )
}

function Outcomes({ outcomes }: { readonly outcomes: readonly Outcome[] }) {
  return (
    <div role="status">
      {outcomes.map(({ domain, code, sentence, detail }) => (
        <p key={domain} class={`notice ${code === 'success' ? 'good' : 'bad'}`}>
          <strong>{domain}</strong>: {code === 'success' ? 'published.' : `${sentence} ${detail}`}
        </p>
      ))}
    </div>
  )
}

function Shown({ dns, reload }: { readonly dns: Dns; readonly reload: () => void }) {
  return (
    <>
      <Section title="Publishing">
        <p>
          {dns.publishing
            ? 'On: at each start and every 24 hours the host puts its records into DNS by itself.'
            : 'Off: nothing is put into DNS. Publish the records below by hand.'}
        </p>
        {mayChange() ? (
          <WorkButton
            work={async () => {
              await call('/dns', { method: 'PATCH', body: { publishing: !dns.publishing } })
              reload()
            }}
          >
            {dns.publishing ? 'Switch off' : 'Switch on'}
          </WorkButton>
        ) : null}
        {dns.domains.length === 0 ? null : (
          <Table label="Domains" columns={domainColumns} rows={dns.domains} keyOf={({ domain }) => domain} />
        )}
      </Section>
      <Section title="Records that are to stand">
        {dns.obstacle === null ? (
          <>
            <Table label="Records" columns={recordColumns} rows={dns.records} keyOf={({ line }) => line} />
            <h3>As lines of a zone file</h3>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
            <pre tabIndex={0}>{dns.records.map(({ line }) => line).join('\n')}</pre>
            <CopyButton text={dns.records.map(({ line }) => line).join('\n')} label="Copy lines" />
          </>
        ) : (
          <Empty title={dns.obstacle.sentence}>{dns.obstacle.remedy}</Empty>
        )}
      </Section>
    </>
  )
}

const domainColumns: readonly Column<Dns['domains'][number]>[] = [
  { heading: 'Domain', cell: ({ domain }) => domain },
  {
    heading: 'State',
    cell: ({ state }) => (
      <Badge tone={state === 'published' ? 'good' : state === 'failed' ? 'bad' : 'plain'}>{state}</Badge>
    ),
  },
  {
    heading: 'What was said',
    cell: ({ sentence, remedy }) => (sentence === '' ? '' : `${sentence} ${remedy}`),
  },
]

const recordColumns: readonly Column<Dns['records'][number]>[] = [
  { heading: 'Name', cell: ({ name }) => <span class="break">{name}</span> },
  { heading: 'Type', cell: ({ type }) => type },
  { heading: 'Data', cell: ({ data }) => <span class="number break">{data}</span> },
  { heading: 'Kept for', cell: ({ ttlSeconds }) => durationText(ttlSeconds / 60), isWide: true },
]
