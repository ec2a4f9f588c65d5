import type { ApplicationCount, CountEntry } from '@muster/core/counting'
import type { MusterEvent } from '@muster/core/events'
import type { ReportStore } from '@muster/core/stores'
import { describe, expect, test } from 'vitest'
import { findDuplicates } from './find-duplicates.ts'
import { formatCsv } from './formats/csv.ts'
import { formatHtml, htmlRowsMax } from './formats/html.ts'
import { reportAsJson } from './formats/json.ts'
import { makeReport } from './make-report.ts'
import { type Report, reportNames } from './report.ts'
import { msPerDay, type ReportSource } from './report-source.ts'

const nowMs = Date.UTC(2027, 4, 21, 12)
const span = { nowMs, sinceMs: nowMs - 30 * msPerDay }
const application = 'a0000000-0000-8000-8000-000000000001'
const product = 'd0000000-0000-8000-8000-000000000001'
const cmid = 'c0000000-0000-8000-8000-000000000001'
const hostile = '=<script>alert("1")</script>'

/** A request of a machine, by the hour before now. */
function requestOf(
  hoursAgo: number,
  lease: string,
  previous: string | undefined,
  fingerprint: string,
): MusterEvent {
  return {
    kind: 'request-processed',
    timeMs: nowMs - hoursAgo * 3_600_000,
    code: 'success',
    address: '192.0.2.1',
    request: {
      applicationId: application,
      productId: product,
      cmid,
      machineName: `pc-${fingerprint}`,
      minimumCount: 25,
      clientTimeSeconds: 0,
      virtual: false,
      licenceState: 2,
      minutesToStateExpiry: 1,
      fingerprint,
      leaseId: lease,
      ...(previous === undefined ? {} : { previousLeaseId: previous }),
    },
  }
}

const history = [
  requestOf(5, '01', undefined, 'aa'),
  requestOf(4, '02', '01', 'bb'),
  requestOf(3, '03', '01', 'aa'),
  requestOf(2, '04', '02', 'bb'),
]

function countOf(live: number, capacity: number): ApplicationCount {
  const entries = Array.from({ length: live }, (_, index): [string, CountEntry] => [
    String(index),
    { cmid: String(index), requestedAtMs: nowMs, expiresAtMs: nowMs + 1, sequence: index },
  ])
  return {
    applicationId: application,
    highestThreshold: capacity / 2,
    capacity,
    nextSequence: 9,
    entries: new Map(entries),
  }
}

/** A host with one shared CMID; what a test needs otherwise replaces it. */
function sourceWith(
  change: {
    readonly live?: number
    readonly capacity?: number
    readonly reports?: Partial<ReportStore>
  } = {},
): ReportSource {
  return {
    products: [
      {
        productId: product,
        name: 'Writer',
        applicationId: application,
        applicationName: 'Office',
        threshold: 25,
      },
    ],
    store: {
      counts: async () => [countOf(change.live ?? 1, change.capacity ?? 50)],
      events: async () => ({
        items: history.map((event, sequence) => ({ event, sequence })).reverse(),
        next: undefined,
      }),
    },
    reports: { ...reportStore(), ...change.reports },
  }
}

/** What the store of that host answers. */
function reportStore(): ReportStore {
  const bucket = { productId: product, applicationId: application, activations: 0, countMax: 7 }
  const startMs = Date.UTC(2027, 4, 20)
  const machine = { applicationId: application, productId: product, machines: 3, counted: 1 }
  return {
    activity: async () => [
      { ...bucket, startMs, code: 'success', requests: 10 },
      { ...bucket, startMs, code: 'clock-difference', requests: 2, countMax: 0 },
    ],
    activityHours: async () => [{ startMs, answered: 10, refused: 2, activations: 0 }],
    machineGroups: async () => [
      { ...machine, licenceState: 1, virtual: true },
      { ...machine, licenceState: 2, virtual: false },
    ],
    expiry: async () => [{ startMs: nowMs + 7 * msPerDay, licenceState: 1, machines: 4 }],
    nextToExpire: async () => [
      {
        cmid,
        productId: product,
        applicationId: application,
        machineName: hostile,
        address: '192.0.2.1',
        licenceState: 1,
        virtual: false,
        minutesToStateExpiry: 60,
        seenAtMs: nowMs,
        firstSeenMs: nowMs,
        counted: true,
      },
    ],
    irregularMachines: async () => ({
      items: [{ cmid, productId: product, applicationId: application }],
      next: undefined,
    }),
    churningMachines: async () => ({
      machines: [
        {
          applicationId: application,
          fingerprint: 'aa',
          cmids: 3,
          counted: 2,
          firstSeenMs: nowMs,
          lastSeenMs: nowMs,
        },
      ],
      totals: [{ applicationId: application, machines: 1, cmids: 3, counted: 2 }],
    }),
    sightingsOf: async () => [],
    eventsStored: async () => 1,
    close: async () => undefined,
  }
}

describe('R9.1 the duplicate report', () => {
  test('names the machines of a CMID, the evidence, and the count without the duplication', async () => {
    const { duplicates } = await findDuplicates(sourceWith(), span)
    const evidence = 'alternating-fingerprints'
    expect(duplicates).toMatchObject([
      {
        cmid,
        applicationId: application,
        machines: [
          { machineName: 'pc-aa', lastSeen: '2027-05-21T09:00:00.000Z', evidence, ownCmid: null },
          { machineName: 'pc-bb', firstSeen: '2027-05-21T08:00:00.000Z', evidence, ownCmid: null },
        ],
        countWithoutDuplication: 2,
      },
    ])
  })

  test('the count without duplication is never larger than the cache', async () => {
    const { duplicates } = await findDuplicates(sourceWith({ live: 10, capacity: 10 }), span)
    expect(duplicates[0]?.countWithoutDuplication).toBe(10)
  })

  test('R9.3 a copy that took a CMID of its own is shown so, and costs the count nothing', async () => {
    const own = { cmid: 'c0000000-0000-8000-8000-000000000002', firstSeenMs: nowMs, lastSeenMs: nowMs }
    const reports: Partial<ReportStore> = {
      sightingsOf: async ({ fingerprint }) => (fingerprint === 'bb' ? [own] : []),
    }
    const { duplicates } = await findDuplicates(sourceWith({ live: 2, reports }), span)
    expect(duplicates[0]?.machines[1]?.ownCmid).toBe(own.cmid)
    expect(duplicates[0]?.countWithoutDuplication).toBe(2)
  })

  test('R9.4 churn says how much of the count it makes up', async () => {
    const report = await makeReport('churn', sourceWith({ live: 4 }), span)
    expect(report.figures).toEqual([
      ['Such machines', 1],
      ['Share of the count of Office', '2 of 4 (50 %), 1 machines'],
    ])
  })
})

describe('every report', () => {
  test.each(reportNames)(
    '%s has its columns in every row, and charts with a value for each label',
    async (name) => {
      const report = await makeReport(name, sourceWith(), span)
      expect(report.name).toBe(name)
      expect(report.rows.length).toBeGreaterThan(0)
      for (const row of report.rows) for (const { key } of report.columns) expect(row).toHaveProperty(key)
      for (const { labels, series } of report.charts)
        for (const { values } of series) expect(values).toHaveLength(labels.length)
      expect(JSON.stringify(reportAsJson(report))).toContain(`"report":"${name}"`)
    },
  )

  test.each(reportNames)('%s as HTML loads nothing, and takes no name for markup', async (name) => {
    const html = formatHtml(await makeReport(name, sourceWith(), span))
    expect(html).not.toMatch(/<script|\ssrc=|\shref=|url\(|@import|https?:/i)
    expect(html).toContain("default-src 'none'")
  })

  test('counts, activity and denials tell what happened on which day', async () => {
    const counts = await makeReport('counts', sourceWith(), span)
    expect(counts.rows[0]).toMatchObject({ product: 'Writer', threshold: 25, counted: 2, requests: 10 })
    expect(counts.charts[0]?.series[0]?.values.at(-2)).toBe(7)
    const activity = await makeReport('activity', sourceWith(), span)
    expect(activity.rows.at(-2)).toEqual({ day: '2027-05-20', answered: 10, refused: 2, highestCount: 7 })
    const denials = await makeReport('denials', sourceWith(), span)
    expect(denials.rows).toMatchObject([{ code: 'clock-difference', requests: 2, lastDay: '2027-05-20' }])
  })
})

describe('formats', () => {
  const report: Report = {
    name: 'counts',
    title: 'Title',
    generatedAt: '2027-05-21T12:00:00.000Z',
    figures: [],
    charts: [],
    columns: [
      { key: 'name', heading: 'Name' },
      { key: 'number', heading: 'Number' },
    ],
    rows: [
      { name: 'a "b", c', number: 1 },
      { name: hostile, number: null },
    ],
    notes: [],
  }

  test('CSV quotes what it must, and lets no name be a formula', () => {
    expect(formatCsv(report)).toBe(`name,number\r\n"a ""b"", c",1\r\n"'=<script>alert(""1"")</script>",\r\n`)
  })

  test('HTML shows a bounded number of rows and says how many are left', () => {
    const rows = Array.from({ length: htmlRowsMax + 3 }, () => ({ name: 'x', number: 1 }))
    expect(formatHtml({ ...report, rows })).toContain('3 more rows')
    expect(formatHtml({ ...report, rows: rows.slice(3) })).not.toContain('more rows')
  })
})
