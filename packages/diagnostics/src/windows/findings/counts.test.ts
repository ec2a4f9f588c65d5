import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guidOfNumber, hostLog, type MadeRequest } from '../fixtures.fixtures.ts'
import { replayCount } from '../history/count-history.ts'
import {
  asks,
  codesOf,
  dayTime,
  everyDays,
  onlyFinding,
  reportOfLog,
  reportOfTexts,
} from './findings.fixtures.ts'

function machines(count: number, day: number, more: Partial<MadeRequest> = {}): MadeRequest[] {
  return Array.from({ length: count }, (_, index) => asks(`pc-${index}`, index + 100, [day], more)).flat()
}

describe('R2.3 the count that is replayed from the log', () => {
  it.each([
    [24, true],
    [25, false],
  ] as const)('of %d machines is insufficient for clients: %s', async (count, insufficient) => {
    const report = await reportOfLog(machines(count, 1))
    expect(codesOf(report).includes('count-insufficient')).toBe(insufficient)
    expect(report.examination.counts).toMatchObject([{ asLogged: { count, threshold: 25, capacity: 50 } }])
  })

  it('says what it would be without duplicates', async () => {
    const clones = Array.from({ length: 4 }, (_, index) =>
      asks(`clone-${index}`, 7, everyDays(1 + index, 15 + index, 7)),
    )
    const report = await reportOfLog([...machines(22, 16), ...clones.flat()])
    expect(report.examination.counts).toMatchObject([
      { asLogged: { count: 23 }, withoutDuplicates: { count: 26 } },
    ])
    expect(onlyFinding(report, 'count-insufficient')).toMatchObject({ severity: 'fail' })
  })

  it('does not count requests that failed', async () => {
    const report = await reportOfLog(machines(30, 1, { result: '0xC004F042' }))
    expect(report.examination.counts.map(({ asLogged }) => asLogged.count)).toEqual([0])
    expect(onlyFinding(report, 'result-code').title).toContain('0xC004F042')
  })

  it('forgets an entry at exactly 30 days', async () => {
    const count = async (hour: number) =>
      (await reportOfLog([...asks('pc-1', 1, [1]), { name: 'pc-2', cmid: 2, time: dayTime(31, hour) }]))
        .examination.counts[0]?.asLogged.count
    expect(await count(8)).toBe(2)
    expect(await count(9)).toBe(1)
  })

  it('R2.4 holds at most twice the threshold, 10 for servers and 50 once a client asks', async () => {
    const servers = await reportOfLog(machines(30, 1, { threshold: 5 }))
    expect(servers.examination.counts[0]?.asLogged).toMatchObject({ count: 10, capacity: 10 })
    const both = await reportOfLog([...machines(30, 1, { threshold: 5 }), ...asks('client', 1, [2])])
    expect(both.examination.counts[0]?.asLogged).toMatchObject({ count: 11, capacity: 50 })
  })

  it('counts Office apart where an output tells which product is Office', async () => {
    const office = '7a3f0c52-1111-4222-8333-00000000b001'
    const output = [
      'Name: Office 16, ProPlus edition',
      'Description: Office 16, VOLUME_KMSCLIENT channel',
      `Activation ID: ${office}`,
      'Application ID: 0ff1ce15-a989-479d-af46-f275c6370663',
      'License Status: Licensed',
    ].join('\n')
    const log = hostLog([...machines(6, 1), ...machines(4, 2, { threshold: 5, activationId: office })])
    const report = await reportOfTexts(output, log)
    expect(
      report.examination.counts.map(({ application, asLogged }) => [application, asLogged.count]),
    ).toEqual([
      ['Windows', 6],
      ['Office', 4],
    ])
  })

  it('agrees with a naive count', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ entry: fc.nat(20), gap: fc.nat(400_000), threshold: fc.constantFrom(2, 5) }), {
          maxLength: 80,
        }),
        (steps) => {
          const rows: { entry: number; threshold: number; seconds: number }[] = []
          for (const { entry, gap, threshold } of steps)
            rows.push({ entry, threshold, seconds: (rows.at(-1)?.seconds ?? 1_000_000) + gap })
          const replayed = replayCount(
            {
              size: rows.length,
              seconds: Uint32Array.from(rows, (row) => row.seconds),
              result: new Uint32Array(rows.length),
              minimumCount: Uint16Array.from(rows, (row) => row.threshold),
            },
            { takesPart: () => true, entryOf: (row) => rows[row]?.entry ?? 0 },
          )
          expect(replayed.count).toBe(naiveCount(rows))
        },
      ),
    )
  })
})

/** Straight from the rule: after each request the newest entries of 30 days, at most twice the highest threshold. */
function naiveCount(rows: readonly { entry: number; seconds: number; threshold: number }[]): number {
  let entries: { entry: number; seconds: number }[] = []
  let threshold = 0
  for (const row of rows) {
    threshold = Math.max(threshold, row.threshold)
    entries = entries.filter(
      ({ entry, seconds }) => entry !== row.entry && row.seconds - seconds < 30 * 86_400,
    )
    entries = [...entries, row].slice(-2 * threshold)
  }
  return entries.length
}

describe('hosts', () => {
  it('of which two are in use split the count', async () => {
    const report = await reportOfLog([
      ...machines(15, 1, { host: 'kms1.corp.example' }),
      ...asks('pc-x', 1, [1], { host: 'kms2.corp.example' }),
    ])
    const finding = onlyFinding(report, 'hosts-split-count')
    expect(finding.severity).toBe('fail')
    expect(finding.seen).toHaveLength(2)
  })

  it('of which one is in use do not', async () => {
    expect(codesOf(await reportOfLog(machines(25, 1)))).not.toContain('hosts-split-count')
  })
})

describe('clocks', () => {
  it.each([
    ['2026-08-01T09:36:00Z', undefined],
    ['2026-08-01T09:37:00Z', 'warn'],
    ['2026-08-01T09:25:00Z', 'warn'],
    ['2026-08-01T13:31:00Z', 'warn'],
    ['2026-08-01T13:32:00Z', 'fail'],
    ['2026-08-01T05:30:00Z', 'fail'],
  ] as const)('of a client that says %s at 09:31', async (clientTime, severity) => {
    const report = await reportOfLog([{ name: 'pc-1', cmid: 1, time: '2026-08-01T09:31:00Z', clientTime }])
    const found = report.findings.find(({ code }) => code === 'clock-difference')
    expect(found?.severity).toBe(severity)
  })
})

describe('machines', () => {
  it('that are not licensed are listed by state', async () => {
    const report = await reportOfLog([...asks('pc-1', 1, [1], { state: 5 }), ...asks('pc-2', 2, [1])])
    expect(onlyFinding(report, 'not-licensed').title).toContain('1 machine of 2')
    expect(codesOf(await reportOfLog(asks('pc-1', 1, [1])))).not.toContain('not-licensed')
  })

  it.each([
    [30 * 1_440 - 1, true],
    [30 * 1_440, false],
  ] as const)('with %d minutes left end soon: %s', async (minutes, soon) => {
    const report = await reportOfLog(asks('pc-1', 1, [1], { minutes }))
    expect(codesOf(report).includes('expiring')).toBe(soon)
  })

  it('are one entry each however often they ask', async () => {
    const report = await reportOfLog(asks('pc-1', 1, everyDays(1, 29, 7)))
    expect(report.examination.requests.size).toBe(5)
    expect(report.examination.requests.cmids).toEqual([guidOfNumber(1)])
  })
})
