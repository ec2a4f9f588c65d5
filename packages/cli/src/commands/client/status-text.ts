/** The status of one product as text. */
import type { ClientDescription, ClientStatus } from '@muster/client'
import { describeCode } from '@muster/core/errors'
import type { Colours } from '../../framework/colours.ts'
import { formatLabels } from '../../framework/table.ts'
import { formatTime, formatTimeLeft } from '../../framework/times.ts'

/** How much is shown, and when. */
export interface StatusTextOptions {
  readonly detail: boolean
  readonly nowMs: number
  readonly colours: Colours
}

type Label = readonly [label: string, value: string | number | undefined]

/** What licence states are called by administrators, by number. */
const stateLabels = [
  'Unlicensed',
  'Licensed',
  'Initial grace period',
  'Additional grace period (license expired or hardware out of tolerance)',
  'Non-genuine grace period',
  'Notification',
  'Extended grace period',
] as const

const channelNames = {
  host: 'activation host',
  directory: 'directory',
  mak: 'multiple activation key',
} as const

/** A sentence, what to do, and the labels. */
export function formatDescription(description: ClientDescription, options: StatusTextOptions): string {
  const { status, sentence, remedy } = description
  const { colours, detail, nowMs } = options
  const colour = status.licenceState === 1 ? colours.green : colours.yellow
  const head = `${colour(sentence)}\n${remedy === null ? '' : `${remedy}\n`}`
  if (status.product === null) return head
  return [
    head,
    '\n',
    formatLabels(productLabels(description, nowMs, detail)),
    directoryText(status),
    '\nActivation host client information\n',
    formatLabels(hostLabels(status, detail), '    '),
    detail ? channelsText(status) : '',
    formatFailure(description),
  ].join('')
}

function directoryText({ directory }: ClientStatus): string {
  if (directory === null) return ''
  const labels: readonly Label[] = [
    ['Activation Object name', directory.objectName],
    ['AO DN', directory.objectDn],
    ['Domain', directory.domain],
    ['Directory last seen', formatTime(directory.checkedAt)],
    ['Activation object ends', formatTime(directory.objectExpires)],
  ]
  return `\nDirectory activation client information\n${formatLabels(labels, '    ')}`
}

/** Which way serves, and why each other one does not. */
function channelsText({ channels, domain }: ClientStatus): string {
  const labels = channels.map(({ channel, serves, code, detail }): Label => {
    if (serves) return [channelNames[channel], 'serves']
    const why = code === null ? 'not needed, or not tried yet' : `${describeCode(code).sentence} ${code}`
    return [channelNames[channel], detail === null ? why : `${why} (${detail})`]
  })
  return `\nWays to activate${domain === null ? '' : `, in the domain ${domain}`}\n${formatLabels(labels, '    ')}`
}

function productLabels(
  { status, edition }: ClientDescription,
  nowMs: number,
  detail: boolean,
): readonly Label[] {
  const channel = status.channel === null ? 'not activated' : `activated by ${channelNames[status.channel]}`
  return [
    ['Name', [status.product, edition].filter(Boolean).join(', ')],
    ['Description', `Volume activation, ${channel}`],
    ['Product ID', detail ? (status.productId ?? undefined) : undefined],
    ['Partial Product Key', status.partialProductKey ?? 'not available'],
    ['License Status', stateLabels[status.licenceState]],
    ...timeLabels(status, nowMs),
    ['Remaining rearm count', status.rearmsLeft ?? undefined],
  ]
}

function timeLabels({ activatedUntil, graceUntil }: ClientStatus, nowMs: number): readonly Label[] {
  const expiration = activatedUntil === null ? undefined : formatTimeLeft(activatedUntil, nowMs)
  const remaining = graceUntil === null ? undefined : formatTimeLeft(graceUntil, nowMs)
  const until = activatedUntil ?? graceUntil
  return [
    ['Volume activation expiration', expiration],
    ['Time remaining', remaining],
    ['Until', until === null ? undefined : formatTime(until)],
  ]
}

function hostLabels(status: ClientStatus, detail: boolean): readonly Label[] {
  const { count, threshold, missing } = status
  return [
    ['Client Machine ID (CMID)', status.cmid ?? 'not available'],
    hostLabel(status.host),
    ['Activation count', count === null ? undefined : `${count} of ${threshold ?? '?'}`],
    ['Machines missing', missing === null || missing === 0 ? undefined : missing],
    ['Activation threshold', detail ? (threshold ?? undefined) : undefined],
    ['Next request', status.renewAt === null ? undefined : formatTime(status.renewAt)],
    ['Host caching', status.hostCaching ? 'enabled' : 'disabled'],
  ]
}

function hostLabel(host: ClientStatus['host']): Label {
  if (host === null) return ['Activation host', 'none known']
  const address = `${host.name.includes(':') ? `[${host.name}]` : host.name}:${host.port}`
  switch (host.from) {
    case 'pinned':
      return ['Registered activation host', address]
    case 'cached':
      return ['Activation host that answered last', address]
    case 'dns':
      return ['Activation host from DNS', address]
  }
}

function formatFailure({ status, failure }: ClientDescription): string {
  const { lastError } = status
  if (lastError === null || status.product === null) return ''
  const detail = failure?.detail ?? null
  const labels: readonly Label[] = [
    [
      'Last error',
      `${lastError.sentence}${detail === null ? '' : ` ${detail}`} ${lastError.code} (${lastError.number})`,
    ],
    ...(failure?.reasons ?? []).map(
      ({ subject, code }): Label => [`    ${subject}`, `${describeCode(code).sentence} ${code}`],
    ),
  ]
  return `\n${formatLabels(labels)}`
}
