/** Machines that share a CMID (R9.1), and machines under several (R9.4). */
import { type ApiRoute, route } from '@muster/console'
import { AppError } from '@muster/core/errors'
import * as v from 'valibot'
import type { HostInsight, SharedCmid } from '../../insight.ts'
import type { HostApiContext } from './administration.ts'
import { isoTime, limitField, searchField } from './fields.ts'
import { RememberedAnswers } from './remembered.ts'

const msPerDay = 86_400_000
/** The time in which a machine counts; churn is judged by it (R9.4). */
const countedDays = 30
const daysMax = 365
/** Machines under several CMIDs that are named; the totals are of all. */
const churningMachinesMax = 100

const sharedSchema = v.object({
  cmid: v.string(),
  applicationId: v.string(),
  applicationName: v.string(),
  countWithoutDuplication: v.number(),
  machines: v.array(
    v.object({
      machineName: v.string(),
      address: v.string(),
      firstSeen: v.string(),
      lastSeen: v.string(),
      evidence: v.nullable(v.string()),
      ownCmid: v.nullable(v.string()),
    }),
  ),
})
const sharingTotalsSchema = v.object({
  applicationId: v.string(),
  applicationName: v.string(),
  count: v.number(),
  countWithoutDuplication: v.number(),
})
const churnMachineSchema = v.object({
  machineName: v.string(),
  fingerprint: v.string(),
  applicationId: v.string(),
  applicationName: v.string(),
  cmids: v.number(),
  counted: v.number(),
  firstSeen: v.string(),
  lastSeen: v.string(),
  latestCmid: v.nullable(v.string()),
})
const churnTotalsSchema = v.object({
  applicationId: v.string(),
  applicationName: v.string(),
  machines: v.number(),
  cmids: v.number(),
  counted: v.number(),
  count: v.number(),
})
const daysField = v.optional(
  v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number), v.minValue(1), v.maxValue(daysMax)),
  String(countedDays),
)
const placeField = v.optional(v.pipe(v.string(), v.regex(/^\d{1,7}$/), v.transform(Number)), '0')

/** The routes. */
export function duplicateRoutes(context: HostApiContext): readonly ApiRoute[] {
  return [duplicatesRoute(context), churnRoute(context), relationsRoute(context)]
}

function duplicatesRoute(context: HostApiContext): ApiRoute {
  const remembered = new RememberedAnswers<Awaited<ReturnType<HostInsight['duplicates']>>>(context.clock)
  return route({
    method: 'GET',
    path: '/duplicates',
    operation: 'listDuplicates',
    summary:
      'CMIDs that several machines share, with the evidence and what the count would be; page by page.',
    role: 'viewer',
    query: v.object({ days: daysField, search: searchField, limit: limitField, after: placeField }),
    result: v.object({
      asOf: v.string(),
      complete: v.boolean(),
      cmids: v.number(),
      machines: v.number(),
      totals: v.array(sharingTotalsSchema),
      items: v.array(sharedSchema),
      next: v.nullable(v.string()),
    }),
    handle: async ({ query: { days, search, limit, after } }) => {
      const { answer, madeAtMs } = await remembered.read(String(days), () =>
        insightOf(context).duplicates(spanOf(context, days)),
      )
      const found = answer.duplicates.filter((shared) => isAbout(shared, search))
      const end = after + limit
      return {
        asOf: isoTime(madeAtMs),
        complete: answer.complete,
        cmids: answer.duplicates.length,
        machines: answer.duplicates.reduce((sum, { machines }) => sum + machines.length, 0),
        totals: answer.totals.map((total) => ({ ...total })),
        items: found.slice(after, end).map(presentShared),
        next: end < found.length ? String(end) : null,
      }
    },
  })
}

function churnRoute(context: HostApiContext): ApiRoute {
  const remembered = new RememberedAnswers<Awaited<ReturnType<HostInsight['churn']>>>(context.clock)
  return route({
    method: 'GET',
    path: '/churn',
    operation: 'getChurn',
    summary: `Machines under several CMIDs within ${countedDays} days, and their share of the count.`,
    role: 'viewer',
    result: v.object({
      asOf: v.string(),
      totals: v.array(churnTotalsSchema),
      machines: v.array(churnMachineSchema),
    }),
    handle: async () => {
      const { answer, madeAtMs } = await remembered.read('', () =>
        insightOf(context).churn(spanOf(context, countedDays), churningMachinesMax),
      )
      return {
        asOf: isoTime(madeAtMs),
        totals: answer.totals.map((total) => ({ ...total })),
        machines: answer.machines.map(({ machineName, firstSeenMs, lastSeenMs, ...machine }) => ({
          ...machine,
          machineName: machineName ?? '',
          firstSeen: isoTime(firstSeenMs),
          lastSeen: isoTime(lastSeenMs),
        })),
      }
    },
  })
}

function relationsRoute(context: HostApiContext): ApiRoute {
  return route({
    method: 'GET',
    path: '/machines/:cmid/relations',
    operation: 'getMachineRelations',
    summary: 'Whether several machines use this CMID, and the other CMIDs of the same hardware.',
    role: 'viewer',
    result: v.object({
      shared: v.array(sharedSchema),
      otherCmids: v.array(v.object({ cmid: v.string(), firstSeen: v.string(), lastSeen: v.string() })),
    }),
    handle: async ({ parameters: { cmid = '' } }) => {
      if (!v.is(v.pipe(v.string(), v.uuid()), cmid)) throw new AppError('not-found')
      const span = spanOf(context, daysMax)
      const { shared, otherCmids } = await insightOf(context).relations(cmid.toLowerCase(), span)
      return {
        shared: shared.map(presentShared),
        otherCmids: otherCmids.map(({ cmid: other, firstSeenMs, lastSeenMs }) => ({
          cmid: other,
          firstSeen: isoTime(firstSeenMs),
          lastSeen: isoTime(lastSeenMs),
        })),
      }
    },
  })
}

/** What was handed in. Throws `not-available` where nothing was. */
export function insightOf({ insight }: HostApiContext): HostInsight {
  if (insight === undefined) throw new AppError('not-available')
  return insight
}

function spanOf({ clock }: HostApiContext, days: number) {
  const nowMs = clock.nowMs()
  return { nowMs, sinceMs: nowMs - days * msPerDay }
}

function isAbout({ cmid, machines }: SharedCmid, search: string): boolean {
  if (search === '') return true
  const texts = [cmid, ...machines.flatMap(({ machineName, address }) => [machineName, address])]
  return texts.some((text) => text.toLowerCase().includes(search))
}

function presentShared({ machines, ...shared }: SharedCmid): v.InferOutput<typeof sharedSchema> {
  return { ...shared, machines: machines.map((machine) => ({ ...machine })) }
}
