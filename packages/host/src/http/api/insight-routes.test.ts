import { AnswerUnderWay, type ApiCall, type ApiRoute } from '@muster/console'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import type { HostInsight, InsightCheck, SharedCmids } from '../../insight.ts'
import { CheckWatch } from './check-watch.ts'
import { duplicateRoutes } from './duplicate-routes.ts'
import { insight, ManualTimers, shared } from './insight.fixtures.ts'
import { InsightAnswers } from './insight-answers.ts'
import { reportRoutes } from './report-routes.ts'

const clock = { now: Date.UTC(2026, 0, 1), nowMs: () => clock.now }
const timers = new ManualTimers()

function routesWith(changes: Partial<HostInsight> = {}): readonly ApiRoute[] {
  const answers = new InsightAnswers({ clock, timers, insight: { ...insight, ...changes } })
  return [...duplicateRoutes(answers), ...reportRoutes(answers)]
}

async function call<Result>(
  routes: readonly ApiRoute[],
  path: string,
  query: Record<string, string> = {},
  parameters: Record<string, string> = {},
  prefersLater = false,
): Promise<Result> {
  const route = routes.find((candidate) => candidate.path === path)
  if (route === undefined) throw new Error(path)
  const checked = route.query === undefined ? undefined : v.parse(route.query, query)
  return (await route.handle({ query: checked, parameters, prefersLater } as unknown as ApiCall)) as Result
}

describe('duplicates over the API', () => {
  const many = Array.from({ length: 120 }, (_, n) => ({ ...shared, cmid: `cmid-${n}` }))
  const routes = routesWith({ duplicates: async () => ({ duplicates: many, totals: [], complete: true }) })
  type Found = { items: { cmid: string }[]; next: string | null; cmids: number; machines: number }

  test('R9.1 come page by page, with totals of all', async () => {
    const first = await call<Found>(routes, '/duplicates', { limit: '50' })
    expect([first.items.length, first.next, first.cmids, first.machines]).toEqual([50, '50', 120, 240])
    const last = await call<Found>(routes, '/duplicates', { limit: '50', after: '100' })
    expect([last.items.length, last.next]).toEqual([20, null])
  })

  test('are searched by CMID, name and address', async () => {
    const search = async (text: string) =>
      (await call<Found>(routes, '/duplicates', { search: text })).items.length
    expect(await search('cmid-119')).toBe(1)
    expect(await search('DESK-01-Copy')).toBe(50)
    expect(await search('198.51.100.')).toBe(0)
  })

  test('of a CMID that is none there are no relations', async () => {
    const asked = call(routes, '/machines/:cmid/relations', {}, { cmid: 'nobody' })
    await expect(asked).rejects.toMatchObject({ code: 'not-found' })
  })

  test('a host without insight says that it has none', async () => {
    const bare = duplicateRoutes(new InsightAnswers({ clock, timers }))
    await expect(call(bare, '/churn')).rejects.toMatchObject({ code: 'not-available' })
  })
})

describe('answers that take long', () => {
  test('are waited for, but not by who asks again: it is told since when they are made', async () => {
    let isMade: (found: SharedCmids) => void = () => undefined
    const routes = routesWith({ duplicates: () => new Promise((resolve) => (isMade = resolve)) })
    const later = () => call<unknown>(routes, '/duplicates', {}, {}, true)
    const first = later()
    await timers.pass()
    const underWay = await first
    expect(underWay).toBeInstanceOf(AnswerUnderWay)
    expect((underWay as AnswerUnderWay).beganAtMs).toBe(clock.now)
    const patient = call<unknown>(routes, '/duplicates')
    isMade({ duplicates: [shared], totals: [], complete: true })
    expect(await patient).toMatchObject({ cmids: 1, isBeingRenewed: false })
    expect(await later()).toMatchObject({ cmids: 1, isBeingRenewed: false })
  })

  test('are made before anybody asks while somebody looks, one after another, and not at once again', async () => {
    const made: string[] = []
    const note = <Answer>(name: string, answer: Promise<Answer>) => {
      made.push(name)
      return answer
    }
    const answers = new InsightAnswers({
      clock,
      timers,
      insight: {
        ...insight,
        duplicates: (span) => note('duplicates', insight.duplicates(span)),
        churn: (span, machinesMax) => note('churn', insight.churn(span, machinesMax)),
        report: (name, span) => note(name, insight.report(name, span)),
      },
    })
    answers.makeAhead()
    answers.makeAhead()
    await expect.poll(() => made).toEqual(['duplicates', 'churn', 'counts'])
    const later = { prefersLater: true }
    expect(await answers.report('counts', 30, later)).toMatchObject({ kind: 'there', isBeingRenewed: false })
    clock.now += 29_999
    answers.makeAhead()
    clock.now += 70_000
    expect(made).toHaveLength(3)
    answers.makeAhead()
    await expect.poll(() => made).toHaveLength(6)
  })
})

describe('reports over the API', () => {
  test('show 200 rows and say how many there are', async () => {
    const report = await call<{ rows: unknown[]; rowsTotal: number }>(routesWith(), '/reports/:name')
    expect([report.rows.length, report.rowsTotal]).toEqual([200, 250])
  })

  test.each([
    ['csv', 'text/csv; charset=utf-8'],
    ['json', 'application/json'],
    ['html', 'text/html; charset=utf-8'],
  ])('come as %s under a name of their own', async (format, mediaType) => {
    const response = await call<Response>(routesWith(), '/reports/:name/file', { format }, { name: 'counts' })
    expect(response.headers.get('content-type')).toBe(mediaType)
    expect(response.headers.get('content-disposition')).toContain(`muster-counts-2026-01-01.${format}`)
    expect(await response.text()).toBe(`in ${format}`)
  })
})

describe('checks while somebody looks', () => {
  test('begin at the first look, again when the state has changed, and after a minute', async () => {
    let made = 0
    const checks = async (): Promise<readonly InsightCheck[]> => [
      { name: 'disk', verdict: 'ok', seen: String(++made), why: '' },
    ]
    const watch = new CheckWatch({ clock, timers }, { ...insight, checks })
    const seen = (signature: string) => watch.look(signature)?.checks[0]?.seen
    expect(seen('a')).toBeUndefined()
    await expect.poll(() => seen('a')).toBe('1')
    clock.now += 2_999
    expect([seen('b'), made]).toEqual(['1', 1])
    clock.now += 1
    seen('b')
    await expect.poll(() => seen('b')).toBe('2')
    clock.now += 59_999
    expect([seen('b'), made]).toEqual(['2', 2])
    clock.now += 1
    seen('b')
    await expect.poll(() => seen('b')).toBe('3')
  })

  test('that are to be new are not waited for by who asks again', async () => {
    let isMade: (checks: readonly InsightCheck[]) => void = () => undefined
    let made = 0
    const checks = () => {
      made++
      return new Promise<readonly InsightCheck[]>((resolve) => (isMade = resolve))
    }
    const watch = new CheckWatch({ clock, timers }, { ...insight, checks })
    const first = watch.soon()
    await timers.pass()
    expect(await first).toEqual({ kind: 'under-way', beganAtMs: clock.now })
    const waiting = watch.fresh()
    isMade([])
    expect(await waiting).toMatchObject({ checks: [] })
    clock.now += 3_000
    expect(await watch.soon()).toMatchObject({ checks: [] })
    expect(made).toBe(1)
    clock.now += 1
    const again = watch.soon()
    await timers.pass()
    expect([await again, made]).toEqual([{ kind: 'under-way', beganAtMs: clock.now }, 2])
  })
})
