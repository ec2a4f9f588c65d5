/** Months as installation IDs count them: from January 2020 on, UTC, by the Gregorian calendar. */

/** The last month that an installation ID can state. */
export const monthsMax = 0xffff
const firstYear = 2020
const secondsPerDay = 24 * 60 * 60
const daysPerEra = 146_097
const yearsPerEra = 400
/** Days from 1 March of the year 0 to 1 January 1970. */
const daysToEpoch = 719_468
const secondsPerMonth = 2_629_746

/** Months from January 2020 to a month of a year. */
export function monthOf(year: number, monthOfYear: number): number {
  return (year - firstYear) * 12 + (monthOfYear - 1)
}

/** The month of a time in seconds since the epoch; a time before 2020 counts as January 2020. */
export function monthAt(timeSeconds: number): number {
  let month = Math.max(0, Math.floor((timeSeconds - monthStartSeconds(0)) / secondsPerMonth))
  while (month > 0 && monthStartSeconds(month) > timeSeconds) month--
  while (monthStartSeconds(month + 1) <= timeSeconds) month++
  return Math.min(month, monthsMax)
}

/** The first second of a month, since the epoch. */
export function monthStartSeconds(month: number): number {
  const monthFromMarch = (((month - 2) % 12) + 12) % 12
  const year = firstYear + Math.floor((month - 2) / 12)
  const era = Math.floor(year / yearsPerEra)
  const yearOfEra = year - era * yearsPerEra
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5)
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  const days = era * daysPerEra + yearOfEra * 365 + leapDays + dayOfYear - daysToEpoch
  return days * secondsPerDay
}
