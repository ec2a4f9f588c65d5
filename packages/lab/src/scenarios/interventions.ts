/** What people do in a scenario at the times that its file states. */

import { liveCount } from '@muster/core/counting'
import { AppError } from '@muster/core/errors'
import { type Member, type ScenarioWorld, switchOn } from './members.ts'
import type { Intervention } from './scenario-shape.ts'

const minuteMs = 60_000
const dayMs = 1_440 * minuteMs
/** How long a person takes for one machine. */
const handworkMs = 10 * minuteMs
const newKeyNumber = 7

/** Schedules them all. */
export function scheduleInterventions(made: ScenarioWorld): void {
  const { world, scenario } = made
  for (const item of scenario.interventions)
    world.at(item.day * dayMs, `intervention ${item.action}`, () => intervene(made, item))
}

function intervene(made: ScenarioWorld, item: Intervention): void {
  switch (item.action) {
    case 'rearm':
      eachMember(made, item, rearm)
      return
    case 'rearm-until-count':
      rearmUntilCount(made, item, 0)
      return
    case 'change-key':
      eachMember(made, item, ({ machine }) => machine.changeKey(newKeyNumber))
      return
    case 'stop':
      eachMember(made, item, ({ machine }) => machine.stop())
      return
    case 'start':
      eachMember(made, item, switchOn)
      return
    case 'set-clock':
      eachMember(made, item, async ({ machine }) => machine.clock.jump(item.minutes * minuteMs))
      return
    case 'clock-right':
      eachMember(made, item, async ({ machine }) => machine.clock.set())
      return
    case 'set-hosts':
      eachMember(made, item, (member, index) => setHost(member, item.hosts?.[index % item.hosts.length]))
      return
    case 'share-count':
      shareCount(made, item)
      return
  }
}

/** The members of the item's group, or all, one after another over its days. */
function eachMember(
  { world, members }: ScenarioWorld,
  { group, over_days, action }: Intervention,
  work: (member: Member, index: number) => Promise<void>,
): void {
  const meant = members.filter((member) => group === undefined || member.group.name === group)
  for (const [index, member] of meant.entries())
    world.at((index * over_days * dayMs) / meant.length, `${action} ${member.machine.name}`, () =>
      work(member, index),
    )
}

/** A machine without rearms left, or one that is off, stays as it is. */
async function rearm({ machine }: Member): Promise<void> {
  await machine.folder?.rearm().catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error
  })
}

/** A person goes from machine to machine, again and again, until the host counts enough. */
function rearmUntilCount(made: ScenarioWorld, item: Intervention, turn: number): void {
  const { world, members } = made
  const meant = members.filter(({ group }) => item.group === undefined || group.name === item.group)
  const member = meant[turn % meant.length]
  const isEnough = highestCount(made) >= (item.count ?? 0)
  const turnsMax = 100 * meant.length
  if (member === undefined || isEnough || turn >= turnsMax) return
  world.at(handworkMs, `rearm ${member.machine.name}`, async () => {
    await rearm(member)
    rearmUntilCount(made, item, turn + 1)
  })
}

function highestCount({ world }: ScenarioWorld): number {
  const counts = [...world.hosts.values()].flatMap(({ data, clock }) =>
    [...data.counted.counts.values()].map((count) => liveCount(count, clock.nowMs())),
  )
  return Math.max(0, ...counts)
}

async function setHost(member: Member, host: string | undefined): Promise<void> {
  member.host = host
  if (host === undefined) await member.machine.folder?.clearHost()
  else await member.machine.folder?.setHost(host)
}

/** The hosts are stopped and go on, on one database. */
function shareCount({ world }: ScenarioWorld, { day, hosts }: Intervention): void {
  const shared = world.addDatabase(`of day ${day}`)
  for (const host of world.hosts.values()) {
    if (hosts !== undefined && !hosts.includes(host.name)) continue
    host.crash()
    host.share(shared)
    world.startHost(host, minuteMs)
  }
}
