/** The event log: page by page, as a file, and live. */
import { type ApiRoute, eventStream, route, type Send } from '@muster/console'
import { presentEvent } from '@muster/core/events'
import type { EventQuery, StoredEvent } from '@muster/core/stores'
import * as v from 'valibot'
import type { HostApiContext } from './administration.ts'
import { afterField, isoTime, limitField, numberField, timeOf } from './fields.ts'
import { type OverviewContext, readOverview } from './overview-routes.ts'

/** How often a live stream looks for news. */
export const liveIntervalMs = 1_000
/** Events that one look passes on; of more, the newest. */
export const liveEventsMax = 200
/** Events that one file holds. */
export const exportedEventsMax = 100_000

const eventsPerPage = 500

const eventSchema = v.object({
  sequence: v.number(),
  id: v.number(),
  time: v.string(),
  level: v.picklist(['information', 'warning', 'error']),
  code: v.string(),
  message: v.string(),
  info: v.string(),
  fields: v.record(v.string(), v.union([v.string(), v.number()])),
  hostName: v.nullable(v.string()),
})

const filterFields = {
  id: numberField,
  cmid: v.optional(v.pipe(v.string(), v.uuid())),
  since: v.optional(v.pipe(v.string(), v.transform(timeOf))),
}

/** The routes. */
export function eventRoutes(context: OverviewContext): readonly ApiRoute[] {
  return [listRoute(context), exportRoute(context), liveRoute(context)]
}

function listRoute({ store }: HostApiContext): ApiRoute {
  return route({
    method: 'GET',
    path: '/events',
    operation: 'listEvents',
    summary: 'Events, newest first; page by page.',
    role: 'viewer',
    query: v.object({ ...filterFields, limit: limitField, after: afterField }),
    result: v.object({ items: v.array(eventSchema), next: v.nullable(v.string()) }),
    handle: async ({ query }) => {
      const { after, limit } = query
      const page = await store.events({ limit, ...queryOf(query), ...(after === undefined ? {} : { after }) })
      return { items: page.items.map(present), next: page.next ?? null }
    },
  })
}

function exportRoute(context: HostApiContext): ApiRoute {
  return route({
    method: 'GET',
    path: '/events/export',
    operation: 'exportEvents',
    summary: `Events as a file, newest first, at most ${exportedEventsMax}.`,
    role: 'viewer',
    query: v.object({ ...filterFields, format: v.optional(v.picklist(['csv', 'jsonl']), 'csv') }),
    mediaType: 'text/csv',
    handle: ({ query }) => {
      const isCsv = query.format === 'csv'
      const headers = {
        'content-type': isCsv ? 'text/csv; charset=utf-8' : 'application/jsonl',
        'content-disposition': `attachment; filename="muster-events.${query.format}"`,
        'cache-control': 'no-store',
      }
      return new Response(fileStream(context, queryOf(query), isCsv), { headers })
    },
  })
}

function liveRoute(context: OverviewContext): ApiRoute {
  return route({
    method: 'GET',
    path: '/live',
    operation: 'watch',
    summary:
      'Server-Sent Events: "overview" when the state changes, "events" for what is new. Resumes by Last-Event-ID.',
    role: 'viewer',
    mediaType: 'text/event-stream',
    handle: ({ signal, lastEventId }) => {
      const watch = { lastSequence: sequenceOf(lastEventId), lastOverview: '' }
      const options = { timers: context.timers, intervalMs: liveIntervalMs, signal }
      return eventStream(options, (send) => lookAgain(context, watch, send))
    },
  })
}

interface Watch {
  lastSequence: number | undefined
  lastOverview: string
}

async function lookAgain(context: OverviewContext, watch: Watch, send: Send): Promise<void> {
  const { lastSequence } = watch
  const items = await latestEvents(context, lastSequence)
  const newest = items[0]?.sequence ?? 0
  const fresh = lastSequence === undefined ? [] : items.filter(({ sequence }) => sequence > lastSequence)
  if (fresh.length > 0) send({ event: 'events', data: fresh.map(present), id: String(newest) })
  watch.lastSequence = Math.max(newest, lastSequence ?? 0)
  const overview = await readOverview(context)
  const text = JSON.stringify(overview)
  if (text === watch.lastOverview) return
  watch.lastOverview = text
  send({ event: 'overview', data: overview, id: String(watch.lastSequence) })
}

/** Newest first: only the newest one where nothing came after the last that was passed on. */
async function latestEvents(
  { store }: HostApiContext,
  lastSequence: number | undefined,
): Promise<readonly StoredEvent[]> {
  const { items } = await store.events({ limit: 1 })
  const isNew = lastSequence !== undefined && (items[0]?.sequence ?? 0) > lastSequence
  return isNew ? (await store.events({ limit: liveEventsMax })).items : items
}

function sequenceOf(lastEventId: string | undefined): number | undefined {
  return lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined
}

function queryOf(filter: {
  readonly id?: number | undefined
  readonly cmid?: string | undefined
  readonly since?: number | undefined
}): Omit<EventQuery, 'limit'> {
  const { id, cmid, since } = filter
  return {
    ...(id === undefined ? {} : { id }),
    ...(cmid === undefined ? {} : { cmid: cmid.toLowerCase() }),
    ...(since === undefined ? {} : { sinceMs: since }),
  }
}

function present({ sequence, event, hostName }: StoredEvent): v.InferOutput<typeof eventSchema> {
  const { fields, ...rest } = presentEvent(event, isoTime)
  return { sequence, ...rest, fields: { ...fields }, hostName: hostName ?? null }
}

/** One page at a time, as the reader takes it. */
function fileStream(
  { store }: HostApiContext,
  query: Omit<EventQuery, 'limit'>,
  isCsv: boolean,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const isShared = store.sharing !== undefined
  const head = ['time', 'id', 'level', 'code', 'message', 'info', ...(isShared ? ['host'] : [])]
  let after: string | undefined
  let left = exportedEventsMax
  return new ReadableStream({
    start(controller) {
      if (isCsv) controller.enqueue(encoder.encode(`${head.join(',')}\r\n`))
    },
    async pull(controller) {
      const limit = Math.min(left, eventsPerPage)
      const page = await store.events({ ...query, limit, ...(after === undefined ? {} : { after }) })
      const lines = page.items.map((item) =>
        isCsv ? csvLine(item, isShared) : `${JSON.stringify(present(item))}\n`,
      )
      if (lines.length > 0) controller.enqueue(encoder.encode(lines.join('')))
      left -= page.items.length
      after = page.next
      if (after === undefined || left <= 0) controller.close()
    },
  })
}

function csvLine(item: StoredEvent, isShared: boolean): string {
  const { time, id, level, code, message, info, hostName } = present(item)
  const host = isShared ? [hostName ?? ''] : []
  return `${[time, id, level, code, message, info, ...host].map(csvField).join(',')}\r\n`
}

/** Quoted where needed (RFC 4180); what a spreadsheet would run as a formula is made text. */
function csvField(value: string | number): string {
  const text = String(value)
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
