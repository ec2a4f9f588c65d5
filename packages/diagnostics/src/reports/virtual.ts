/** Virtual and physical machines, by product. */
import type { Report } from './report.ts'
import { isoTime, productName, type ReportSource, type ReportSpan } from './report-source.ts'

/** Makes the report. */
export async function virtualReport(source: ReportSource, { nowMs }: ReportSpan): Promise<Report> {
  const groups = await source.reports.machineGroups(nowMs)
  const products = [...new Set(groups.map(({ productId }) => productId))]
  const machinesOf = (virtual: boolean, productId?: string) =>
    groups
      .filter((group) => group.virtual === virtual && (productId ?? group.productId) === group.productId)
      .reduce((sum, { machines }) => sum + machines, 0)
  return {
    name: 'virtual',
    title: 'Virtual and physical machines',
    generatedAt: isoTime(nowMs),
    figures: [
      ['Virtual', machinesOf(true)],
      ['Physical', machinesOf(false)],
    ],
    charts: [
      {
        kind: 'rows',
        title: 'Machines by product',
        labels: products.map((productId) => productName(source, productId)),
        series: [
          { name: 'Virtual', values: products.map((productId) => machinesOf(true, productId)) },
          { name: 'Physical', values: products.map((productId) => machinesOf(false, productId)) },
        ],
      },
    ],
    columns: [
      { key: 'product', heading: 'Product' },
      { key: 'virtual', heading: 'Virtual', align: 'right' },
      { key: 'physical', heading: 'Physical', align: 'right' },
      { key: 'virtualPercent', heading: 'Virtual %', align: 'right' },
    ],
    rows: products.map((productId) => {
      const virtual = machinesOf(true, productId)
      const physical = machinesOf(false, productId)
      return {
        product: productName(source, productId),
        virtual,
        physical,
        virtualPercent: Math.round((100 * virtual) / (virtual + physical)),
      }
    }),
    notes: ['Both kinds count the same. Whether a machine is virtual is what it says of itself.'],
  }
}
