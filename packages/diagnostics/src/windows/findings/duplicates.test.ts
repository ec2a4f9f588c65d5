import { describe, expect, it } from 'vitest'
import { guidOfNumber } from '../fixtures.fixtures.ts'
import { asks, codesOf, everyDays, onlyFinding, reportOfLog, reportOfVectors } from './findings.fixtures.ts'

describe('R9.1 names of one CMID', () => {
  it('that alternate are several machines', async () => {
    const report = await reportOfLog([
      ...asks('pc-1.corp.example', 1, everyDays(1, 43, 7)),
      ...asks('pc-2.corp.example', 1, everyDays(3, 45, 7)),
    ])
    const finding = onlyFinding(report, 'duplicate-cmid')
    expect(finding.severity).toBe('fail')
    expect(finding.title).toContain(guidOfNumber(1))
    expect(finding.evidence.length).toBeGreaterThan(2)
    expect(finding.evidence[0]?.place).toMatchObject({ source: 0, line: 1 })
    expect(codesOf(report)).not.toContain('cmid-renamed')
  })

  it('of which one came back once are reported with doubt', async () => {
    const report = await reportOfLog(
      [...asks('pc-1', 1, [1]), ...asks('pc-2', 1, [3]), ...asks('pc-1', 1, [8])].flat(),
    )
    expect(onlyFinding(report, 'duplicate-cmid').severity).toBe('warn')
  })

  it('of which one replaced the other for good are a rename where the machine stayed licensed', async () => {
    const report = await reportOfLog([
      ...asks('old-name', 1, everyDays(1, 22, 7)),
      ...asks('new-name', 1, everyDays(29, 50, 7)),
    ])
    expect(codesOf(report)).toContain('cmid-renamed')
    expect(codesOf(report)).not.toContain('duplicate-cmid')
  })

  it('of which one replaced the other for good are a new installation where it began anew', async () => {
    const report = await reportOfLog([
      ...asks('old-name', 1, everyDays(1, 22, 7)),
      ...asks('new-name', 1, [29], { state: 2 }),
      ...asks('new-name', 1, everyDays(36, 50, 7)),
    ])
    expect(onlyFinding(report, 'cmid-reinstalled').severity).toBe('warn')
    expect(codesOf(report)).not.toContain('duplicate-cmid')
  })

  it.each([
    [13, 'cmid-open'],
    [14, 'cmid-renamed'],
  ] as const)('of which the new one is known for %d days are %s', async (days, code) => {
    const report = await reportOfLog([
      ...asks('old-name', 1, [1]),
      ...asks('new-name', 1, [8]),
      ...asks('another', 2, [8 + days]),
    ])
    expect(codesOf(report).filter((found) => found.startsWith('cmid-'))).toEqual([code])
  })

  it('that follow each other within days are likely several machines', async () => {
    const report = await reportOfLog([
      ...asks('pc-1', 1, [1]),
      ...asks('pc-2', 1, [2]),
      ...asks('pc-3', 1, [3]),
    ])
    expect(onlyFinding(report, 'duplicate-cmid').severity).toBe('warn')
  })

  it('that are one name with and without its domain are one machine', async () => {
    const report = await reportOfLog([
      ...asks('pc-1', 1, [1, 15]),
      ...asks('pc-1.corp.example', 1, [8, 22]),
      ...asks('PC-1.CORP.EXAMPLE', 1, [29]),
    ])
    expect(report.examination.sharedCmids).toEqual([])
  })

  it('are the same in an export that begins with the newest', async () => {
    const requests = [...asks('pc-1', 1, everyDays(1, 29, 7)), ...asks('pc-2', 1, everyDays(3, 31, 7))]
    const forward = await reportOfLog(requests)
    const backward = await reportOfLog([...requests].reverse())
    expect(backward.examination.sharedCmids.map(({ returns, verdict }) => ({ returns, verdict }))).toEqual(
      forward.examination.sharedCmids.map(({ returns, verdict }) => ({ returns, verdict })),
    )
  })
})

describe('R9.1 outputs of slmgr with one CMID', () => {
  it('of machines that a line names are a duplicate', async () => {
    const finding = onlyFinding(
      await reportOfVectors('dlv-two-clients-one-cmid.txt'),
      'duplicate-cmid-in-outputs',
    )
    expect(finding.title).toContain('36f27b39-2fd5-440b-be67-a09996d27a38')
    expect(finding.evidence).toHaveLength(2)
  })

  it('and one installation ID are one machine that was asked twice', async () => {
    const report = await reportOfVectors('dlv-client-licensed.txt', 'dlv-client-licensed.utf16le-bom.txt')
    expect(codesOf(report)).not.toContain('duplicate-cmid-in-outputs')
  })
})

describe('R9.4 a name', () => {
  it('that comes with three CMIDs within 30 days is churn', async () => {
    const report = await reportOfLog([1, 2, 3].flatMap((cmid) => asks('vdi-7', cmid, [cmid * 5])))
    expect(onlyFinding(report, 'cmid-churn').title).toContain('3 CMIDs')
  })

  it('that comes with three CMIDs over a longer time is not', async () => {
    const report = await reportOfLog([1, 2, 3].flatMap((cmid) => asks('pc-7', cmid, [cmid * 20])))
    expect(codesOf(report)).not.toContain('cmid-churn')
  })
})
