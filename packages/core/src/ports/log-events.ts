/** Every line that a service may write to its log, by the stable name that programs go by. */

/** What each says; docs/operating/log.md is written from it. */
export const logEvents = {
  'host-started': 'The activation host listens; its addresses are in the line.',
  'host-stopped': 'The activation host has stopped.',
  'host-not-activated': 'No host key is activated: every request is refused until one is.',
  'host-key-unusable': 'An activated host key cannot be used; the code says why.',
  'store-read-only': 'The database is a standby: what can be read is shown, and requests are refused.',
  'store-failed': 'A commit failed; the machines that waited for it ask again.',
  'activation-failed': 'A request failed in a way that is a defect of this software.',
  'request-refused': 'A request was refused; the code says why.',
  'connection-refused': 'A connection was refused, since there are too many.',
  'connection-dropped': 'A connection was closed, since its peer was silent, slow or spoke something else.',
  'http-refused': 'A request over HTTP was refused; the code is its status.',
  'job-failed': 'Periodic work failed and is tried again.',
  'dns-published': 'The host stands in a domain.',
  'dns-publishing-failed': 'The host could not be put into a domain; code and remedy are in the line.',
  'console-failed': 'The console failed in a way that is a defect of this software.',
  administered: 'Somebody changed something or signed in while the store could not keep it.',
  'authority-started': 'The authority listens; its address is in the line.',
  'authority-stopped': 'The authority has stopped.',
  'plain-http': 'The authority listens without TLS: product keys travel unencrypted.',
  'issuer-ends': 'The issuer certificate ends soon; the remedy is in the line.',
  'host-activated': 'A host of a customer was activated.',
  'machine-activated': 'A machine was activated with a multiple activation key.',
  'machines-activated': 'Machines were activated by proxy.',
  'object-created': 'An activation object was made for a directory.',
  'telephone-answered': 'The telephone desk confirmed an installation ID over HTTP.',
  'request-failed': 'A request failed in a way that is a defect of this software.',
  'agent-started': 'The agent of a machine listens on its sockets.',
  'directory-reader-failed': 'The process that reads the directory could not be used.',
  'events-not-written': 'Events of a client could not be written.',
  'listener-failed': 'A listener of the product threw.',
  'activation-not-stored': 'An activation could not be written; it is asked for again.',
  'renewal-not-started': 'Renewing could not be begun.',
  'licence-not-opened': 'The state of a licence could not be opened; the code says why.',
} as const

/** The name of a line. */
export type LogEvent = keyof typeof logEvents
