/** What stands out in a run, as sentences that a person who asked the scenario's question wants to read. */
import type { GroupReport, HostReport, Sample } from './report-shape.ts'

/** Hosts that share one count, from a day on. */
export interface Sharing {
  readonly day: number
  readonly hosts: readonly string[]
}

/** The sentences. */
export function findingsOf(facts: {
  readonly hosts: readonly HostReport[]
  readonly groups: readonly GroupReport[]
  readonly samples: readonly Sample[]
  readonly threshold: number
  readonly sharings: readonly Sharing[]
}): readonly string[] {
  const { hosts, groups, samples, threshold, sharings } = facts
  return [
    ...sharings.filter((sharing) => sharing.hosts.length > 1).map(sharingSentence),
    ...hosts.map((host) => hostSentence(host, threshold)),
    ...hosts.flatMap((host, index) => fallSentence(host, index, samples, threshold)),
    ...groups.map(groupSentence),
    ...groups.flatMap(churnSentence),
    ...groups.flatMap(lapseSentence),
  ]
}

function sharingSentence({ day, hosts }: Sharing): string {
  const last = hosts.at(-1)
  return `From ${dayText(day)} on ${hosts.slice(0, -1).join(', ')} and ${last} share one count.`
}

function hostSentence({ name, thresholdReachedDay, highestCount }: HostReport, threshold: number): string {
  return thresholdReachedDay === null
    ? `${name} never counts ${threshold}: its highest count is ${highestCount}.`
    : `${name} counts ${threshold} first on ${dayText(thresholdReachedDay)}, and ${highestCount} at most.`
}

/** A count that fell below the threshold after it had been reached. */
function fallSentence(
  host: HostReport,
  index: number,
  samples: readonly Sample[],
  threshold: number,
): readonly string[] {
  const reached = samples.findIndex(({ counts }) => (counts[index] ?? 0) >= threshold)
  if (reached < 0) return []
  const fallen = samples.slice(reached).find(({ counts }) => {
    const count = counts[index]
    return count !== null && count !== undefined && count < threshold
  })
  if (fallen === undefined) return []
  return [
    `On ${dayText(fallen.day)} the count of ${host.name} has fallen to ${fallen.counts[index]}: renewals fail.`,
  ]
}

function groupSentence({ name, machines, everLicensed, waitHours }: GroupReport): string {
  if (waitHours === null) return `None of the ${machines} machines of ${name} is ever activated.`
  const { middle, longest } = waitHours
  return `${everLicensed} of the ${machines} machines of ${name} are activated; they wait ${hoursText(middle)} as a rule and ${hoursText(longest)} at most.`
}

function churnSentence({ name, machines, cmids }: GroupReport): readonly string[] {
  if (cmids <= machines) return []
  return [`Churn: the ${machines} machines of ${name} have appeared under ${cmids} CMIDs.`]
}

function lapseSentence({ name, firstLapseDay, licensedAtEnd }: GroupReport): readonly string[] {
  if (firstLapseDay === null) return []
  return [
    `The first machine of ${name} is out of licence on ${dayText(firstLapseDay)}; ${licensedAtEnd} are licensed at the end.`,
  ]
}

/** A day as people count it: the first is day 1. */
export function dayText(day: number): string {
  return `day ${Math.floor(day) + 1}`
}

/** Hours, as days where that reads better. */
export function hoursText(hours: number): string {
  const minutes = Math.max(1, Math.round(hours * 60))
  if (hours < 1) return minutes === 1 ? '1 minute' : `${minutes} minutes`
  if (hours < 48) return `${hours.toFixed(1)} hours`
  return `${(hours / 24).toFixed(1)} days`
}
