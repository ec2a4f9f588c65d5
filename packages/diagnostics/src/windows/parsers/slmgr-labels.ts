/**
 * The labels of slmgr in English, older and newer, and what each is for; and the phrases that stand alone on a line.
 */

/** What a line of an output says. */
export type SlmgrField =
  | 'version'
  | 'name'
  | 'description'
  | 'activation-id'
  | 'application-id'
  | 'extended-pid'
  | 'key-channel'
  | 'installation-id'
  | 'partial-key'
  | 'status'
  | 'reason'
  | 'time-left'
  | 'rearms'
  | 'trusted-time'
  | 'cmid'
  | 'host-from-dns'
  | 'host-pinned'
  | 'activation-interval'
  | 'renewal-interval'
  | 'current-count'
  | 'listening-port'
  | 'priority'
  | 'counter'
  | 'ignored'

const labels: Readonly<Record<string, SlmgrField>> = {
  'software licensing service version': 'version',
  name: 'name',
  description: 'description',
  'activation id': 'activation-id',
  'application id': 'application-id',
  'extended pid': 'extended-pid',
  'product key channel': 'key-channel',
  'installation id': 'installation-id',
  'partial product key': 'partial-key',
  'license status': 'status',
  'notification reason': 'reason',
  'volume activation expiration': 'time-left',
  'timebased activation expiration': 'time-left',
  'time remaining': 'time-left',
  'remaining windows rearm count': 'rearms',
  'remaining app rearm count': 'ignored',
  'remaining sku rearm count': 'ignored',
  'trusted time': 'trusted-time',
  'evaluation end date': 'ignored',
  'use license url': 'ignored',
  'validation url': 'ignored',
  'processor certificate url': 'ignored',
  'machine certificate url': 'ignored',
  'product key certificate url': 'ignored',
  'configured activation type': 'ignored',
  'client machine id (cmid)': 'cmid',
  'kms machine name from dns': 'host-from-dns',
  'registered kms machine name': 'host-pinned',
  'kms machine name': 'host-from-dns',
  'kms machine ip address': 'ignored',
  'kms machine extended pid': 'ignored',
  'dns auto-discovery': 'ignored',
  'activation interval': 'activation-interval',
  'renewal interval': 'renewal-interval',
  'current count': 'current-count',
  'listening on port': 'listening-port',
  'kms priority': 'priority',
  'total requests received': 'counter',
  'failed requests received': 'counter',
  'activation object name': 'ignored',
  'ao dn': 'ignored',
  'ao extended pid': 'ignored',
  'ao activation id': 'ignored',
}

const counterPrefix = 'requests with license status '

/** What an English label is for, or undefined. */
export function fieldOfLabel(label: string): SlmgrField | undefined {
  const plain = label.toLowerCase().replaceAll(/\s+/g, ' ').trim()
  if (plain.startsWith(counterPrefix)) return 'counter'
  return Object.hasOwn(labels, plain) ? labels[plain] : undefined
}

/** What a phrase without a value says. */
export type SlmgrPhrase =
  | 'host-enabled'
  | 'publishing-on'
  | 'publishing-off'
  | 'caching-on'
  | 'caching-off'
  | 'directory'
  | 'heading'

const phrases: readonly (readonly [RegExp, SlmgrPhrase])[] = [
  [/^key management service is enabled on this machine/i, 'host-enabled'],
  [/^dns publishing enabled/i, 'publishing-on'],
  [/^dns publishing disabled/i, 'publishing-off'],
  [/^kms host caching is enabled/i, 'caching-on'],
  [/^kms host caching is disabled/i, 'caching-off'],
  [/^ad activation client information/i, 'directory'],
  [/^key management service (client information|cumulative requests)/i, 'heading'],
  [/^most recent activation information/i, 'heading'],
  [/^please use slmgr\.vbs/i, 'heading'],
  [/^(license is not in use|this license is not in use)/i, 'heading'],
]

/** What an English phrase says, or undefined. */
export function phraseOf(text: string): SlmgrPhrase | undefined {
  const plain = text.trim()
  return phrases.find(([pattern]) => pattern.test(plain))?.[1]
}

const statuses: readonly (readonly [RegExp, number])[] = [
  [/^unlicensed/i, 0],
  [/^licensed/i, 1],
  [/^(initial grace|oob grace)/i, 2],
  [/^(license expired or hardware|additional grace|oot grace)/i, 3],
  [/^non-?genuine grace/i, 4],
  [/^notification/i, 5],
  [/^extended grace/i, 6],
]

/** The licence state of an English status, or undefined. */
export function stateOfStatus(text: string): number | undefined {
  return statuses.find(([pattern]) => pattern.test(text.trim()))?.[1]
}
