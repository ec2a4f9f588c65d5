/** The event log: live at the top, older ones page by page, all of it as a file. */
import { useState } from 'preact/hooks'
import { Badge, Empty, Loading, PageHead, ProblemNote } from '../components/basics.tsx'
import { Pager } from '../components/pager.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Time } from '../components/time.tsx'
import { apiRoot, call, queryText } from '../state/api.ts'
import { liveEvents } from '../state/live.ts'
import { useLoad } from '../state/use-load.ts'
import { hostColumns } from './sharing.tsx'
import type { HostEvent, Page } from './types.ts'

const kinds = [
  { id: '', title: 'All events' },
  { id: '12290', title: '12290 Requests' },
  { id: '12293', title: '12293 DNS publishing failed' },
  { id: '12294', title: '12294 DNS publishing succeeded' },
  { id: '12400', title: '12400 Service started' },
  { id: '12401', title: '12401 Service stopped' },
  { id: '12402', title: '12402 Host activated' },
  { id: '12404', title: '12404 Setting changed' },
  { id: '12405', title: '12405 Administration (audit)' },
] as const
const rowsPerPage = 50

const hourMs = 3_600_000
const spans = [
  { value: 0, title: 'All that is kept' },
  { value: 1, title: 'Last hour' },
  { value: 24, title: 'Last 24 hours' },
  { value: 168, title: 'Last 7 days' },
] as const

/** The page; of one machine where a CMID is given. */
export function EventsPage({ cmid }: { readonly cmid: string }) {
  const [id, setId] = useState('')
  const [since, setSince] = useState('')
  const [isLive, setLive] = useState(true)
  const [places, setPlaces] = useState<readonly string[]>([])
  const filter = { id, since, cmid }
  const query = queryText({ ...filter, limit: rowsPerPage, after: places.at(-1) })
  const load = useLoad(() => call<Page<HostEvent>>(`/events${query}`), query)
  const isFirst = places.length === 0
  const rows = isFirst && isLive ? withLive(load.data?.items ?? [], { id, cmid }) : (load.data?.items ?? [])
  const next = load.data?.next ?? null
  return (
    <>
      <PageHead
        title="Events"
        lead="What the host did and what was asked of it, with the numbers that KMS uses."
      >
        <a
          class="button"
          href={`${apiRoot}/events/export${queryText({ ...filter, format: 'csv' })}`}
          download
        >
          Export CSV
        </a>
        <a
          class="button"
          href={`${apiRoot}/events/export${queryText({ ...filter, format: 'jsonl' })}`}
          download
        >
          Export JSON
        </a>
      </PageHead>
      <search class="filters">
        <label>
          Kind
          <select
            value={id}
            onChange={(event) => {
              setId(event.currentTarget.value)
              setPlaces([])
            }}
          >
            {kinds.map((kind) => (
              <option key={kind.id} value={kind.id}>
                {kind.title}
              </option>
            ))}
          </select>
        </label>
        <label>
          Since
          <select
            onChange={(event) => {
              const hours = Number(event.currentTarget.value)
              setSince(hours === 0 ? '' : new Date(Date.now() - hours * hourMs).toISOString())
              setPlaces([])
            }}
          >
            {spans.map(({ value, title }) => (
              <option key={value} value={value}>
                {title}
              </option>
            ))}
          </select>
        </label>
        {cmid === '' ? null : (
          <a class="button" href="#/events" title={`Only events of ${cmid}; show all`}>
            Machine {cmid.slice(0, 8)}… <span aria-hidden="true">✕</span>
            <span class="visually-hidden">: show all machines</span>
          </a>
        )}
        <label class="check">
          <input
            type="checkbox"
            checked={isLive}
            onChange={(event) => setLive(event.currentTarget.checked)}
          />
          Show new events as they come
        </label>
      </search>
      <ProblemNote problem={load.problem} />
      {load.data === undefined ? (
        <Loading rows={12} />
      ) : rows.length === 0 ? (
        <Empty title="No events of this kind">They stand here as soon as there are any.</Empty>
      ) : (
        <Table
          label="Events"
          columns={[...columns, ...hostColumns<HostEvent>('Host')]}
          rows={rows}
          keyOf={({ sequence }) => sequence}
        />
      )}
      <Pager places={places} next={next} setPlaces={setPlaces} words={{ before: 'Newer', after: 'Older' }} />
    </>
  )
}

/** What came since the page was loaded, in front of it. */
function withLive(
  loaded: readonly HostEvent[],
  { id, cmid }: { readonly id: string; readonly cmid: string },
): readonly HostEvent[] {
  const newest = loaded[0]?.sequence ?? 0
  const fresh = liveEvents.value.filter(
    (event) =>
      event.sequence > newest &&
      (id === '' || String(event.id) === id) &&
      (cmid === '' || event.fields.cmid === cmid),
  )
  return [...fresh, ...loaded].slice(0, rowsPerPage)
}

const tones = { information: 'plain', warning: 'warn', error: 'bad' } as const

const columns: readonly Column<HostEvent>[] = [
  { heading: 'Time', cell: ({ time }) => <Time iso={time} /> },
  { heading: 'Id', cell: ({ id }) => <span class="number">{id}</span>, isWide: true },
  { heading: 'Level', cell: ({ level }) => <Badge tone={tones[level]}>{level}</Badge>, isWide: true },
  {
    heading: 'What',
    cell: (event) => (
      <details>
        <summary>{summaryOf(event)}</summary>
        <dl class="facts small-facts">
          <FieldRow name="event" value={event.id} />
          {Object.entries(event.fields).map(([name, value]) => (
            <FieldRow key={name} name={name} value={value} />
          ))}
        </dl>
      </details>
    ),
  },
]

function FieldRow({ name, value }: { readonly name: string; readonly value: string | number }) {
  return (
    <>
      <dt>{name}</dt>
      <dd class="number break">{value}</dd>
    </>
  )
}

function summaryOf({ message, fields, id }: HostEvent): string {
  if (id === 12405)
    return `${fields.who}: ${wordsOf(String(fields.action))}${fields.detail === '' ? '' : ` (${fields.detail})`}`
  const { machineName } = fields
  return machineName === undefined || machineName === '' ? message : `${machineName}: ${message}`
}

/** What was done, as the API names it, in words: `makeToken` is "make token". */
function wordsOf(operation: string): string {
  return operation.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
