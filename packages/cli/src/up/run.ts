/** Runs a demonstration from its start to its graceful end. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '@muster/core/ports'
import { textLog } from '@muster/node'
import { commandName } from '../framework/command-name.ts'
import type { CommandContext } from '../framework/context.ts'
import type { Progress } from '../framework/progress.ts'
import { openActivationHost } from './activation-host.ts'
import {
  type DemonstrationDns,
  type DemonstrationFolders,
  demonstrationFolders,
  demonstrationRetryMinutes,
  type Report,
} from './demonstration.ts'
import { demonstrationMachine } from './machine.ts'
import { type Mustered, musterMachines } from './mustering.ts'
import { closingLines, createNarrator, liveLine } from './narrator.ts'
import { type DemonstrationVendor, openVendor } from './vendor.ts'

/** Between two machines on a terminal: fast enough to wait for, slow enough to watch. */
const pauseMs = 100
/** How often the live line counts down while machines wait, and how often a renewal is looked for. */
const countdownStepMs = 1_000
const idleStepMs = 60_000
const licensedState = 1

/** What may be chosen. */
export interface DemonstrationChoice {
  readonly data: string
  readonly machines: number
  readonly once: boolean
  readonly dns?: DemonstrationDns
}

/** Runs until all are activated (`once`) or Ctrl-C; then everything is closed in order. */
export async function runDemonstration(context: CommandContext, choice: DemonstrationChoice): Promise<void> {
  const folders = demonstrationFolders(choice.data)
  const progress = context.progress()
  const report = reporterOf(context, progress, folders)
  const opening = `A vendor, an activation host and ${choice.machines} machines, all in ${folders.root}\n\n`
  if (!context.json) context.write(opening)
  try {
    await demonstrate(context, choice, { folders, progress, report })
  } finally {
    progress.done()
  }
  if (context.stopSignal.aborted) report({ event: 'stopped' })
}

interface Surroundings {
  readonly folders: DemonstrationFolders
  readonly progress: Progress
  readonly report: Report
}

/** Opens vendor, host and machines, lets the machines ask, and closes what it opened. */
async function demonstrate(
  context: CommandContext,
  { machines: count, once, dns }: DemonstrationChoice,
  { folders, progress, report }: Surroundings,
): Promise<void> {
  const { stopSignal } = context
  const log = textLog(context.terminal.stderr, { levelMin: context.verbose ? 'info' : 'error' })
  await using stack = new AsyncDisposableStack()
  progress.update('Opening the vendor …')
  const opening = { folders, log, report, stack, ...(dns === undefined ? {} : { dns }) }
  const vendor = await openVendor(opening)
  const host = await openActivationHost(vendor, opening)
  const setUp = { vendor, hostAddress: host.address, log, progress, stopSignal, dns }
  const machines = await setUpMachines(folders, count, setUp)
  if (stopSignal.aborted) return
  progress.done()
  const { threshold } = vendor.terms.policy
  const licensed = machines.filter(({ status }) => status.licenceState === licensedState).length
  report({ event: 'machines', machines: machines.length, licensed, threshold })
  await musterMachines(machines, {
    report,
    stopSignal,
    once,
    retryMinutes: demonstrationRetryMinutes,
    nowMs: Date.now,
    pause: () => pause(context, stopSignal),
    waitUntil: (untilMs, waiting) => waitUntil(untilMs, waiting, progress, stopSignal),
  })
}

interface SetUpContext {
  readonly vendor: DemonstrationVendor
  readonly hostAddress: string
  readonly log: Log
  readonly progress: Progress
  readonly stopSignal: AbortSignal
  readonly dns: DemonstrationDns | undefined
}

async function setUpMachines(
  folders: DemonstrationFolders,
  machines: number,
  { vendor, hostAddress, log, progress, stopSignal, dns }: SetUpContext,
): Promise<readonly Mustered[]> {
  const mustered: Mustered[] = []
  for (let number = 1; number <= machines && !stopSignal.aborted; number++) {
    progress.update(`Preparing machine ${number} of ${machines} …`)
    const machine = demonstrationMachine({ machinesFolder: folders.machines, number, log, dns })
    mustered.push({ machine, status: await machine.setUp(vendor, hostAddress) })
  }
  return mustered
}

function reporterOf(context: CommandContext, progress: Progress, folders: DemonstrationFolders): Report {
  const narrator = createNarrator(context.colours)
  const name = commandName(context.terminal.environment)
  return (event) => {
    const lines = narrator(event)
    const closing =
      event.event === 'all-activated' || event.event === 'too-few' ? closingLines(folders, name) : []
    const text = [...lines, ...closing].map((line) => `${line}\n`).join('')
    if (context.json || text !== '') {
      progress.done()
      context.item(event, () => text)
    }
    const live = liveLine(event)
    if (live !== undefined) progress.update(live)
  }
}

async function pause({ terminal }: CommandContext, signal: AbortSignal): Promise<void> {
  if (terminal.stderr.isTerminal) await sleepUnlessStopped(pauseMs, signal)
}

async function waitUntil(
  untilMs: number,
  waiting: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  for (let leftMs = untilMs - Date.now(); leftMs > 0 && !signal.aborted; leftMs = untilMs - Date.now()) {
    if (waiting > 0)
      progress.update(`${waiting} machines wait; the next one asks in ${Math.ceil(leftMs / 1_000)} s`)
    await sleepUnlessStopped(Math.min(leftMs, waiting > 0 ? countdownStepMs : idleStepMs), signal)
  }
}

async function sleepUnlessStopped(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
