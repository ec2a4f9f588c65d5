/** The check of directory-based activation on a machine: whether it serves, for how long, and why it does not. */
import type { ClientStatus } from '@muster/client'
import { describeCode, type ErrorCode } from '@muster/core/errors'
import { type Finding, fail, ok, warn } from './check.ts'

const msPerDay = 86_400_000
/** An object that ends this soon should have been renewed. */
export const objectDaysFew = 30
/** Two weekly looks that failed. */
export const unseenDaysMax = 15

/** Codes of a directory that is not meant to serve here: nothing is wrong. */
const unusedCodes: readonly ErrorCode[] = [
  'channel-not-licensed',
  'channel-not-of-key',
  'channel-restricted',
  'directory-not-joined',
]

/** Judges the directory channel of one machine. */
export function judgeDirectory(
  { channels, channel, directory, domain }: ClientStatus,
  nowMs: number,
): Finding {
  if (directory !== null) return serving(directory, nowMs)
  const standing = channels.find((each) => each.channel === 'directory')
  const code = standing?.code ?? null
  if (code !== null && unusedCodes.includes(code))
    return ok(`No directory is asked: ${describeCode(code).sentence}`)
  if (standing === undefined) return ok('No directory is asked: no product is installed.')
  if (code === null)
    return warn(
      `The directory of ${domain ?? 'the domain'} was not asked yet.`,
      'Ask it.',
      'muster client activate',
    )
  const { sentence, remedy } = describeCode(code)
  const detail = standing.detail === null ? '' : ` ${standing.detail}`
  const seen = `The directory of ${domain ?? 'the domain'} does not activate the product: ${sentence}${detail}`
  return channel === null
    ? fail(seen, remedy, 'muster client activate')
    : warn(`${seen} The ${channel} does.`, remedy, 'muster client activate')
}

function serving(
  { domain, objectName, checkedAt, objectExpires }: NonNullable<ClientStatus['directory']>,
  nowMs: number,
): Finding {
  const daysLeft = Math.floor((Date.parse(objectExpires) - nowMs) / msPerDay)
  const daysUnseen = Math.floor((nowMs - Date.parse(checkedAt)) / msPerDay)
  const seen = `The object ${objectName} in the directory of ${domain} activates the product`
  if (daysLeft < objectDaysFew)
    return warn(
      `${seen}, and ends in ${daysLeft} days.`,
      'Let the administrator of the directory renew it.',
      'muster directory publish',
    )
  if (daysUnseen >= unseenDaysMax)
    return warn(
      `${seen}, and was last seen ${daysUnseen} days ago.`,
      'Find out why the directory is not reached.',
      'muster client activate',
    )
  return ok(`${seen}; it was last seen on ${checkedAt.slice(0, 10)}.`)
}
