/** A fleet that comes back after an outage: as many machines as the network has, in less time than they would take. */
import { join } from 'node:path'
import { type Child, startChild } from '../child.ts'
import { atMost, figureOf, type Part, type PartOptions, type PartResult } from '../part.ts'
import type { PrepareMachines, ReturnMeasured, ReturnPlan } from '../return/messages.ts'
import { startHost } from '../servers.ts'

const machines = 100_000
/** A fifth of the five minutes in which they would come. */
const returnSeconds = 60
const smokeMachines = 200
const smokeSeconds = 1

type Machines = Child<PrepareMachines | ReturnPlan, ReturnMeasured>

/** The part. */
export const returning: Part = { title: 'A fleet that returns after an outage', run }

async function run({ folder, isSmoke, tell }: PartOptions): Promise<PartResult> {
  await using host = startHost(join(folder, 'host'))
  const { port, applicationId, productId, hostKeyId } = await host.ask({ kind: 'serve' })
  await using fleet: Machines = startChild(join(import.meta.dirname, '../return/machines.ts'))
  const count = isSmoke ? smokeMachines : machines
  const seconds = isSmoke ? smokeSeconds : returnSeconds
  tell(`signing for ${count} machines`)
  await fleet.ask({ kind: 'prepare-machines', machines: count, applicationId, productId, hostKeyId })
  tell(`${count} machines come back within ${seconds} s`)
  const measured = await fleet.ask({ kind: 'return', port, seconds })
  const of = (name: string, unit: string, value: number, target?: ReturnType<typeof atMost>) =>
    figureOf(name, unit, [value], target)
  return {
    figures: [
      of('machines that asked', 'machines', measured.machines),
      of('answered', 'machines', measured.answered),
      of('failed once and were answered at the next try', 'machines', measured.failedOnce),
      of('failed twice', 'machines', measured.failedTwice, atMost(0)),
      of('most exchanges under way at once', 'exchanges', measured.openMax),
      of('half of the answers within', 'ms', measured.p50Ms),
      of('99 of 100 answers within', 'ms', measured.p99Ms),
      of('all answers within', 'ms', measured.maxMs),
    ],
    notes: [
      `All came within ${seconds} s, each at a moment of its own, on a connection of its own: five times as fast as 100 000 machines within five minutes.`,
      'One process played all machines on the same cores; times include its own work. All have one address here: what goes beyond 500 connections of one address at once is refused and comes again.',
    ],
    failures: measured.failedTwice,
  }
}
