/** Times: local, with the zone and the exact time for who points at them. */

const short = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' })
const day = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short' })
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' })

/** The zone that all times are in. */
export const zoneName = `${Intl.DateTimeFormat().resolvedOptions().timeZone} (UTC${offsetText()})`

/** A point in time. */
export function Time({ iso, dateOnly = false }: { readonly iso: string; readonly dateOnly?: boolean }) {
  const date = new Date(iso)
  return (
    <time dateTime={iso} title={`${full.format(date)} (${iso})`} class="number">
      {(dateOnly ? day : short)
        .format(date)
        .split(' ')
        .map((part, place) => (
          <span key={part}>
            {place === 0 ? '' : ' '}
            <span class="nowrap">{part}</span>
          </span>
        ))}
    </time>
  )
}

/** How long from now, in plain words. */
export function daysUntil(iso: string): string {
  const days = Math.round((new Date(iso).getTime() - Date.now()) / 86_400_000)
  if (days < 0) return 'over'
  return days === 1 ? 'in 1 day' : `in ${days} days`
}

/** Minutes as people say them. */
export function durationText(minutes: number): string {
  if (minutes === 0) return 'none'
  const days = minutes / 1_440
  if (Number.isInteger(days)) return days === 1 ? '1 day' : `${days} days`
  const hours = minutes / 60
  if (Number.isInteger(hours)) return hours === 1 ? '1 hour' : `${hours} hours`
  return minutes === 1 ? '1 minute' : minutes > 2_880 ? `${Math.round(days)} days` : `${minutes} minutes`
}

function offsetText(): string {
  const minutes = -new Date().getTimezoneOffset()
  if (minutes === 0) return '+0'
  const sign = minutes < 0 ? '−' : '+'
  const hours = Math.floor(Math.abs(minutes) / 60)
  const rest = Math.abs(minutes) % 60
  return `${sign}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}
