/** The cumulative counters with the labels that administrators know. */
import type { HostStatus } from '@muster/host'

type Counters = HostStatus['counters']

const stateLabels: readonly (readonly [state: keyof Counters['byLicenceState'], label: string])[] = [
  ['0', 'Unlicensed'],
  ['1', 'Licensed'],
  ['2', 'Initial grace period'],
  ['3', 'License expired or Hardware out of tolerance'],
  ['4', 'Non-genuine grace period'],
  ['5', 'Notification'],
  ['6', 'Extended grace period'],
]

/** Label and value of each counter, in the usual order. */
export function counterLabels(counters: Counters): readonly (readonly [label: string, value: number])[] {
  return [
    ['Total requests received', counters.total],
    ['Failed requests received', counters.failed],
    ...stateLabels.map(
      ([state, label]) => [`Requests with License Status ${label}`, counters.byLicenceState[state]] as const,
    ),
  ]
}
