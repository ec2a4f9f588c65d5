/** Times for people: with their zone, always UTC, so that two machines say the same. */

const msPerMinute = 60_000
const minutesPerDay = 1_440

/** `2027-05-21 05:00 UTC` for an ISO 8601 time. */
export function formatTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
}

/** `243720 minute(s) (169 day(s))` until a time, as administrators know it; 0 once it is past. */
export function formatTimeLeft(iso: string, nowMs: number): string {
  const minutes = Math.max(0, Math.floor((Date.parse(iso) - nowMs) / msPerMinute))
  return `${minutes} minute(s) (${Math.floor(minutes / minutesPerDay)} day(s))`
}

/** `1 minute`, `120 minutes`. */
export function formatMinutes(minutes: number): string {
  return minutes === 1 ? '1 minute' : `${minutes} minutes`
}
