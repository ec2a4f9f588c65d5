import { describe, expect, it } from 'vitest'
import { asks, reportOfLog, reportOfTexts, reportOfVectors } from '../findings/findings.fixtures.ts'
import { formatReportCsv } from './csv-report.ts'
import { formatReportHtml } from './html-report.ts'
import { reportAsJson } from './json-report.ts'
import { formatReportText } from './text-report.ts'

const evilName = '=cmd|<script>alert(1)</script>\u202e\u001b[31m'

describe('a report', () => {
  it('names the line and the record of its evidence', async () => {
    const report = await reportOfVectors('events-host.wevtutil.xml')
    expect(formatReportText(report)).toContain('events-host.wevtutil.xml:1 (record 100)')
    expect(formatReportHtml(report)).toContain('events-host.wevtutil.xml:1 (record 100)')
    expect(formatReportCsv(report)).toContain('events-host.wevtutil.xml:1 (record 100)')
  })

  it('says what was not understood, with its line', async () => {
    expect(formatReportText(await reportOfVectors('mixed.txt'))).toContain('mixed.txt:1')
  })

  it('says that nothing is wrong where nothing is', async () => {
    const text = formatReportText(await reportOfVectors('dlv-client-licensed.txt'))
    expect(text).toContain('Nothing is wrong')
  })

  it('lets no text of an export command a terminal, a page or a spreadsheet', async () => {
    const report = await reportOfLog([
      ...asks('pc-1', 1, [1, 8, 15]),
      ...asks(evilName.replaceAll('<', '&lt;').replaceAll('>', '&gt;'), 1, [2, 9, 16]),
    ])
    expect(report.findings.map(({ code }) => code)).toContain('duplicate-cmid')
    const all = [formatReportText(report), formatReportHtml(report), formatReportCsv(report)]
    for (const text of all) for (const mark of ['\u001b', '\u202e']) expect(text).not.toContain(mark)
    expect(formatReportHtml(report)).not.toContain('<script')
    for (const line of formatReportCsv(report).split('\r\n')) expect(line).not.toMatch(/(^|,)"?[=+@-]/)
  })

  it('as JSON keeps its shape', async () => {
    const json = reportAsJson(await reportOfVectors('events-host.wevtutil.xml', 'mixed.txt'))
    expect(Object.keys(json)).toEqual([
      'asOf',
      'severities',
      'sources',
      'requests',
      'machinesByState',
      'machinesByExpiry',
      'hosts',
      'counts',
      'cmids',
      'findings',
      'notUnderstood',
      'dropped',
    ])
    expect(json.cmids).toMatchObject([{ verdict: 'duplicate', returns: 2, names: [{ requests: 2 }, {}] }])
    expect(json.counts).toMatchObject([{ host: 'kms1.corp.example', count: 2, countWithoutDuplicates: 3 }])
    expect(json.notUnderstood).toMatchObject([{ at: 'mixed.txt:1' }])
  })

  it('sorts licensed machines by the end of their activation', async () => {
    const days = [0.5, 29, 30, 89, 90, 150]
    const report = await reportOfLog(
      days.flatMap((end, index) => asks(`pc-${index}`, index, [1], { minutes: end * 1_440 })),
    )
    expect(reportAsJson(report).machinesByExpiry).toEqual([
      { label: 'within 30 days', machines: 2 },
      { label: 'in 30 to 90 days', machines: 2 },
      { label: 'in 90 to 150 days', machines: 1 },
      { label: 'later', machines: 1 },
    ])
  })

  it('as HTML loads nothing from elsewhere', async () => {
    const html = formatReportHtml(await reportOfVectors('events-host.wevtutil.xml'))
    expect(html).toContain("default-src 'none'")
    expect(html).toContain('<svg')
    expect(html).not.toMatch(/(src|href)=/)
  })

  it('tells facts beyond the bounds apart from what was not understood', async () => {
    const report = await reportOfTexts(
      '0x0,25,pc-1,00000001-2fd5-440b-be67-a09996d27a38,never,0,1,1,7a3f0c52-1111-4222-8333-00000000a001',
    )
    expect(report.examination.facts.dropped).toEqual({ requests: 1 })
  })
})
