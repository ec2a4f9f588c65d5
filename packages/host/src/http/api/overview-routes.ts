/** The state of the host for the first page: counts against thresholds, counters, what needs attention, activity. */
import { type ApiRoute, route } from '@muster/console'
import { AppError } from '@muster/core/errors'
import { activityHourMs } from '@muster/core/stores'
import * as v from 'valibot'
import type { HostApiContext } from './administration.ts'
import { attentionOf, attentionSchema } from './attention.ts'
import type { Checked, CheckWatch } from './check-watch.ts'
import { isoTime } from './fields.ts'
import { RememberedAnswers } from './remembered.ts'

const listening = v.object({ address: v.string(), port: v.number() })
const applicationSchema = v.object({
  applicationId: v.string(),
  name: v.string(),
  currentCount: v.number(),
  cacheCapacity: v.number(),
  highestThreshold: v.number(),
  /** The products of the catalogues that are counted here, with their thresholds. */
  products: v.array(v.object({ productId: v.string(), name: v.string(), threshold: v.number() })),
})

const sharingHostSchema = v.object({
  hostName: v.string(),
  isThisHost: v.boolean(),
  serving: v.boolean(),
  lastSeen: v.nullable(v.string()),
  total: v.number(),
  failed: v.number(),
})

/** The whole state of a host. */
export const overviewSchema = v.object({
  hostName: v.string(),
  service: v.picklist(['running', 'stopped']),
  activated: v.boolean(),
  certificateExpires: v.nullable(v.string()),
  listening,
  applications: v.array(applicationSchema),
  counters: v.object({
    total: v.number(),
    failed: v.number(),
    byLicenceState: v.record(v.string(), v.number()),
  }),
  dns: v.object({
    publishing: v.boolean(),
    domains: v.array(v.object({ domain: v.string(), state: v.string(), lastCode: v.string() })),
  }),
  intervals: v.object({ retryMinutes: v.number(), renewalMinutes: v.number() }),
  /** The hosts that share the count, this one among them; null where this host counts on its own. */
  sharing: v.nullable(v.array(sharingHostSchema)),
  attention: v.array(attentionSchema),
  /** When the doctor looked last; null before it has. */
  checkedAt: v.nullable(v.string()),
})
/** The whole state of a host. */
export type Overview = v.InferOutput<typeof overviewSchema>

/** The farthest that activity is looked back. */
const activityHoursMax = 90 * 24

const activitySchema = v.object({
  hours: v.array(
    v.object({ start: v.string(), answered: v.number(), refused: v.number(), activations: v.number() }),
  ),
})
const checksSchema = v.object({
  checkedAt: v.string(),
  checks: v.array(
    v.object({
      name: v.string(),
      verdict: v.picklist(['ok', 'warn', 'fail']),
      seen: v.string(),
      why: v.string(),
      remedy: v.nullable(v.string()),
      command: v.nullable(v.string()),
    }),
  ),
})
const hoursField = v.optional(
  v.pipe(v.string(), v.regex(/^\d{1,4}$/), v.transform(Number), v.minValue(1), v.maxValue(activityHoursMax)),
  '24',
)

/** The routes. */
export function overviewRoutes(context: HostApiContext, watch: CheckWatch | undefined): readonly ApiRoute[] {
  const remembered = new RememberedAnswers<readonly ActivityHour[]>(context.clock)
  return [
    route({
      method: 'GET',
      path: '/overview',
      operation: 'getOverview',
      summary: 'The state of the host, and what needs attention.',
      role: 'viewer',
      result: overviewSchema,
      handle: () => readOverview(context, watch),
    }),
    route({
      method: 'GET',
      path: '/checks',
      operation: 'getChecks',
      summary: 'The doctor’s named checks of this host, made now; it changes nothing.',
      role: 'viewer',
      result: checksSchema,
      handle: async () => presentChecks(await watch?.fresh()),
    }),
    route({
      method: 'GET',
      path: '/activity',
      operation: 'getActivity',
      summary: 'Requests by the hour. Hours without a request are left out.',
      role: 'viewer',
      query: v.object({ hours: hoursField }),
      result: activitySchema,
      handle: async ({ query }) => {
        const { answer } = await remembered.read(String(query.hours), () =>
          readActivity(context, query.hours),
        )
        return { hours: answer.map(({ startMs, ...sums }) => ({ start: isoTime(startMs), ...sums })) }
      },
    }),
  ]
}

/** Requests of one hour. */
interface ActivityHour {
  readonly startMs: number
  readonly answered: number
  readonly refused: number
  /** Requests of machines that were not licensed and were told a count that suffices. */
  readonly activations: number
}

async function readActivity({ administration, clock }: HostApiContext, hours: number) {
  const lastMs = Math.floor(clock.nowMs() / activityHourMs) * activityHourMs
  const sinceMs = lastMs - (hours - 1) * activityHourMs
  const buckets = await administration.withReports(({ reports }) =>
    reports.activity({ sinceMs, spanMs: activityHourMs }),
  )
  const byHour = new Map<number, ActivityHour>()
  for (const { startMs, code, requests, activations } of buckets) {
    const hour = byHour.get(startMs) ?? { startMs, answered: 0, refused: 0, activations: 0 }
    const isAnswered = code === 'success'
    byHour.set(startMs, {
      startMs,
      answered: hour.answered + (isAnswered ? requests : 0),
      refused: hour.refused + (isAnswered ? 0 : requests),
      activations: hour.activations + activations,
    })
  }
  return [...byHour.values()]
}

/** The whole state, gathered. */
export async function readOverview(
  { administration, clock }: HostApiContext,
  watch: CheckWatch | undefined,
): Promise<Overview> {
  const [status, keys] = await Promise.all([administration.status(), administration.keys()])
  const checked = watch?.look(JSON.stringify([status, keys]))
  const products = keys.flatMap(({ catalogue }) => catalogue?.products ?? [])
  return {
    hostName: administration.hostName,
    ...status,
    applications: status.applications.map((application) => ({
      ...application,
      products: products
        .filter(({ applicationId }) => applicationId === application.applicationId)
        .map(({ productId, name, edition, threshold }) => ({
          productId,
          name: `${name} ${edition}`,
          threshold,
        })),
    })),
    counters: { ...status.counters, byLicenceState: { ...status.counters.byLicenceState } },
    dns: { ...status.dns, domains: [...status.dns.domains] },
    sharing: status.sharing === null ? null : [...status.sharing],
    attention: [...attentionOf({ status, keys, nowMs: clock.nowMs(), checks: checked?.checks })],
    checkedAt: checked === undefined ? null : isoTime(checked.checkedAtMs),
  }
}

function presentChecks(checked: Checked | undefined): v.InferOutput<typeof checksSchema> {
  if (checked === undefined) throw new AppError('not-available')
  return {
    checkedAt: isoTime(checked.checkedAtMs),
    checks: checked.checks.map(({ remedy, command, ...check }) => ({
      ...check,
      remedy: remedy ?? null,
      command: command ?? null,
    })),
  }
}
