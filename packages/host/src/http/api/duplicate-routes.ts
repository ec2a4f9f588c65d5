/** Machines that share a CMID (R9.1), and machines under several (R9.4). */
import { AnswerUnderWay, type ApiRoute, route } from '@muster/console'
import { AppError } from '@muster/core/errors'
import * as v from 'valibot'
import type { SharedCmid } from '../../insight.ts'
import { isoTime, limitField, searchField } from './fields.ts'
import { type InsightAnswers, usualDays } from './insight-answers.ts'

const daysMax = 365

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
  String(usualDays),
)
const placeField = v.optional(v.pipe(v.string(), v.regex(/^\d{1,7}$/), v.transform(Number)), '0')

/** The routes. */
export function duplicateRoutes(answers: InsightAnswers): readonly ApiRoute[] {
  return [duplicatesRoute(answers), churnRoute(answers), relationsRoute(answers)]
}

function duplicatesRoute(answers: InsightAnswers): ApiRoute {
  return route({
    method: 'GET',
    path: '/duplicates',
    operation: 'listDuplicates',
    summary:
      'CMIDs that several machines share, with the evidence and what the count would be; page by page.',
    role: 'viewer',
    mayTakeLong: true,
    query: v.object({ days: daysField, search: searchField, limit: limitField, after: placeField }),
    result: v.object({
      asOf: v.string(),
      isBeingRenewed: v.boolean(),
      complete: v.boolean(),
      cmids: v.number(),
      machines: v.number(),
      totals: v.array(sharingTotalsSchema),
      items: v.array(sharedSchema),
      next: v.nullable(v.string()),
    }),
    handle: async (call) => {
      const { days, search, limit, after } = call.query
      const answered = await answers.duplicates(days, call)
      if (answered instanceof AnswerUnderWay) return answered
      const { answer, madeAtMs, isBeingRenewed } = answered
      const found = answer.duplicates.filter((shared) => isAbout(shared, search))
      const end = after + limit
      return {
        asOf: isoTime(madeAtMs),
        isBeingRenewed,
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

function churnRoute(answers: InsightAnswers): ApiRoute {
  return route({
    method: 'GET',
    path: '/churn',
    operation: 'getChurn',
    summary: `Machines under several CMIDs within ${usualDays} days, and their share of the count.`,
    role: 'viewer',
    mayTakeLong: true,
    result: v.object({
      asOf: v.string(),
      isBeingRenewed: v.boolean(),
      totals: v.array(churnTotalsSchema),
      machines: v.array(churnMachineSchema),
    }),
    handle: async (call) => {
      const answered = await answers.churn(call)
      if (answered instanceof AnswerUnderWay) return answered
      const { answer, madeAtMs, isBeingRenewed } = answered
      return {
        asOf: isoTime(madeAtMs),
        isBeingRenewed,
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

function relationsRoute(answers: InsightAnswers): ApiRoute {
  return route({
    method: 'GET',
    path: '/machines/:cmid/relations',
    operation: 'getMachineRelations',
    summary: 'Whether several machines use this CMID, and the other CMIDs of the same hardware.',
    role: 'viewer',
    mayTakeLong: true,
    result: v.object({
      shared: v.array(sharedSchema),
      otherCmids: v.array(v.object({ cmid: v.string(), firstSeen: v.string(), lastSeen: v.string() })),
    }),
    handle: async (call) => {
      const { cmid = '' } = call.parameters
      if (!v.is(v.pipe(v.string(), v.uuid()), cmid)) throw new AppError('not-found')
      const answered = await answers.relations(cmid.toLowerCase(), call)
      if (answered instanceof AnswerUnderWay) return answered
      const { shared, otherCmids } = answered.answer
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

function isAbout({ cmid, machines }: SharedCmid, search: string): boolean {
  if (search === '') return true
  const texts = [cmid, ...machines.flatMap(({ machineName, address }) => [machineName, address])]
  return texts.some((text) => text.toLowerCase().includes(search))
}

function presentShared({ machines, ...shared }: SharedCmid): v.InferOutput<typeof sharedSchema> {
  return { ...shared, machines: machines.map((machine) => ({ ...machine })) }
}
