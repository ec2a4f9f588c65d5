/** R2.13: where hosts share a store, reports say so, and name the host of each row. */
import { type CounterName, counterNames } from '@muster/core/counting'
import type { MachineRecord, SharingHost, StoredEvent } from '@muster/core/stores'
import { expect, test } from 'vitest'
import { formatCsv } from './formats/csv.ts'
import { formatHtml } from './formats/html.ts'
import { reportAsJson } from './formats/json.ts'
import { makeReport } from './make-report.ts'
import type { ReportName } from './report.ts'
import { msPerDay, type ReportSource } from './report-source.ts'

const nowMs = Date.UTC(2027, 4, 21, 12)
const ids = {
  cmid: 'c0000000-0000-8000-8000-000000000001',
  productId: 'd0000000-0000-8000-8000-000000000001',
  applicationId: 'a0000000-0000-8000-8000-000000000001',
}
const machine: MachineRecord = {
  ...ids,
  machineName: 'pc-1',
  address: '192.0.2.1',
  licenceState: 1,
  virtual: false,
  minutesToStateExpiry: 60,
  seenAtMs: nowMs,
  firstSeenMs: nowMs,
  counted: true,
  hostName: 'host-2.test',
}

function host(hostName: string, total: number): SharingHost {
  const none = Object.fromEntries(counterNames.map((name) => [name, 0])) as Record<CounterName, number>
  return { hostName, isThisHost: hostName === 'host-1.test', counters: { ...none, total } }
}

/** Two machines take turns with one CMID, each at a host of its own. */
const history: readonly StoredEvent[] = ['aa', 'bb', 'aa', 'bb'].map((fingerprint, index) => ({
  sequence: index,
  hostName: fingerprint === 'aa' ? 'host-1.test' : 'host-2.test',
  event: {
    kind: 'request-processed',
    timeMs: nowMs - (4 - index) * 3_600_000,
    code: 'success',
    address: `192.0.2.${fingerprint === 'aa' ? 1 : 2}`,
    request: {
      ...ids,
      machineName: `pc-${fingerprint}`,
      minimumCount: 25,
      clientTimeSeconds: 0,
      virtual: false,
      licenceState: 1,
      minutesToStateExpiry: 1,
      fingerprint,
      leaseId: `0${index + 1}`,
      ...(index === 0 ? {} : { previousLeaseId: index < 3 ? '01' : '02' }),
    },
  },
}))

const source = {
  products: [],
  store: {
    counts: async () => [],
    events: async () => ({ items: history.toReversed(), next: undefined }),
    sharing: {
      hosts: async () => [host('host-1.test', 7), host('host-2.test', 5)],
      announce: async () => {},
    },
  },
  reports: {
    expiry: async () => [],
    nextToExpire: async () => [machine],
    irregularMachines: async () => ({ items: [ids], next: undefined }),
    sightingsOf: async () => [],
  },
} as unknown as ReportSource

const report = (name: ReportName) => makeReport(name, source, { nowMs, sinceMs: nowMs - 30 * msPerDay })

test('R2.13 every form of a report says which hosts it speaks of', async () => {
  const made = await report('expiry')
  const note = 'Of all hosts that share one store: host-1.test (7 requests), host-2.test (5 requests).'
  expect(made.notes).toContain(note)
  expect(formatHtml(made)).toContain(note)
  expect(JSON.stringify(reportAsJson(made))).toContain(note)
})

test('R2.13 rows name the host that answered last', async () => {
  const [head, row] = formatCsv(await report('expiry')).split('\r\n')
  expect([head?.split(',').at(-1), row?.split(',').at(-1)]).toEqual(['hostName', 'host-2.test'])
  const duplicates = formatCsv(await report('duplicates')).split('\r\n')
  expect(duplicates.slice(0, 3).map((line) => line.split(',').at(-1))).toEqual([
    'hostName',
    'host-1.test',
    'host-2.test',
  ])
})

test('a store of one host names none', async () => {
  const { sharing: _, ...store } = source.store
  const made = await makeReport('expiry', { ...source, store }, { nowMs, sinceMs: 0 })
  expect(formatCsv(made)).not.toContain('hostName')
  expect(made.notes.join()).not.toContain('share')
})
