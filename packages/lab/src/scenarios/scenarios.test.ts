import { readdirSync, readFileSync } from 'node:fs'
import { AppError } from '@muster/core/errors'
import { describe, expect, test } from 'vitest'
import { scenarioHtml } from '../report/html-report.ts'
import { formatScenarioReport } from '../report/text-report.ts'
import type { ScenarioReport } from './report-shape.ts'
import { runScenario } from './run-scenario.ts'
import { readScenario } from './schema.ts'

const folder = new URL('../../scenarios/', import.meta.url)
const fileNames = readdirSync(folder).sort()

/** Runs the first days of a shipped scenario; with rarer retries it takes less time. */
async function run(name: string, days: number, retryMinutes?: number): Promise<ScenarioReport> {
  const scenario = readScenario(readFileSync(new URL(`${name}.toml`, folder), 'utf8'))
  const retry = retryMinutes === undefined ? {} : { retry_minutes: retryMinutes }
  const products = scenario.products.map((product) => ({ ...product, ...retry }))
  return runScenario({ ...scenario, days, products })
}

describe('the shipped scenarios', () => {
  test('each is under its own name', () => {
    const names = fileNames.map((file) => readScenario(readFileSync(new URL(file, folder), 'utf8')).name)
    expect(names.map((name) => `${name}.toml`)).toEqual(fileNames)
    expect(names.length).toBeGreaterThanOrEqual(9)
  })

  test('R2.2 first-office: nobody is licensed before 25 have asked, then everybody within hours', async () => {
    const { hosts, groups, samples } = await run('first-office', 12, 360)
    const reached = hosts[0]?.thresholdReachedDay ?? 0
    expect(reached).toBeGreaterThan(3)
    expect(samples.filter(({ day }) => day < reached - 0.1).every(({ states }) => states[1] === 0)).toBe(true)
    expect(groups[0]).toMatchObject({ everLicensed: 32, licensedAtEnd: 32, cmids: 32 })
  })

  test('R2.4 servers-only: five are enough, and the cache holds ten', async () => {
    const { hosts, groups } = await run('servers-only', 10)
    expect(hosts[0]).toMatchObject({ highestCount: 8, capacity: 10 })
    expect(groups[0]?.licensedAtEnd).toBe(8)
  })

  test('R2.3 vdi-poc: a count made by rearm holds 30 days, then the ten that exist are left', async () => {
    const { hosts, groups, samples } = await run('vdi-poc', 36)
    const counts = samples.map((sample) => [sample.day, sample.counts[0] ?? 0] as const)
    expect(counts.filter(([day]) => day > 3 && day < 30).every(([, count]) => count >= 25)).toBe(true)
    expect(hosts[0]?.finalCount).toBe(10)
    expect(groups[0]?.cmids).toBeGreaterThanOrEqual(25)
    expect(groups[0]?.licensedAtEnd).toBe(10)
  })

  test('R2.4 vdi-refresh: the cache fills with machines that no longer exist, and never beyond 50', async () => {
    const { hosts, groups } = await run('vdi-refresh', 10)
    expect(hosts[0]).toMatchObject({ highestCount: 50, capacity: 50 })
    expect(groups[0]?.cmids).toBeGreaterThanOrEqual(270)
  })

  test('R2.5 duplicate-image: forty machines count 1 until they are rearmed', async () => {
    const { hosts, groups, samples } = await run('duplicate-image', 24, 720)
    const before = samples.filter(({ day }) => day > 3 && day < 20)
    expect(before.every(({ counts, states }) => counts[0] === 1 && states[1] === 0)).toBe(true)
    expect(hosts[0]?.finalCount).toBe(41)
    expect(groups[0]?.licensedAtEnd).toBe(40)
  })

  test('R2.13 two-hosts-split: 60 machines over three counts are too few, over one they are enough', async () => {
    const { groups, samples, hosts, findings } = await run('two-hosts-split', 22, 720)
    const before = samples.filter(({ day }) => day > 8 && day < 20)
    expect(before.every(({ counts }) => counts.every((count) => count === 20))).toBe(true)
    expect(before.every(({ states }) => states[1] === 0)).toBe(true)
    expect(groups[0]?.licensedAtEnd).toBe(60)
    expect(findings[0]).toBe('From day 21 on north, south and west share one count.')
    expect(samples.every(({ requestsPerHour }) => requestsPerHour >= 0)).toBe(true)
    expect(new Set(hosts.map(({ requests }) => requests)).size).toBe(3)
  })

  test('R2.7 clock-drift: who is six hours behind is refused until the clock is right', async () => {
    const { groups, hosts } = await run('clock-drift', 43, 360)
    const behind = groups.find(({ name }) => name === 'behind')
    expect(behind?.waitHours?.shortest).toBeGreaterThan(39 * 24)
    expect(behind?.licensedAtEnd).toBe(5)
    expect(hosts[0]?.refused).toBeGreaterThan(0)
  })

  test('R4.5 key-change: each machine counts twice for a while', async () => {
    const { groups, hosts } = await run('key-change', 55, 720)
    expect(groups[0]?.cmids).toBe(40)
    expect(hosts[0]?.highestCount).toBe(40)
  })

  test('R4.3 host-outage: a licence lasts 180 days from the last renewal, and grace follows', async () => {
    const scenario = readScenario(readFileSync(new URL('host-outage.toml', folder), 'utf8'))
    const [product] = scenario.products
    const quick = {
      ...product,
      name: 'writer',
      family: 'client',
      validity_days: 20,
      retry_minutes: 720,
    } as const
    const hosts = [{ name: 'host-1', clock_offset_minutes: 0, outages: [{ from_day: 20, to_day: 60 }] }]
    const { groups, samples } = await runScenario({ ...scenario, days: 64, products: [quick], hosts })
    const during = samples.filter(({ day }) => day > 20 && day < 60)
    expect(during.every(({ counts }) => counts[0] === null)).toBe(true)
    expect(groups[0]?.firstLapseDay).toBeGreaterThan(32)
    expect(groups[0]?.licensedAtEnd).toBe(26)
  })
})

describe('reports', () => {
  test('the same seed gives the same report, another seed another', async () => {
    const [first, second] = [await run('servers-only', 5), await run('servers-only', 5)]
    expect(second).toEqual(first)
    const scenario = readScenario(readFileSync(new URL('servers-only.toml', folder), 'utf8'))
    const other = await runScenario({ ...scenario, days: 5, seed: 2 })
    expect(other.traceHash).not.toBe(first.traceHash)
  })

  test('the text fits a terminal, and the HTML is one file that loads nothing', async () => {
    const report = await run('servers-only', 5)
    const lines = formatScenarioReport(report, 80).split('\n')
    expect(lines.filter((line) => /[▁▂▃▄▅▆▇█]/.test(line))).toHaveLength(3)
    expect(lines.filter((line) => /[▁▂▃▄▅▆▇█]/.test(line)).every((line) => line.length <= 80)).toBe(true)
    const html = scenarioHtml(report)
    expect(html.match(/<svg/g)).toHaveLength(3)
    expect(html).not.toMatch(/<script|src=|href=|url\(/)
  })
})

describe('what a person writes', () => {
  const valid = readFileSync(new URL('servers-only.toml', folder), 'utf8')

  test.each([
    ['a host that is not there', `${valid}hosts = ["host-9"]\n`, 'groups.servers.hosts'],
    ['an unknown field', `${valid}machine = 3\n`, 'groups.1.machine: there is no such field'],
    ['a field that is missing', valid.replace('machines = 8', ''), 'groups.1.machines: it is missing'],
    ['a word for a number', valid.replace('machines = 8', 'machines = "8"'), 'and not number'],
    ['a group without machines', valid.replace('machines = 8', 'machines = 0'), 'groups.1.machines'],
    ['two groups of one name', `${valid}[[groups]]\nname = "servers"\nmachines = 2\n`, 'two have the name'],
    [
      'a moment after the end',
      `${valid}[[interventions]]\nday = 99\naction = "rearm"\n`,
      'interventions.1.day',
    ],
    [
      'a clock that is set by nothing',
      `${valid}[[interventions]]\nday = 1\naction = "set-clock"\n`,
      'minutes',
    ],
    ['an outage that ends before it begins', `${valid}[[dns_outages]]\nfrom_day = 3\nto_day = 2\n`, 'to_day'],
    ['text that is no TOML', `${valid}= 3`, 'line'],
  ])('%s is refused with its place', (_name, text, place) => {
    const read = () => readScenario(text)
    expect(read).toThrow(AppError)
    expect(read).toThrow(place)
  })
})
