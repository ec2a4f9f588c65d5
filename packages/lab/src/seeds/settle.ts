/** With the faults over, everything comes right in bounded time: each machine is licensed, or says rightly why not. */
import { Violation } from '../checks/checker.ts'
import { soundDatabase } from '../database/conditions.ts'
import type { SimulatedDatabase } from '../database/simulated-database.ts'
import { soundDisk } from '../disk/simulated-disk.ts'
import { soundStore } from '../disk/simulated-store.ts'
import { calmNetwork } from '../network/conditions.ts'
import type { SimulatedHost } from '../world/simulated-host.ts'
import type { SimulatedMachine } from '../world/simulated-machine.ts'
import { type SeedWorld, setUp } from './seed-world.ts'

/** A renewal interval with its spread, and some retries. */
export const settleMs = 9 * 86_400_000
const minuteMs = 60_000
const overdueMsMax = 10 * minuteMs

/** Ends all faults, as administrators who noticed would. */
export function endFaults(seeded: SeedWorld): void {
  const { world } = seeded
  const { network } = world.parts
  network.conditions = calmNetwork
  network.mendAll()
  world.setDns(true)
  world.authority.conditions = soundStore
  world.authority.start()
  for (const host of world.hosts.values()) {
    host.conditions = soundStore
    mendDatabase(host.data.database)
    host.clock.set()
    world.startHost(host, minuteMs)
  }
  for (const machine of world.machines.values()) {
    machine.diskConditions = soundDisk
    machine.clock.set()
    if (!machine.hasLeft)
      world.at(2 * minuteMs, `settles ${machine.name}`, () => settleMachine(seeded, machine))
  }
}

function mendDatabase(database: SimulatedDatabase | undefined): void {
  if (database === undefined) return
  database.conditions = soundDatabase
  database.start()
}

/** Throws {@link Violation} for a machine that is neither licensed nor rightly refused. */
export function judge(seeded: SeedWorld): void {
  const { world, plan } = seeded
  for (const machine of world.machines.values()) {
    if (machine.hasLeft) continue
    checkAttempt(machine)
    if (machine.licenceState === 1) continue
    if (machine.loaded?.stored.key?.kind === 'mak') {
      judgeMak(seeded, machine)
      continue
    }
    const { lastError, cachedHost } = machine.loaded?.stored ?? {}
    const host = cachedHost?.kind === 'tcp' ? world.hosts.get(cachedHost.name) : undefined
    const isRight = lastError?.code === 'count-insufficient' && liveCount(host) < plan.threshold
    if (!isRight)
      throw new Violation(
        'settled',
        `${machine.name} is in state ${machine.licenceState} with ${lastError?.code ?? 'no reason'}; its host ${cachedHost?.kind === 'tcp' ? cachedHost.name : 'unknown'} counts ${liveCount(host)} of ${plan.threshold}`,
      )
  }
}

/** With the key a machine is licensed, or the key has been blocked or has activated all that it may. */
function judgeMak({ world, mak, people }: SeedWorld, machine: SimulatedMachine): void {
  const { content } = world.parts.vendor.data
  const key = [...content.keys.values()].find(({ keyHash }) => keyHash.startsWith(mak.keyId))
  const used = content.machines.filter(({ keyHash }) => keyHash === key?.keyHash).length
  const isExhausted = key?.kind === 'mak' && used >= key.limits.activationsMax
  const expected =
    key?.block !== undefined ? 'key-blocked' : isExhausted ? 'activations-exhausted' : undefined
  const code = people.codeOf(machine) ?? machine.loaded?.stored.lastError?.code
  // Who tries a key that is blocked too often in a minute hears that instead.
  const isTold = code === expected || (expected === 'key-blocked' && code === 'too-many-attempts')
  if (expected === undefined || !isTold)
    throw new Violation(
      'settled',
      `${machine.name} has the key and says ${code ?? 'nothing'} in state ${machine.licenceState}; the key is ${expected ?? 'good'}`,
    )
}

/** An attempt that is due was made: nobody waits for a timer that is not set. */
function checkAttempt({ name, clock, loaded }: SimulatedMachine): void {
  const { nextAttemptMs } = loaded?.stored ?? {}
  if (nextAttemptMs !== undefined && nextAttemptMs < clock.nowMs() - overdueMsMax)
    throw new Violation('R4.3', `${name} should have asked ${clock.nowMs() - nextAttemptMs} ms ago`)
}

async function settleMachine({ world, random }: SeedWorld, machine: SimulatedMachine): Promise<void> {
  await setUp(machine, random.pick([...world.hosts.keys()]))
}

function liveCount(host: SimulatedHost | undefined): number {
  const [count] = host?.data.counted.counts.values() ?? []
  const nowMs = host?.clock.nowMs() ?? 0
  return [...(count?.entries.values() ?? [])].filter((entry) => nowMs < entry.expiresAtMs).length
}
