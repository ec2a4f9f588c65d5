/** The data of the record types that activation uses: SRV (RFC 2782), A, AAAA (RFC 3596), SOA. */
import { concatBytes } from '../bytes/index.ts'
import { AppError } from '../errors/index.ts'
import type { ServiceRecord } from '../ports/index.ts'
import { decodeDomainName, encodeDomainName } from './domain-name.ts'

/** The data of an SRV record. */
export function encodeServiceData(record: ServiceRecord): Uint8Array {
  const fixed = new Uint8Array(6)
  const view = new DataView(fixed.buffer)
  view.setUint16(0, record.priority)
  view.setUint16(2, record.weight)
  view.setUint16(4, record.port)
  return concatBytes(fixed, encodeDomainName(record.target))
}

/** Reads the data of an SRV record. Throws `dns-message-malformed`. */
export function decodeServiceData(data: Uint8Array): ServiceRecord {
  if (data.length < 7) throw new AppError('dns-message-malformed', 'SRV data.')
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const { name, end } = decodeDomainName(data, 6)
  if (end !== data.length) throw new AppError('dns-message-malformed', 'SRV data.')
  return { priority: view.getUint16(0), weight: view.getUint16(2), port: view.getUint16(4), target: name }
}

/** The primary server that a SOA record names. Throws `dns-message-malformed`. */
export function decodePrimaryServer(data: Uint8Array): string {
  return decodeDomainName(data, 0).name
}

/** The data of an A (4 bytes) or AAAA (16 bytes) record; undefined for text that is no address. */
export function encodeAddressData(address: string): Uint8Array | undefined {
  return address.includes(':') ? encodeAddress6(address) : encodeAddress4(address)
}

/** The text of an address from its 4 or 16 bytes (RFC 5952 for IPv6). Throws `dns-message-malformed`. */
export function decodeAddressData(data: Uint8Array): string {
  if (data.length === 4) return data.join('.')
  if (data.length === 16) return formatAddress6(data)
  throw new AppError('dns-message-malformed', 'Address data.')
}

function encodeAddress4(address: string): Uint8Array | undefined {
  const parts = address.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return undefined
  return Uint8Array.from(parts, Number)
}

function encodeAddress6(address: string): Uint8Array | undefined {
  const halves = address.split('::')
  if (halves.length > 2) return undefined
  const head = readGroups(halves[0] ?? '')
  const tail = readGroups(halves[1] ?? '')
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail]
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]))
}

function readGroups(text: string): readonly number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const last = parts.at(-1) ?? ''
  const embedded = last.includes('.') ? encodeAddress4(last) : undefined
  if (last.includes('.') && embedded === undefined) return undefined
  const hexParts = embedded === undefined ? parts : parts.slice(0, -1)
  if (!hexParts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return undefined
  const groups = hexParts.map((part) => Number.parseInt(part, 16))
  if (embedded === undefined) return groups
  const [a = 0, b = 0, c = 0, d = 0] = embedded
  return [...groups, (a << 8) | b, (c << 8) | d]
}

function formatAddress6(data: Uint8Array): string {
  const groups = Array.from(
    { length: 8 },
    (_, index) => ((data[index * 2] ?? 0) << 8) | (data[index * 2 + 1] ?? 0),
  )
  const run = longestZeroRun(groups)
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':')
  if (run.length < 2) return text(groups)
  return `${text(groups.slice(0, run.start))}::${text(groups.slice(run.start + run.length))}`
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let length = 0
    while (groups[start + length] === 0) length++
    if (length > best.length) best = { start, length }
  }
  return best
}
