/** Machines that appear under several CMIDs, and how much of the count they make up. */
import { AsOf, Empty, Loading, ProblemNote, Section } from '../components/basics.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Time } from '../components/time.tsx'
import { call } from '../state/api.ts'
import { useLoad } from '../state/use-load.ts'
import type { Churn } from './insight-types.ts'

/** The section. */
export function ChurnSection() {
  const load = useLoad(() => call<Churn>('/churn'), '')
  const { data } = load
  const total = data?.totals.reduce((sum, { machines }) => sum + machines, 0) ?? 0
  return (
    <Section title="Machines under several CMIDs within 30 days">
      <ProblemNote problem={load.problem} />
      {data === undefined ? (
        load.problem === undefined ? (
          <Loading rows={4} beganAt={load.beganAt} />
        ) : null
      ) : data.machines.length === 0 ? (
        <Empty title="Each machine has kept its CMID">
          A rearm in a loop, or desktops that are refreshed from their image, would make one machine count
          several times. A product’s licence may say that such a machine counts once.
        </Empty>
      ) : (
        <>
          {data.totals.map((total) => (
            <Share key={total.applicationId} total={total} />
          ))}
          <Table
            label="Machines under several CMIDs"
            columns={columns}
            rows={data.machines}
            keyOf={({ fingerprint, applicationName }) => `${fingerprint} ${applicationName}`}
          />
          <p class="note">
            {total > data.machines.length
              ? `The table names ${data.machines.length} of ${total} machines. `
              : ''}
            Usual causes: a rearm in a loop, or desktops that are refreshed from their image.{' '}
            <AsOf iso={data.asOf} isBeingRenewed={data.isBeingRenewed} />
          </p>
        </>
      )}
    </Section>
  )
}

function Share({ total }: { readonly total: Churn['totals'][number] }) {
  const percent = total.count === 0 ? 0 : Math.round((100 * total.counted) / total.count)
  return (
    <p>
      {total.applicationName}: <strong class="number">{total.machines}</strong>{' '}
      {total.machines === 1 ? 'machine' : 'machines'} with <span class="number">{total.cmids}</span> CMIDs
      make up{' '}
      <strong class="number">
        {total.counted} of {total.count}
      </strong>{' '}
      in the count ({percent} %).
    </p>
  )
}

const columns: readonly Column<Churn['machines'][number]>[] = [
  {
    heading: 'Machine',
    cell: ({ machineName, fingerprint, latestCmid }) => {
      const name = machineName === '' ? `hardware ${fingerprint.slice(0, 8)}` : machineName
      return latestCmid === null ? name : <a href={`#/machines/${latestCmid}`}>{name}</a>
    },
  },
  { heading: 'CMIDs', cell: ({ cmids }) => cmids, isNumber: true },
  { heading: 'Counted', cell: ({ counted }) => counted, isNumber: true },
  { heading: 'Application', cell: ({ applicationName }) => applicationName, isWide: true },
  { heading: 'First seen', cell: ({ firstSeen }) => <Time iso={firstSeen} />, isWide: true },
  { heading: 'Last seen', cell: ({ lastSeen }) => <Time iso={lastSeen} />, isWide: true },
]
