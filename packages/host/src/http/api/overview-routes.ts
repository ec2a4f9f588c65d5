/** The state of the host for the first page: counts against thresholds, counters, what needs attention, activity. */
import { AnswerUnderWay, type ApiCall, type ApiRoute, route } from '@muster/console'
import { AppError } from '@muster/core/errors'
import { type ActivityHour, activityHourMs } from '@muster/core/stores'
import * as v from 'valibot'
import type { HostApiContext } from './administration.ts'
import { attentionOf, attentionSchema } from './attention.ts'
import type { Checked, CheckWatch } from './check-watch.ts'
import { isoTime } from './fields.ts'
import type { InsightAnswers } from './insight-answers.ts'
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
/** How much of it is read at a time: with many products and outcomes an hour has many sums. */
const activityStepMs = 15 * 24 * activityHourMs

/** What the state is made of. */
export interface OverviewContext extends HostApiContext {
  /** Absent where there is no insight. */
  readonly watch: CheckWatch | undefined
  readonly answers: InsightAnswers
}

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
export function overviewRoutes(context: OverviewContext): readonly ApiRoute[] {
  const remembered = new RememberedAnswers<readonly ActivityHour[]>(context)
  return [
    route({
      method: 'GET',
      path: '/overview',
      operation: 'getOverview',
      summary: 'The state of the host, and what needs attention.',
      role: 'viewer',
      result: overviewSchema,
      handle: () => readOverview(context),
    }),
    route({
      method: 'GET',
      path: '/checks',
      operation: 'getChecks',
      summary: 'The doctor’s named checks of this host, made now; it changes nothing.',
      role: 'viewer',
      mayTakeLong: true,
      result: checksSchema,
      handle: (call) => readChecks(context, call),
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

/** A few days at a time: whatever else waits has its turn in between. */
function readActivity({ administration, clock, timers }: HostApiContext, hours: number) {
  const endMs = (Math.floor(clock.nowMs() / activityHourMs) + 1) * activityHourMs
  return administration.withReports(async ({ reports }) => {
    const found: ActivityHour[] = []
    for (let sinceMs = endMs - hours * activityHourMs; sinceMs < endMs; sinceMs += activityStepMs) {
      const untilMs = Math.min(endMs, sinceMs + activityStepMs)
      found.push(...(await reports.activityHours({ sinceMs, untilMs })))
      await new Promise<void>((resolve) => timers.after(0, resolve))
    }
    return found
  })
}

/** The whole state, gathered. Somebody looks at the console: what its pages ask for next is made behind it. */
export async function readOverview({
  administration,
  clock,
  watch,
  answers,
}: OverviewContext): Promise<Overview> {
  const [status, keys] = await Promise.all([administration.status(), administration.keys()])
  const checked = watch?.look(JSON.stringify([status, keys]))
  // The page waits for the first checks, which need the same thread.
  if (checked !== undefined) answers.makeAhead()
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

async function readChecks({ watch }: OverviewContext, { prefersLater }: Pick<ApiCall, 'prefersLater'>) {
  if (watch === undefined) throw new AppError('not-available')
  const checked = prefersLater ? await watch.soon() : await watch.fresh()
  return 'checks' in checked ? presentChecks(checked) : new AnswerUnderWay(checked.beganAtMs)
}

function presentChecks(checked: Checked): v.InferOutput<typeof checksSchema> {
  return {
    checkedAt: isoTime(checked.checkedAtMs),
    checks: checked.checks.map(({ remedy, command, ...check }) => ({
      ...check,
      remedy: remedy ?? null,
      command: command ?? null,
    })),
  }
}
