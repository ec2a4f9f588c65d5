/**
 * The machines of a demonstration ask one after the other, each when it is due: at first at once, later after the
 * interval that the host told it. Nothing here decides about licences.
 */
import type { ActivationOutcome, ClientStatus } from '@muster/client'
import { AppError, assert } from '@muster/core/errors'
import type { Report } from './demonstration.ts'
import type { DemonstrationMachine } from './machine.ts'

const licensedState = 1

/** What mustering needs of its surroundings. */
export interface MusteringContext {
  readonly report: Report
  /** Returns at `untilMs`, or when the demonstration is stopped. */
  readonly waitUntil: (untilMs: number, machinesWaiting: number) => Promise<void>
  /** A short pause between two machines, so that people can watch. */
  readonly pause: () => Promise<void>
  readonly stopSignal: AbortSignal
  readonly nowMs: () => number
  readonly retryMinutes: number
  /** Ends when all are activated, or no more can be. */
  readonly once: boolean
}

/** A machine with what is known of it. */
export interface Mustered {
  readonly machine: DemonstrationMachine
  readonly status: ClientStatus
}

/** Lets the machines ask until the demonstration is stopped; with `once`, throws the code of the first that fails. */
export async function musterMachines(first: readonly Mustered[], context: MusteringContext): Promise<void> {
  const all = [...first]
  let wasComplete = false
  let toldTooFew = false
  while (!context.stopSignal.aborted) {
    if (isComplete(all) && !wasComplete) context.report({ event: 'all-activated', machines: all.length })
    wasComplete = isComplete(all)
    if (context.once && wasComplete) return
    const index = indexOfNext(all)
    const next = all[index]
    if (next === undefined) return
    if (dueMs(next) > context.nowMs()) {
      if (isHopeless(all)) {
        if (!toldTooFew) context.report({ event: 'too-few', machines: all.length, ...highest(all) })
        toldTooFew = true
        if (context.once) return
      }
      await context.waitUntil(dueMs(next), all.filter((machine) => !isLicensed(machine)).length)
      if (context.stopSignal.aborted) return
    }
    all[index] = await ask(next, all, context)
    if (isEndOfFirstRound(next, all)) reportRound(all, context)
    await context.pause()
  }
}

async function ask(asking: Mustered, all: readonly Mustered[], context: MusteringContext): Promise<Mustered> {
  const { machine } = asking
  const outcome = await machine.activate()
  const status = await machine.status()
  const asked = { machine, status }
  const licensed = all.filter((each) => isLicensed(each.machine === machine ? asked : each)).length
  reportOutcome(outcome, asked, { again: !isNew(asking), licensed }, context)
  return asked
}

function reportOutcome(
  outcome: ActivationOutcome,
  { machine, status }: Mustered,
  { again, licensed }: { readonly again: boolean; readonly licensed: number },
  { report, once }: MusteringContext,
): void {
  if (outcome.kind === 'failed') {
    const { code, detail, reasons } = outcome
    if (once) throw new AppError(code, detail ?? undefined, { reasons })
    report({ event: 'failed', machine: machine.name, code: reasons[0]?.code ?? code, detail })
    return
  }
  const isByHost = outcome.kind === 'activated' || outcome.kind === 'count-insufficient'
  assert(isByHost, 'these machines have setup keys, and no directory is read here')
  const activated = outcome.kind === 'activated'
  const { count } = outcome
  const threshold = status.threshold ?? count
  report({
    event: 'asked',
    machine: machine.name,
    again,
    activated,
    count,
    threshold,
    missing: Math.max(0, threshold - count),
    activatedUntil: activated ? outcome.activatedUntil : null,
    licensed,
  })
}

/** After each machine has asked once: how many have to ask again. */
function reportRound(all: readonly Mustered[], { report, retryMinutes }: MusteringContext): void {
  const waiting = all.filter((machine) => !isLicensed(machine)).length
  if (waiting > 0 && !isHopeless(all)) report({ event: 'waiting', machines: waiting, retryMinutes })
}

/** Whether the machines are fewer than the threshold, so that waiting alone activates none. */
function isHopeless(all: readonly Mustered[]): boolean {
  const { count, threshold } = highest(all)
  return count < threshold
}

function highest(all: readonly Mustered[]): { readonly count: number; readonly threshold: number } {
  return {
    count: Math.max(0, ...all.map(({ status }) => status.count ?? 0)),
    threshold: all[0]?.status.threshold ?? 0,
  }
}

function isEndOfFirstRound(asked: Mustered, all: readonly Mustered[]): boolean {
  return isNew(asked) && !all.some(isNew)
}

/** A machine that never asked is due at once. */
function dueMs({ status }: Mustered): number {
  if (isNew({ status }) || status.renewAt === null) return 0
  return Date.parse(status.renewAt)
}

function indexOfNext(all: readonly Mustered[]): number {
  const dues = all.map(dueMs)
  return dues.indexOf(Math.min(...dues))
}

function isNew({ status }: Pick<Mustered, 'status'>): boolean {
  return status.count === null && status.lastError === null
}

function isLicensed({ status }: Mustered): boolean {
  return status.licenceState === licensedState
}

function isComplete(all: readonly Mustered[]): boolean {
  return all.every(isLicensed)
}
