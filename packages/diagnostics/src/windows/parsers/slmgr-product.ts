/**
 * One product of an output of slmgr, from its lines. In other languages than English the labels say nothing here: then
 * the forms of the values and their order do, and what they cannot tell stays undefined.
 */
import type { ClientFacts, HostFacts, Place, ProductChannel, ProductOutput } from '../facts.ts'
import { parseGuid, parseInteger, parseResult } from './numbers.ts'
import { type SlmgrField, stateOfStatus } from './slmgr-labels.ts'
import { isDescription, minutesOf, type SlmgrLine } from './slmgr-line.ts'
import { parseStamp } from './times.ts'

/** Counters of a host: total, failed, and the licence states 0 to 5. */
const countersMax = 8
/** A grace lasts at most 60 days: more minutes than that can only be a validity. */
const graceMinutesMax = 60 * 24 * 60

/** The product that lines describe. */
export function readProduct(
  lines: readonly SlmgrLine[],
  place: Place,
  machine: string | undefined,
): ProductOutput {
  const value = (field: SlmgrField) => lines.find((line) => line.field === field)?.value
  const description = lines.find(isDescription)?.value
  const ids = identifiersOf(lines)
  const minutesLeft = minutesOf(value('time-left') ?? '')
  const channel = channelOf(description, value('key-channel'))
  return {
    place,
    machine,
    name: value('name') ?? nameBefore(lines),
    description,
    channel,
    activationId: parseGuid(value('activation-id') ?? '') ?? ids.activationId,
    applicationId: parseGuid(value('application-id') ?? '') ?? ids.applicationId,
    installationId: value('installation-id'),
    partialProductKey: value('partial-key'),
    licenceState: stateOf(value('status'), value('reason'), minutesLeft),
    reason: parseResult((value('reason') ?? '').replace(/\.$/, '')),
    minutesLeft,
    rearmsLeft: parseInteger(value('rearms') ?? ''),
    trustedTimeMs: parseStamp(value('trusted-time') ?? '')?.timeMs,
    directory: lines.some(({ phrase }) => phrase === 'directory'),
    client: clientOf(lines, value, parseGuid(value('cmid') ?? '') ?? ids.cmid),
    host: hostOf(lines, value, channel),
  }
}

/** Application of Windows itself, and of Office. */
const knownApplications: readonly string[] = [
  '55c92734-d682-4d71-983e-d6ec3f16059f',
  '0ff1ce15-a989-479d-af46-f275c6370663',
  '59a52881-a989-479d-af46-f275c6370663',
]

interface Identifiers {
  readonly activationId: string | undefined
  readonly applicationId: string | undefined
  readonly cmid: string | undefined
}

/** GUIDs without a known label, by their order: activation ID, application ID, and later the CMID. */
function identifiersOf(lines: readonly SlmgrLine[]): Identifiers {
  const unnamed = lines
    .filter(({ field }) => field === undefined)
    .flatMap(({ value }) => parseGuid(value) ?? [])
  const application = unnamed.findIndex((id) => knownApplications.includes(id))
  if (application === -1)
    return {
      activationId: undefined,
      applicationId: undefined,
      cmid: unnamed.length === 1 ? unnamed[0] : undefined,
    }
  return {
    activationId: unnamed[application - 1],
    applicationId: unnamed[application],
    cmid: unnamed[application + 1],
  }
}

function nameBefore(lines: readonly SlmgrLine[]): string | undefined {
  const index = lines.findIndex(isDescription)
  return index > 0 ? lines[index - 1]?.value : undefined
}

function channelOf(description: string | undefined, keyChannel: string | undefined): ProductChannel {
  if (description === undefined && keyChannel === undefined) return 'unknown'
  if (keyChannel === 'Volume:GVLK' || description?.includes('VOLUME_KMSCLIENT')) return 'kms-client'
  if (keyChannel === 'Volume:CSVLK' || /\bVOLUME_KMS(_\w{1,20})?\b/.test(description ?? '')) return 'kms-host'
  return 'other'
}

function stateOf(
  status: string | undefined,
  reason: string | undefined,
  minutesLeft: number | undefined,
): number | undefined {
  const stated = status === undefined ? undefined : stateOfStatus(status)
  if (stated !== undefined) return stated
  if (reason !== undefined) return 5
  return minutesLeft !== undefined && minutesLeft > graceMinutesMax ? 1 : undefined
}

function clientOf(
  lines: readonly SlmgrLine[],
  value: (field: SlmgrField) => string | undefined,
  cmid: string | undefined,
): ClientFacts | undefined {
  if (cmid === undefined) return undefined
  const pinned = value('host-pinned')
  const unnamed = intervalsAfter(lines, cmid)
  const phrases = lines.map(({ phrase }) => phrase)
  return {
    cmid,
    host: pinned ?? value('host-from-dns') ?? hostAmong(lines),
    hostFrom: pinned !== undefined ? 'pinned' : value('host-from-dns') === undefined ? undefined : 'dns',
    activationIntervalMinutes: minutesOf(value('activation-interval') ?? '') ?? unnamed[0],
    renewalIntervalMinutes: minutesOf(value('renewal-interval') ?? '') ?? unnamed[1],
    caching: phrases.includes('caching-on') ? true : phrases.includes('caching-off') ? false : undefined,
  }
}

function intervalsAfter(lines: readonly SlmgrLine[], cmid: string): readonly number[] {
  const start = lines.findIndex(({ value }) => parseGuid(value) === cmid)
  return lines
    .slice(start + 1)
    .filter(({ field }) => field === undefined)
    .flatMap(({ value }) => (/^\d{1,6} \D/.test(value) ? (minutesOf(value) ?? []) : []))
}

function hostAmong(lines: readonly SlmgrLine[]): string | undefined {
  const found = lines.find(
    ({ field, value }) => field === undefined && /^[\w-]+(\.[\w-]+)*:\d{1,5}$/.test(value),
  )
  return found?.value
}

function hostOf(
  lines: readonly SlmgrLine[],
  value: (field: SlmgrField) => string | undefined,
  channel: ProductChannel,
): HostFacts | undefined {
  const phrases = lines.map(({ phrase }) => phrase)
  const counters = lines
    .filter(({ field }) => field === 'counter')
    .map((line) => parseInteger(line.value) ?? 0)
  const named =
    value('current-count') !== undefined || phrases.includes('host-enabled') || counters.length > 0
  const numbers = named || channel !== 'kms-host' ? [] : unnamedNumbers(lines)
  if (!named && numbers.length < 2 + countersMax) return undefined
  const fromOrder = numbers.slice(-countersMax)
  const [count, port] = numbers.slice(-(2 + countersMax))
  const priority = value('priority')
  return {
    currentCount: parseInteger(value('current-count') ?? '') ?? count,
    listeningPort: parseInteger(value('listening-port') ?? '') ?? port,
    dnsPublishing: phrases.includes('publishing-on')
      ? true
      : phrases.includes('publishing-off')
        ? false
        : undefined,
    lowPriority: priority === undefined ? undefined : /^low/i.test(priority),
    counters: named ? counters.slice(0, countersMax) : fromOrder,
  }
}

function unnamedNumbers(lines: readonly SlmgrLine[]): readonly number[] {
  return lines.filter(({ field }) => field === undefined).flatMap(({ value }) => parseInteger(value) ?? [])
}
