/** Records and updates as people type them: zone-file lines (RFC 1035 §5) and input for nsupdate (R5.3). */
import { assert } from '../errors/index.ts'
import type { Endpoint } from '../ports/index.ts'
import { recordTypes } from './constants.ts'
import { decodeAddressData, decodeServiceData } from './record-data.ts'
import type { RecordContent, ZoneUpdate } from './update.ts'

const typeNames: ReadonlyMap<number, string> = new Map([
  [recordTypes.A, 'A'],
  [recordTypes.AAAA, 'AAAA'],
  [recordTypes.SRV, 'SRV'],
])

/** The mnemonic of a record type that is published. */
export function recordTypeName(type: number): string {
  const name = typeNames.get(type)
  assert(name !== undefined, 'only A, AAAA and SRV are published')
  return name
}

/** The data of a record in zone-file form; names end with their dot. */
export function recordDataText(record: RecordContent): string {
  if (record.type !== recordTypes.SRV) return decodeAddressData(record.data)
  const { priority, weight, port, target } = decodeServiceData(record.data)
  return `${priority} ${weight} ${port} ${target}.`
}

/** One line of a zone file. */
export function zoneFileLine(record: RecordContent & { readonly ttlSeconds: number }): string {
  return `${record.name}. ${record.ttlSeconds} IN ${recordTypeName(record.type)} ${recordDataText(record)}`
}

/** Input for nsupdate that does the same as the update; the server is left to nsupdate where none is given. */
export function nsupdateScript(update: ZoneUpdate, server?: Endpoint): string {
  const lines = [
    ...(server === undefined ? [] : [`server ${server.name} ${server.port}`]),
    ...(update.zone === '' ? [] : [`zone ${update.zone}.`]),
    ...update.deletions.map((record) => `update delete ${contentText(record)}`),
    ...update.additions.map((record) => `update add ${zoneFileLine(record)}`),
    'send',
  ]
  return `${lines.join('\n')}\n`
}

function contentText(record: RecordContent): string {
  return `${record.name}. IN ${recordTypeName(record.type)} ${recordDataText(record)}`
}
