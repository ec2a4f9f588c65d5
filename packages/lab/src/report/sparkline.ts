/** A row of bars in text: how a number went, at a glance. */

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/** At most `width` bars from 0 to `highest`; null is a gap. */
export function sparkline(values: readonly (number | null)[], width: number, highest: number): string {
  const columns = Math.min(width, values.length)
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns)
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / columns))
    const known = values.slice(from, to).filter((value) => value !== null)
    if (known.length === 0) return ' '
    const share = highest <= 0 ? 0 : Math.max(...known) / highest
    return bars[Math.min(bars.length - 1, Math.floor(share * bars.length))] ?? ' '
  }).join('')
}
