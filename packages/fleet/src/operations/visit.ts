/**
 * Visiting machines: some at once, each within its time, one result each, and what is done is remembered at once, so
 * that an action that was interrupted or that some machines failed goes on with the rest.
 */
import { AppError, codeOf } from '@muster/core/errors'
import { grouped } from '../grouped.ts'
import type { RunTarget } from '../inventory/inventory.ts'
import type { FleetMachine } from '../inventory/machine.ts'
import type { FleetPorts } from '../ports.ts'
import { type RemoteMuster, remoteMuster } from '../reaching/remote-muster.ts'
import type { ReachOptions } from '../reaching/ssh-arguments.ts'
import { failureOf, type MachineResult } from './machine-result.ts'

/** How an action is carried out. */
export interface VisitOptions {
  readonly reach: ReachOptions
  /** Machines that are asked at once. */
  readonly concurrency: number
  /** What one machine may take. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  /** Told of each result as it comes. */
  readonly onResult?: (result: MachineResult, done: number, total: number) => void
  /** Told how far an action of several steps is, where a step gives no results yet. */
  readonly onStep?: (step: VisitStep, done: number, total: number) => void
}

/** What is done before there are results. */
export type VisitStep = 'collecting' | 'acquiring'

/** A machine and the product that the action is about; empty where it is about the whole machine. */
export interface Target {
  readonly machine: FleetMachine
  readonly productId: string
}

/** What is done with one target. Its text says what holds then. */
export type Work = (remote: RemoteMuster, target: Target) => Promise<string>

type VisitPorts = Pick<FleetPorts, 'inventory' | 'runCommand' | 'clock'>

/** Does the work with each target; products of one machine one after another. The results in the order they came. */
export async function visit(
  action: string,
  targets: readonly Target[],
  work: Work,
  options: VisitOptions,
  ports: VisitPorts,
): Promise<readonly MachineResult[]> {
  const results: MachineResult[] = []
  const groups = grouped(targets, ({ machine }) => machine.machineId).values()
  const takeNext = async () => {
    for (const group of groups) {
      if (options.signal?.aborted === true) return
      for await (const result of visitMachine(action, group, work, options, ports)) {
        results.push(result)
        options.onResult?.(result, results.length, targets.length)
      }
    }
  }
  await Promise.all(Array.from({ length: options.concurrency }, takeNext))
  return results
}

/** The way to one machine, with the whole of its time before it. */
export function reachMachine(machine: FleetMachine, options: VisitOptions, ports: VisitPorts): RemoteMuster {
  const endMs = ports.clock.nowMs() + options.timeoutMs
  const bounds = {
    timeLeftMs: () => endMs - ports.clock.nowMs(),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }
  return remoteMuster(machine.address ?? machine.name, options.reach, bounds, ports.runCommand)
}

/** What is left of the last run of an action, as targets. Throws `fleet-nothing-to-resume`. */
export function remainingTargets(action: string, { inventory }: VisitPorts): readonly Target[] {
  const byId = new Map(inventory.machines().map((machine) => [machine.machineId, machine]))
  const targets = inventory.remaining(action).flatMap(({ machineId, productId }) => {
    const machine = byId.get(machineId)
    return machine === undefined ? [] : [{ machine, productId }]
  })
  if (targets.length === 0) throw new AppError('fleet-nothing-to-resume')
  return targets
}

async function* visitMachine(
  action: string,
  targets: readonly Target[],
  work: Work,
  options: VisitOptions,
  ports: VisitPorts,
): AsyncGenerator<MachineResult> {
  const [first] = targets
  if (first === undefined) return
  const remote = reachMachine(first.machine, options, ports)
  for (const target of targets) {
    const base = { machine: target.machine.name, productId: target.productId || null }
    try {
      const note = await work(remote, target)
      ports.inventory.recordTry(target.machine.machineId, undefined, ports.clock.nowMs())
      ports.inventory.recordDone(action, runTargetOf(target))
      yield { ...base, done: true, note, failure: null }
    } catch (error) {
      const code = codeOf(error)
      if (code !== 'interrupted')
        ports.inventory.recordTry(target.machine.machineId, code, ports.clock.nowMs())
      yield { ...base, done: false, note: null, failure: failureOf(error) }
    }
  }
}

/** The target as a run remembers it. */
export function runTargetOf({ machine, productId }: Target): RunTarget {
  return { machineId: machine.machineId, productId }
}
