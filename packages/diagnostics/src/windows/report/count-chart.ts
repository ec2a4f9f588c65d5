/** The count over time as inline SVG: as it was, as it would be without duplicates, and the threshold. */
import type { CountStory } from '../findings/finding.ts'

const width = 720
const height = 200
const margin = 34

/** The chart of one host and application. */
export function countChart({
  asLogged,
  withoutDuplicates,
}: Pick<CountStory, 'asLogged' | 'withoutDuplicates'>): string {
  const { days, threshold } = asLogged
  const first = days[0]?.day ?? 0
  const last = Math.max(first + 1, days.at(-1)?.day ?? 0)
  const top = Math.max(1, threshold, asLogged.peak, withoutDuplicates.peak)
  const x = (day: number) => round(margin + ((day - first) / (last - first)) * (width - 2 * margin))
  const y = (count: number) => round(height - margin - (count / top) * (height - 2 * margin))
  const path = (points: readonly { readonly day: number; readonly count: number }[]) =>
    points.map(({ day, count }) => `${x(day)},${y(count)}`).join(' ')
  const line = `<line x1="${margin}" x2="${width - margin}" y1="${y(threshold)}" y2="${y(threshold)}" stroke="var(--warn)" stroke-dasharray="4 4"/>`
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="The count over time: ${asLogged.count} at the end, ${withoutDuplicates.count} without duplicates, threshold ${threshold}">
<line x1="${margin}" x2="${width - margin}" y1="${y(0)}" y2="${y(0)}" stroke="var(--line)"/>${line}
<polyline fill="none" stroke="var(--soft)" stroke-width="2" stroke-dasharray="2 3" points="${path(withoutDuplicates.days)}"/>
<polyline fill="none" stroke="var(--note)" stroke-width="2.5" points="${path(days)}"/>
<g font-size="12" fill="var(--soft)"><text x="4" y="${y(top)}">${top}</text><text x="4" y="${y(0)}">0</text><text x="${width - margin}" y="${y(threshold) - 4}" text-anchor="end">threshold ${threshold}</text>
<text x="${margin}" y="${height - 8}">solid: the count; dotted: without duplicates</text></g></svg>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
