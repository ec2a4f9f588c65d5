/** What stands in DNS beside what is to stand there: asked as machines would ask, and compared record by record. */
import { isSameRecord, type WantedRecord } from '@muster/core/discovery'
import {
  codeOfResponse,
  decodeServiceData,
  type RecordContent,
  recordDataText,
  recordTypes,
} from '@muster/core/dns'
import { codeOf, type ErrorCode } from '@muster/core/errors'
import type { Endpoint } from '@muster/core/ports'
import { ask, type DnsClientPorts } from './dns-client.ts'

/** Records of one name that are shown; a larger set is a mistake. */
const shownMax = 32

/** One record that is to stand, and what was found at its name. */
export interface FoundRecord {
  readonly wanted: WantedRecord
  /** `differs`: something of this host stands there with other values. `unknown`: nobody could tell. */
  readonly state: 'stands' | 'differs' | 'missing' | 'unknown'
  /** All of this type at this name, other hosts' too, as lines of data. */
  readonly found: readonly string[]
  /** Why it is not known. */
  readonly code: ErrorCode | 'success'
}

/** Looks each record up. Never rejects: what cannot be told is `unknown`. */
export async function findRecords(
  ports: DnsClientPorts,
  server: Endpoint | undefined,
  wanted: readonly WantedRecord[],
): Promise<readonly FoundRecord[]> {
  const sets = new Map<string, Promise<RecordSet>>()
  return Promise.all(
    wanted.map(async (record) => {
      const key = `${record.name} ${record.type}`
      const asked = sets.get(key) ?? askFor(ports, server, record)
      sets.set(key, asked)
      return compare(record, await asked)
    }),
  )
}

type RecordSet = { readonly records: readonly RecordContent[] } | { readonly code: ErrorCode }

async function askFor(
  ports: DnsClientPorts,
  server: Endpoint | undefined,
  { name, type }: WantedRecord,
): Promise<RecordSet> {
  if (server === undefined) return { code: 'dns-no-answer' }
  try {
    const { rcode, answers } = await ask(ports, server, name, type)
    const code = codeOfResponse(rcode)
    // That there is no such name is an answer like any other.
    if (code !== undefined && code !== 'dns-name-missing') return { code }
    const isAsked = (record: RecordContent) =>
      record.type === type && record.name.toLowerCase() === name.toLowerCase()
    return { records: answers.filter(isAsked).slice(0, shownMax) }
  } catch (error) {
    return { code: codeOf(error) }
  }
}

function compare(wanted: WantedRecord, set: RecordSet): FoundRecord {
  if ('code' in set) return { wanted, state: 'unknown', found: [], code: set.code }
  const found = set.records.map(recordDataText)
  const stands = set.records.some((record) => isSameRecord(record, wanted))
  const state = stands
    ? 'stands'
    : set.records.some((record) => isOurs(record, wanted))
      ? 'differs'
      : 'missing'
  return { wanted, state, found, code: 'success' }
}

/** An address of our name is ours; of a set of SRV records only the one that names this host. */
function isOurs(record: RecordContent, wanted: WantedRecord): boolean {
  if (wanted.type !== recordTypes.SRV) return true
  const target = (content: RecordContent) => decodeServiceData(content.data).target.toLowerCase()
  return target(record) === target(wanted)
}
