/** How far back a report looks: a number of days or hours, or a day. */
import { AppError } from '@muster/core/errors'

const msPerHour = 3_600_000
const daysMax = 3_650

/** Reads `30d`, `12h` or `2027-05-21`; gives the moment in milliseconds. Throws `usage`. */
export function sinceMoment(text: string): (nowMs: number) => number {
  const span = /^(\d{1,5})([dh])$/.exec(text)
  if (span !== null) {
    const hours = Number(span[1]) * (span[2] === 'd' ? 24 : 1)
    if (hours > 0 && hours <= daysMax * 24) return (nowMs) => nowMs - hours * msPerHour
  }
  const dayMs = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (!Number.isNaN(dayMs)) return () => dayMs
  throw new AppError('usage', `"${text}" is not a span such as 30d or 12h, nor a day such as 2027-05-21.`)
}
