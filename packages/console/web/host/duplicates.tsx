/** Machines that share a CMID and so count as one, with what shows it; and machines under several CMIDs. */
import { useEffect, useState } from 'preact/hooks'
import {
  AsOf,
  Badge,
  Empty,
  Loading,
  PageHead,
  ProblemNote,
  Section,
  UnderWayNote,
} from '../components/basics.tsx'
import { Choice } from '../components/choice.tsx'
import { Pager } from '../components/pager.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Time } from '../components/time.tsx'
import { apiRoot, call, queryText } from '../state/api.ts'
import { useLoad } from '../state/use-load.ts'
import { ChurnSection } from './churn.tsx'
import type { Duplicates, SharedCmid, SharingMachine } from './insight-types.ts'

const searchDelayMs = 250
const cmidsPerPage = 20
const spans = [
  { value: 30, title: '30 days' },
  { value: 90, title: '90 days' },
  { value: 365, title: 'A year' },
] as const

/** The page. */
export function DuplicatesPage() {
  return (
    <>
      <PageHead
        title="Duplicates and churn"
        lead="A machine counts by its client machine ID (CMID). Several machines with one CMID count once; one machine with several counts several times."
      />
      <SharedSection />
      <ChurnSection />
    </>
  )
}

function SharedSection() {
  const [days, setDays] = useState<number>(30)
  const [typed, setTyped] = useState('')
  const [search, setSearch] = useState('')
  const [places, setPlaces] = useState<readonly string[]>([])
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), searchDelayMs)
    return () => clearTimeout(timer)
  }, [typed])
  useEffect(() => setPlaces([]), [search, days])
  const query = queryText({ days, search, limit: cmidsPerPage, after: places.at(-1) })
  const load = useLoad(() => call<Duplicates>(`/duplicates${query}`), query)
  const { data } = load
  return (
    <Section
      title="Machines that share a CMID"
      actions={<Choice label="How far back" options={spans} chosen={days} choose={setDays} />}
    >
      <ProblemNote problem={load.problem} />
      {data === undefined ? null : <UnderWayNote beganAt={load.beganAt} />}
      {data === undefined ? (
        load.problem === undefined ? (
          <Loading rows={8} beganAt={load.beganAt} />
        ) : null
      ) : data.cmids === 0 ? (
        <NoDuplicates days={days} />
      ) : (
        <>
          <Totals duplicates={data} />
          <div class="filters">
            <label>
              Search
              <input
                type="search"
                placeholder="Name, address or CMID"
                value={typed}
                onInput={(event) => setTyped(event.currentTarget.value)}
              />
            </label>
            <a
              class="button"
              href={`${apiRoot}/reports/duplicates/file${queryText({ days, format: 'csv' })}`}
              download
            >
              Export CSV
            </a>
          </div>
          {data.items.length === 0 ? <Empty title="No shared CMID fits">Search for less.</Empty> : null}
          <ul class="plain cards">
            {data.items.map((shared) => (
              <SharedCard key={`${shared.cmid} ${shared.applicationId}`} shared={shared} />
            ))}
          </ul>
          <Pager places={places} next={data.next} setPlaces={setPlaces} />
          <p class="note after">
            {data.complete ? '' : 'There are more; the first suspicious CMIDs were judged. '}
            <AsOf iso={data.asOf} isBeingRenewed={data.isBeingRenewed} />
          </p>
        </>
      )}
    </Section>
  )
}

function NoDuplicates({ days }: { readonly days: number }) {
  return (
    <Empty title={`No CMID was shared within ${days} days`}>
      Copies of one disk or image share a CMID until each takes one of its own. Before an image is taken, run{' '}
      <code>muster client generalize</code> on it; on a copy that shares already,{' '}
      <code>muster client rearm</code>. A renamed machine, one on new hardware, a retry and a restored
      snapshot are told apart.
    </Empty>
  )
}

function Totals({ duplicates }: { readonly duplicates: Duplicates }) {
  const affected = duplicates.totals.filter(
    ({ count, countWithoutDuplication }) => countWithoutDuplication > count,
  )
  return (
    <>
      <p>
        <strong>
          <span class="number">{duplicates.machines}</span> machines use{' '}
          <span class="number">{duplicates.cmids}</span> {duplicates.cmids === 1 ? 'CMID' : 'CMIDs'}.
        </strong>{' '}
        Each shared one counts once. On every copy run <code>muster client rearm</code>.
      </p>
      {affected.map(({ applicationId, applicationName, count, countWithoutDuplication }) => (
        <p key={applicationId} class="notice warn">
          {applicationName}: the count is <strong class="number">{count}</strong>; with a CMID for each of
          these machines it would be <strong class="number">{countWithoutDuplication}</strong>.
        </p>
      ))}
    </>
  )
}

function SharedCard({ shared }: { readonly shared: SharedCmid }) {
  return (
    <li class="card">
      <div class="card-head spread">
        <h3>
          <a class="number break" href={`#/machines/${shared.cmid}`}>
            {shared.cmid}
          </a>
        </h3>
        <span>
          <Badge tone="warn">{shared.machines.length} machines</Badge>{' '}
          <span class="quiet">
            {shared.applicationName}: without them as one, the count would be{' '}
            <strong class="number">{shared.countWithoutDuplication}</strong>
          </span>
        </span>
      </div>
      <SharingTable shared={shared} />
    </li>
  )
}

/** The machines behind a shared CMID, the original first. */
export function SharingTable({ shared }: { readonly shared: SharedCmid }) {
  return (
    <Table
      label={`Machines that use ${shared.cmid}`}
      columns={columns}
      rows={shared.machines.map((machine, index) => ({ ...machine, isOriginal: index === 0 }))}
      keyOf={({ machineName, firstSeen, address }) => `${machineName} ${firstSeen} ${address}`}
    />
  )
}

const columns: readonly Column<SharingMachine & { readonly isOriginal: boolean }>[] = [
  {
    heading: 'Machine',
    cell: ({ machineName, isOriginal, ownCmid }) => (
      <>
        {machineName === '' ? 'no name told' : machineName}{' '}
        {isOriginal ? <Badge tone="plain">seen first</Badge> : null}
        {ownCmid === null ? null : (
          <a href={`#/machines/${ownCmid}`}>
            <Badge tone="good">has its own CMID now</Badge>
          </a>
        )}
      </>
    ),
  },
  { heading: 'What shows it', cell: ({ evidence }) => evidence ?? '–' },
  { heading: 'Address', cell: ({ address }) => <span class="number">{address}</span>, isWide: true },
  { heading: 'First seen', cell: ({ firstSeen }) => <Time iso={firstSeen} />, isWide: true },
  { heading: 'Last seen', cell: ({ lastSeen }) => <Time iso={lastSeen} />, isWide: true },
]
