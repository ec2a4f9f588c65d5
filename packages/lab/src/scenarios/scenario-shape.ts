/** The shape of a scenario as a person writes it: times are days since the first morning. */
import { productFamilies, thresholdMax } from '@muster/core/documents'
import * as v from 'valibot'

const daysMax = 3_650
const machinesMax = 100_000
const textCharactersMax = 2_000
const hostsMax = 20
const listMax = 200

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(textCharactersMax))
const name = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'It is made of a-z, 0-9 and hyphens.'))
const day = v.pipe(v.number(), v.minValue(0), v.maxValue(daysMax))
const whole = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))
const list = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.maxLength(listMax))

const outage = v.strictObject({ from_day: day, to_day: day })

const product = v.strictObject({
  name,
  family: v.optional(v.picklist(productFamilies), 'client'),
  threshold: v.optional(whole(1, thresholdMax)),
  validity_days: v.optional(whole(1, daysMax)),
  renewal_days: v.optional(whole(1, daysMax)),
  retry_minutes: v.optional(whole(15, 43_200)),
  grace_days: v.optional(whole(0, daysMax)),
  rearm_limit: v.optional(whole(0, 1_000)),
  on_duplicate: v.optional(v.picklist(['report', 'rearm'])),
  churn: v.optional(v.picklist(['each-cmid', 'once'])),
})

const host = v.strictObject({
  name,
  /** Hosts with the same word here share one count. */
  shares_count: v.optional(name),
  outages: v.optional(list(outage), []),
  clock_offset_minutes: v.optional(v.number(), 0),
})

const group = v.strictObject({
  name,
  machines: whole(1, machinesMax),
  product: v.optional(name),
  /** Asked in turn: the first machine gets the first, the second the next. Left out: found by DNS. */
  hosts: v.optional(v.pipe(v.array(name), v.minLength(1), v.maxLength(hostsMax))),
  virtual: v.optional(v.boolean(), false),
  arrive_from_day: v.optional(day, 0),
  arrive_to_day: v.optional(day),
  leave_day: v.optional(day),
  /** Copies of one image: with a new CMID for each, or all with the image's own. */
  image: v.optional(v.picklist(['rearm', 'skip-rearm'])),
  /** How often every machine goes back to its image. */
  refresh_hours: v.optional(whole(1, 24 * 365)),
  clock_offset_minutes: v.optional(v.number(), 0),
  clock_drift_seconds_per_day: v.optional(v.number(), 0),
})

const intervention = v.strictObject({
  day,
  action: v.picklist([
    'rearm',
    'rearm-until-count',
    'change-key',
    'stop',
    'start',
    'set-clock',
    'clock-right',
    'share-count',
    'set-hosts',
  ]),
  group: v.optional(name),
  count: v.optional(whole(1, 2 * thresholdMax)),
  /** From the first machine of the group to the last. */
  over_days: v.optional(day, 0),
  minutes: v.optional(v.number(), 0),
  hosts: v.optional(v.pipe(v.array(name), v.minLength(1), v.maxLength(hostsMax))),
})

/** The shape of a scenario. */
export const scenarioSchema = v.strictObject({
  name,
  summary: text,
  question: text,
  days: v.pipe(v.number(), v.minValue(1), v.maxValue(daysMax)),
  seed: v.optional(whole(0, 2 ** 31), 1),
  dns_outages: v.optional(list(outage), []),
  products: v.pipe(v.array(product), v.minLength(1), v.maxLength(listMax)),
  hosts: v.pipe(v.array(host), v.minLength(1), v.maxLength(hostsMax)),
  groups: v.pipe(v.array(group), v.minLength(1), v.maxLength(listMax)),
  interventions: v.optional(list(intervention), []),
})

/** A checked scenario. */
export type Scenario = v.InferOutput<typeof scenarioSchema>
/** One of its groups of machines. */
export type ScenarioGroup = Scenario['groups'][number]
/** One of its hosts. */
export type ScenarioHost = Scenario['hosts'][number]
/** One of its products. */
export type ScenarioProduct = Scenario['products'][number]
/** Something that people do at a time. */
export type Intervention = Scenario['interventions'][number]

/** Machines up to which real signatures are made, and everything is checked after each event. */
export const smallMachinesMax = 100

/** All machines of a scenario. */
export function machinesOf({ groups }: Scenario): number {
  return groups.reduce((sum, { machines }) => sum + machines, 0)
}
