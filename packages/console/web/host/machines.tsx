/** Every machine that asked: search, filters, sorting and paging are the server's work. */
import { useEffect, useState } from 'preact/hooks'
import { Badge, Empty, Loading, PageHead, ProblemNote } from '../components/basics.tsx'
import { Pager } from '../components/pager.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Time } from '../components/time.tsx'
import { call, queryText } from '../state/api.ts'
import { overview } from '../state/live.ts'
import { useLoad } from '../state/use-load.ts'
import { hostColumns } from './sharing.tsx'
import { licenceStateNames, type Machine, type Page } from './types.ts'

const searchDelayMs = 250
const rowsPerPage = 50
/** How often one page asks on: enough for more than a million machines. */
const asksMax = 250

/** The page. */
export function MachinesPage() {
  const [typed, setTyped] = useState('')
  const [search, setSearch] = useState('')
  const [state, setState] = useState('')
  const [counted, setCounted] = useState('')
  const [sort, setSort] = useState({ column: 'lastSeen', order: 'descending' as 'ascending' | 'descending' })
  const [places, setPlaces] = useState<readonly string[]>([])
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), searchDelayMs)
    return () => clearTimeout(timer)
  }, [typed])
  const filter = { search, state, counted, sort: sort.column, order: sort.order, limit: rowsPerPage }
  const filterKey = JSON.stringify(filter)
  useEffect(() => setPlaces([]), [filterKey])
  const place = places.at(-1)
  const load = useLoad(() => fullPage(filter, place), `${filterKey} ${place}`)
  const isFiltered = search !== '' || state !== '' || counted !== ''
  const next = load.data?.next ?? null
  const choose = (column: string) =>
    setSort(({ column: before, order }) => ({
      column,
      order: column === before && order === 'descending' ? 'ascending' : 'descending',
    }))
  return (
    <>
      <PageHead
        title="Machines"
        lead="Every machine that this host answered, whether it is counted now or not."
      />
      <search class="filters">
        <label>
          Search
          <input
            type="search"
            placeholder="Name, CMID or address"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <label>
          Licence state
          <select value={state} onChange={(event) => setState(event.currentTarget.value)}>
            <option value="">Any</option>
            {Object.entries(licenceStateNames).map(([number, name]) => (
              <option key={number} value={number}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Counted
          <select value={counted} onChange={(event) => setCounted(event.currentTarget.value)}>
            <option value="">Any</option>
            <option value="true">Counted now</option>
            <option value="false">Not counted</option>
          </select>
        </label>
      </search>
      <ProblemNote problem={load.problem} />
      {load.data === undefined ? (
        <Loading rows={12} />
      ) : load.data.items.length === 0 && load.data.complete !== false ? (
        <NoMachines isFiltered={isFiltered} />
      ) : (
        <Table
          label="Machines"
          columns={[...columns, ...hostColumns<Machine>('Answered by')]}
          rows={load.data.items}
          keyOf={({ cmid, productId }) => `${cmid} ${productId}`}
          sorting={{ ...sort, choose }}
        />
      )}
      {load.data?.complete === false ? (
        <p class="note">Few machines fit among very many. Go on with the next page to look further.</p>
      ) : null}
      <Pager places={places} next={next} setPlaces={setPlaces} />
    </>
  )
}

/** Asks on while a page is short: the server looks at so many rows at a time. */
async function fullPage(
  filter: Readonly<Record<string, string | number>>,
  place: string | undefined,
): Promise<Page<Machine>> {
  let page = await call<Page<Machine>>(`/machines${queryText({ ...filter, after: place })}`)
  for (let asked = 1; page.complete === false && page.next !== null && asked < asksMax; asked++) {
    const limit = rowsPerPage - page.items.length
    const more = await call<Page<Machine>>(`/machines${queryText({ ...filter, limit, after: page.next })}`)
    page = { ...more, items: [...page.items, ...more.items] }
  }
  return page
}

function NoMachines({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) return <Empty title="No machine fits">Take back a filter, or search for less.</Empty>
  const port = overview.value?.listening.port ?? 1688
  return (
    <Empty title="No machine has asked yet">
      Give machines the setup key and the product’s licence. They find this host by DNS, or are told where it
      is with{' '}
      <code>
        muster client set-host {overview.value?.hostName ?? 'HOST'}:{port}
      </code>
    </Empty>
  )
}

const columns: readonly Column<Machine>[] = [
  {
    heading: 'Machine',
    sort: 'machineName',
    cell: ({ cmid, machineName }) => (
      <a href={`#/machines/${cmid}`}>{machineName === '' ? cmid.slice(0, 8) : machineName}</a>
    ),
  },
  {
    heading: 'State it reported',
    sort: 'licenceState',
    cell: ({ licenceState }) => <StateBadge state={licenceState} />,
  },
  { heading: 'Counted', cell: ({ counted }) => (counted ? 'yes' : 'no'), isWide: true },
  { heading: 'Kind', cell: (machine) => (machine.virtual ? 'virtual' : 'physical'), isWide: true },
  {
    heading: 'Address',
    sort: 'address',
    cell: ({ address }) => <span class="number">{address}</span>,
    isWide: true,
  },
  {
    heading: 'First asked',
    sort: 'firstSeen',
    cell: ({ firstSeen }) => <Time iso={firstSeen} />,
    isWide: true,
  },
  { heading: 'Last asked', sort: 'lastSeen', cell: ({ lastSeen }) => <Time iso={lastSeen} /> },
]

/** A licence state as it was when the machine asked. */
export function StateBadge({ state }: { readonly state: number }) {
  const tone = state === 1 ? 'good' : state === 4 || state === 5 ? 'bad' : state === 0 ? 'plain' : 'warn'
  return <Badge tone={tone}>{licenceStateNames[state] ?? String(state)}</Badge>
}
