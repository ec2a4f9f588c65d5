import type { ApiCall, ApiRoute } from '@muster/console'
import { AppError } from '@muster/core/errors'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import type { HostInsight, InsightCheck } from '../../insight.ts'
import type { HostApiContext } from './administration.ts'
import { CheckWatch } from './check-watch.ts'
import { duplicateRoutes } from './duplicate-routes.ts'
import { insight, shared } from './insight.fixtures.ts'
import { answerMsMax, RememberedAnswers } from './remembered.ts'
import { reportRoutes } from './report-routes.ts'

const clock = { now: Date.UTC(2026, 0, 1), nowMs: () => clock.now }

function routesWith(changes: Partial<HostInsight> = {}): readonly ApiRoute[] {
  const context = { clock, insight: { ...insight, ...changes } } as unknown as HostApiContext
  return [...duplicateRoutes(context), ...reportRoutes(context)]
}

async function call<Result>(
  routes: readonly ApiRoute[],
  path: string,
  query: Record<string, string> = {},
  parameters: Record<string, string> = {},
): Promise<Result> {
  const route = routes.find((candidate) => candidate.path === path)
  if (route === undefined) throw new Error(path)
  const checked = route.query === undefined ? undefined : v.parse(route.query, query)
  return (await route.handle({ query: checked, parameters } as unknown as ApiCall)) as Result
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
    const bare = duplicateRoutes({ clock } as unknown as HostApiContext)
    await expect(call(bare, '/churn')).rejects.toMatchObject({ code: 'not-available' })
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

describe('answers that are remembered', () => {
  test('are made once for all who ask at the same time, and again once they are old', async () => {
    const remembered = new RememberedAnswers<number>(clock)
    let made = 0
    const make = async () => ++made
    const asked = await Promise.all([remembered.read('', make), remembered.read('', make)])
    expect(asked.map(({ answer }) => answer)).toEqual([1, 1])
    clock.now += 2_000
    expect((await remembered.read('', make)).answer).toBe(1)
    clock.now += 1
    expect((await remembered.read('', make)).answer).toBe(1)
    await expect.poll(async () => (await remembered.read('', make)).answer).toBe(2)
    clock.now += answerMsMax + 1
    expect((await remembered.read('', make)).answer).toBe(3)
  })

  test('a failure is told to who waits and not remembered', async () => {
    const remembered = new RememberedAnswers<number>(clock)
    const failing = remembered.read('', () => Promise.reject(new AppError('store-failed')))
    await expect(failing).rejects.toMatchObject({ code: 'store-failed' })
    expect((await remembered.read('', async () => 7)).answer).toBe(7)
  })
})

describe('checks while somebody looks', () => {
  test('begin at the first look, again when the state has changed, and after a minute', async () => {
    let made = 0
    const checks = async (): Promise<readonly InsightCheck[]> => [
      { name: 'disk', verdict: 'ok', seen: String(++made), why: '' },
    ]
    const watch = new CheckWatch(clock, { ...insight, checks })
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
})
