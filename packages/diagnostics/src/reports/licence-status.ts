/** Licence states of the inventory, as each machine stated its own with its last request. */
import { licenceStateName, licenceStates } from './licence-state-names.ts'
import type { Report } from './report.ts'
import { isoTime, productName, type ReportSource, type ReportSpan } from './report-source.ts'

/** Makes the report. */
export async function licenceStatusReport(source: ReportSource, { nowMs }: ReportSpan): Promise<Report> {
  const groups = await source.reports.machineGroups(nowMs)
  const machinesIn = (state: number) =>
    groups
      .filter(({ licenceState }) => licenceState === state)
      .reduce((sum, { machines }) => sum + machines, 0)
  const rows = new Map<string, { product: string; state: string; machines: number; counted: number }>()
  for (const { productId, licenceState, machines, counted } of groups) {
    const key = `${productId} ${licenceState}`
    const known = rows.get(key)
    rows.set(key, {
      product: productName(source, productId),
      state: licenceStateName(licenceState),
      machines: machines + (known?.machines ?? 0),
      counted: counted + (known?.counted ?? 0),
    })
  }
  return {
    name: 'licence-status',
    title: 'Licence states',
    generatedAt: isoTime(nowMs),
    figures: [
      ['Machines known', groups.reduce((sum, { machines }) => sum + machines, 0)],
      ...licenceStates
        .filter((state) => machinesIn(state) > 0)
        .map((state) => [licenceStateName(state), machinesIn(state)] as const),
    ],
    charts: [
      {
        kind: 'rows',
        title: 'Machines by licence state',
        labels: licenceStates.map(licenceStateName),
        series: [{ name: 'Machines', values: licenceStates.map(machinesIn) }],
      },
    ],
    columns: [
      { key: 'product', heading: 'Product' },
      { key: 'state', heading: 'Licence state' },
      { key: 'machines', heading: 'Machines', align: 'right' },
      { key: 'counted', heading: 'Counted', align: 'right' },
    ],
    rows: [...rows.values()],
    notes: [stateOfRequest],
  }
}

/** What reports by state have to say. */
export const stateOfRequest =
  'A machine states its licence state in its request, before the answer: one that has just been activated shows so with its next renewal.'
