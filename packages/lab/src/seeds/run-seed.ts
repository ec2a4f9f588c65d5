/** Runs the world of a seed from its first day to its settling. The same seed gives the same run, byte for byte. */
import type { Cryptography } from '@muster/core/ports'
import { Violation } from '../checks/checker.ts'
import { strike } from './faults.ts'
import { strikeAuthority } from './mak-faults.ts'
import { planOf, type SeedPlan } from './seed-plan.ts'
import { createSeedWorld, type SeedWorld } from './seed-world.ts'
import { endFaults, judge, settleMs } from './settle.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** How a run ended. */
export interface SeedOutcome {
  readonly seed: number
  readonly plan: SeedPlan
  /** Of everything that happened. */
  readonly traceHash: string
  readonly events: number
  readonly requests: number
  readonly virtualDays: number
  /** What was broken; absent where all held. */
  readonly violation?: { readonly rule: string; readonly what: string; readonly virtualMs: number }
}

/** Runs a seed once. */
export async function runSeed(seed: number, cryptography: Cryptography): Promise<SeedOutcome> {
  const plan = planOf(seed)
  const seeded = await createSeedWorld(seed, plan, cryptography)
  const { world } = seeded
  const startMs = world.nowMs
  const outcome = (violation?: SeedOutcome['violation']): SeedOutcome => ({
    seed,
    plan,
    traceHash: world.parts.trace.hash,
    events: world.parts.time.events,
    requests: requestsOf(seeded),
    virtualDays: Math.round((world.nowMs - startMs) / dayMs),
    ...(violation === undefined ? {} : { violation }),
  })
  try {
    await live(seeded)
    return outcome()
  } catch (error) {
    if (!(error instanceof Violation)) throw error
    return outcome({ rule: error.rule, what: error.message, virtualMs: world.nowMs - startMs })
  }
}

/** Runs a seed twice and compares; a run that differs is broken itself. */
export async function runSeedTwice(seed: number, cryptography: Cryptography): Promise<SeedOutcome> {
  const first = await runSeed(seed, cryptography)
  const second = await runSeed(seed, cryptography)
  if (first.traceHash === second.traceHash && first.events === second.events) return first
  const what = `${first.traceHash} after ${first.events} events, then ${second.traceHash} after ${second.events}`
  return { ...second, violation: { rule: 'same seed, same run', what, virtualMs: 0 } }
}

async function live(seeded: SeedWorld): Promise<void> {
  const { world, plan, random } = seeded
  const endMs = world.nowMs + plan.days * dayMs
  const scheduleFault = () => {
    const delayMs = random.between(1, plan.faultHoursMax * hourMs)
    if (world.nowMs + delayMs >= endMs) return
    world.at(delayMs, 'fault', () => {
      strike(seeded)
      scheduleFault()
    })
  }
  scheduleFault()
  if (plan.mak.machines > 0) scheduleAuthorityFaults(seeded, endMs)
  await world.run(plan.days * dayMs)
  endFaults(seeded)
  await world.run(settleMs)
  judge(seeded)
  world.finish()
}

function scheduleAuthorityFaults(seeded: SeedWorld, endMs: number): void {
  const { world, plan, random } = seeded
  const delayMs = random.between(1, plan.mak.faultHoursMax * hourMs)
  if (world.nowMs + delayMs >= endMs) return
  world.at(delayMs, 'fault of the authority', () => {
    strikeAuthority(seeded)
    scheduleAuthorityFaults(seeded, endMs)
  })
}

function requestsOf({ world }: SeedWorld): number {
  const counted = new Set([...world.hosts.values()].map(({ data }) => data.counted))
  return [...counted].reduce((sum, data) => sum + (data.counters.get('total') ?? 0), 0)
}
