/** `muster host status`: how the host stands, with the labels that administrators know. */
import { describeCode, isErrorCode } from '@muster/core/errors'
import type { ApplicationStatus, HostStatus, ListedHostKey } from '@muster/host'
import { defineCommand } from '../../framework/command.ts'
import { formatLabels, printable } from '../../framework/table.ts'
import { formatMinutes, formatTime } from '../../framework/times.ts'
import { counterLabels } from './counter-labels.ts'
import { formatSharing } from './sharing-text.ts'
import { withHost } from './with-host.ts'

const indent = '    '
const nowhereToPublish = 'in no domain: set dns.domain in host.toml'

export const command = defineCommand({
  summary: 'Show count, keys, address and counters of the host.',
  role: 'host',
  json: 'value',
  examples: [
    { line: 'muster host status', does: 'for a person' },
    { line: 'muster host status --json', does: 'for another program; its shape stays' },
  ],
  async run(context) {
    const { status, keys, hostName } = await withHost(context, async (host) => ({
      status: await host.status(),
      keys: await host.keys(),
      hostName: host.hostName,
    }))
    context.result(status, () =>
      [
        formatLabels([
          ['Name', hostName],
          ['Description', `Muster activation host, ${status.service}`],
        ]),
        keys.length === 0 ? noKeys : keys.map(formatKey).join('\n'),
        formatService(status),
        formatRequests(status),
        ...(status.sharing === null
          ? []
          : [`The hosts that share this count\n${formatSharing(status.sharing)}`]),
      ].join('\n'),
    )
  },
})

const noKeys = 'No host key is installed. Run "muster host install-key" with the host key of your vendor.\n'

const stateNames = {
  installed: 'Unlicensed: run "muster host activate"',
  activated: 'Licensed',
  expired:
    'Expired: the certificate is past its end; run "muster host install-key" and "muster host activate"',
} as const

function formatKey(key: ListedHostKey): string {
  const { certificate, catalogue } = key
  return formatLabels([
    ['Partial Product Key', key.partialProductKey],
    ['License Status', stateNames[key.state]],
    ['Vendor', certificate?.vendorName],
    ['Certificate expires', certificate === undefined ? undefined : formatTime(certificate.expires)],
    ['Products', catalogue?.products.map(({ name, edition }) => `${name} ${edition}`).join(', ')],
  ])
}

function formatService(status: HostStatus): string {
  const enabled = status.service === 'running' ? 'enabled' : 'not running'
  return [
    `${indent}The activation service is ${enabled} on this machine\n`,
    ...status.applications.map(formatApplication),
    formatLabels(
      [
        ['Listening on Port', status.listening.port],
        ['Listening on Address', status.listening.address],
      ],
      indent,
    ),
    formatPublishing(status.dns),
    formatLabels(
      [
        ['Activation interval', formatMinutes(status.intervals.retryMinutes)],
        ['Renewal interval', formatMinutes(status.intervals.renewalMinutes)],
      ],
      indent,
    ),
  ].join('')
}

function formatPublishing({ publishing, domains }: HostStatus['dns']): string {
  const state = publishing ? 'enabled' : 'disabled'
  const where = domains.map(({ domain, state, lastCode }) =>
    [
      `${indent}  ${domain}: ${state}`,
      ...(isErrorCode(lastCode) ? [describeCode(lastCode).sentence] : []),
    ].join('. '),
  )
  const nowhere = publishing && domains.length === 0 ? `${indent}  ${nowhereToPublish}` : undefined
  return [`${indent}DNS publishing ${state}`, ...where, ...(nowhere === undefined ? [] : [nowhere]), ''].join(
    '\n',
  )
}

function formatApplication(application: ApplicationStatus): string {
  const { currentCount, cacheCapacity, highestThreshold, name, applicationId } = application
  const bounds =
    highestThreshold === 0
      ? 'no machine has asked yet'
      : `threshold ${highestThreshold}, at most ${cacheCapacity}`
  const title = printable(name === '' ? applicationId : name)
  return `${indent}Current count: ${currentCount} (${title}: ${bounds})\n`
}

function formatRequests({ counters }: HostStatus): string {
  const title = `${indent}Activation service cumulative requests received from clients\n`
  return `${title}${formatLabels(counterLabels(counters), indent)}`
}
