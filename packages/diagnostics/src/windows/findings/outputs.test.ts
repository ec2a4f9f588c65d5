import { describe, expect, it } from 'vitest'
import { describeResult, resultCodes } from '../codes/result-codes.ts'
import { eventXml, hostLog } from '../fixtures.fixtures.ts'
import { asks, codesOf, onlyFinding, reportOfTexts, reportOfVectors } from './findings.fixtures.ts'

const record = (target: string, port: number = 1_688) =>
  `_vlmcs._tcp.corp.example. 3600 IN SRV 0 0 ${port} ${target}.`
const log = hostLog(asks('pc-1', 1, [1]))

describe('SRV records', () => {
  it('of a host that no other input knows may be stale', async () => {
    const report = await reportOfTexts(
      log,
      [record('kms1.corp.example'), record('gone.corp.example')].join('\n'),
    )
    const finding = onlyFinding(report, 'srv-stale')
    expect(finding.title).toContain('gone.corp.example')
    expect(finding.evidence).toMatchObject([{ place: { source: 1, line: 2 } }])
  })

  it('of the host whose log is there are not, with or without its domain', async () => {
    expect(codesOf(await reportOfTexts(log, record('kms1.corp.example')))).not.toContain('srv-stale')
    expect(codesOf(await reportOfTexts(log, record('kms1')))).not.toContain('srv-stale')
  })

  it('are not judged where nothing else names a host', async () => {
    expect(codesOf(await reportOfTexts(record('gone.corp.example')))).toEqual([])
  })

  it('that name one host twice are said', async () => {
    expect(codesOf(await reportOfVectors('srv.dig.txt'))).toEqual(['srv-repeated'])
    expect(codesOf(await reportOfVectors('srv.host.txt'))).toEqual([])
  })

  it('that name a port on which the host does not listen are said', async () => {
    const output =
      'Key Management Service is enabled on this machine\n  Current count: 30\n  Listening on Port: 1688'
    expect(codesOf(await reportOfTexts(output, record('kms1.corp.example', 1_700)))).toEqual(['srv-port'])
    expect(codesOf(await reportOfTexts(output, record('kms1.corp.example', 1_688)))).toEqual([])
  })

  it('that are missing are said once for each name', async () => {
    const report = await reportOfVectors('srv.nslookup-missing.txt')
    expect(onlyFinding(report, 'srv-missing').title).toContain('_vlmcs._tcp.branch.example')
  })
})

describe('requests of clients', () => {
  it('without an answer are told from those with one', async () => {
    const finding = onlyFinding(await reportOfVectors('events-client.wevtutil.xml'), 'request-unanswered')
    expect(finding.title).toContain('1 request')
    expect(finding.evidence).toMatchObject([{ place: { line: 3, record: 12 } }])
  })

  it('with an answer each are no finding', async () => {
    const time = '2026/08/01 09:30'
    const sent = `0x0, 0x0, kms1:1688, 36f27b39-2fd5-440b-be67-a09996d27a38, ${time}, 0, 2, 41760, 68531fb9-5511-4989-97be-d11a0f55633f, 5`
    const answer = `0x0, 0x0, 1, 0, 30, 120, 10080, ${time}`
    const events = [
      eventXml(12_289, '2026-08-01T09:30:01Z', 2, 'pc-1', [answer]),
      eventXml(12_288, '2026-08-01T09:30:00Z', 1, 'pc-1', [sent]),
    ]
    expect(codesOf(await reportOfTexts(events.join('\n')))).toEqual([])
    const other = events.join('\n').replace('pc-1', 'pc-2')
    expect(codesOf(await reportOfTexts(other))).toEqual(['request-unanswered'])
  })

  it('that failed are told by code, with meaning and remedy, and the flag for too small a count as its code', async () => {
    const report = await reportOfVectors('events-client.wevtutil.xml')
    const found = report.findings.filter(({ code }) => code === 'result-code')
    expect(found.map(({ title }) => title.slice(0, 10))).toEqual(['0xC004F074', '0xC004F038'])
    expect(found.every(({ actions }) => actions.length > 0)).toBe(true)
  })

  it('with a code that nobody documents say so', async () => {
    const report = await reportOfTexts(hostLog(asks('pc-1', 1, [1], { result: '0xDEADBEEF' })))
    expect(onlyFinding(report, 'result-code').actions[0]?.command).toContain('0xDEADBEEF')
  })
})

describe('the table of codes', () => {
  it('has each code once and says all of it in sentences', () => {
    expect(new Set(resultCodes.map(({ code }) => code)).size).toBe(resultCodes.length)
    for (const { code, meaning, cause, remedy } of resultCodes) {
      expect(describeResult(code)?.meaning).toBe(meaning)
      for (const text of [meaning, cause, remedy]) expect(text).toMatch(/^[A-Z].*\.$/)
    }
    expect(describeResult(0)).toBeUndefined()
  })
})

describe('outputs of hosts', () => {
  it('tell publishing, priority, failures and a small count', async () => {
    const codes = codesOf(await reportOfVectors('dlv-host-server-2012-r2-and-office.txt'))
    expect(codes).toEqual(['host-publishing-off', 'host-low-priority', 'host-fails-many', 'host-count-low'])
  })

  it('of a host in order tell nothing', async () => {
    const output = [
      'Name: Windows Server(R), ServerEnterprise edition',
      'Description: Windows Operating System - Windows Server(R), VOLUME_KMS_C channel',
      'License Status: Licensed',
      '    Current count: 25',
      '    Listening on Port: 1688',
      '    DNS publishing enabled',
      '    KMS priority: Normal',
      '    Total requests received: 100',
      '    Failed requests received: 5',
    ]
    expect(codesOf(await reportOfTexts(output.join('\n')))).toEqual([])
    const grace = output.join('\n').replace('Status: Licensed', 'Status: Initial grace period')
    expect(codesOf(await reportOfTexts(grace))).toEqual(['host-not-activated'])
  })

  it('and events of failed publishing name code and domain', async () => {
    const finding = onlyFinding(await reportOfVectors('events-client.wevtutil.xml'), 'dns-publishing-failed')
    expect(finding.title).toContain('0x80072338')
    expect(finding.seen.join(' ')).toContain('corp.example')
  })
})

describe('outputs of clients', () => {
  it('tell a pinned host', async () => {
    expect(codesOf(await reportOfVectors('dli-client-windows-7-grace.txt'))).toEqual(['client-pinned'])
    expect(codesOf(await reportOfVectors('dlv-client-licensed.txt'))).toEqual([])
  })

  it('tell why a machine is in notification mode', async () => {
    expect(codesOf(await reportOfVectors('dlv-client-notification.txt'))).toEqual(['result-code'])
  })

  it('tell a key of another channel, and that no rearm is left', async () => {
    const output = [
      'Name: Windows(R), Professional edition',
      'Description: Windows(R) Operating System, RETAIL channel',
      'License Status: Licensed',
      'Remaining Windows rearm count: 0',
    ].join('\n')
    expect(codesOf(await reportOfTexts(output))).toEqual(['client-rearms-used-up', 'client-other-channel'])
  })

  it.each([
    [30 * 1_440 - 1, ['expiring-output']],
    [30 * 1_440, []],
  ] as const)('with %d minutes left', async (minutes, codes) => {
    const output = [
      'Name: Windows(R), Professional edition',
      'Description: Windows(R) Operating System, VOLUME_KMSCLIENT channel',
      'License Status: Licensed',
      `Volume activation expiration: ${minutes} minute(s) (29 day(s))`,
    ].join('\n')
    expect(codesOf(await reportOfTexts(output))).toEqual(codes)
  })
})
