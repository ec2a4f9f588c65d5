/** Tells a demonstration to a person: lines that stay, and one live line for what is going on. */
import { join, relative } from 'node:path'
import type { Colours } from '../framework/colours.ts'
import { formatMinutes, formatTime } from '../framework/times.ts'
import {
  type DemonstrationEvent,
  type DemonstrationFolders,
  demonstrationRetryMinutes,
} from './demonstration.ts'

const barCells = 24

/** Gives the lines that stay for each event; none where the live line is enough. */
export type Narrator = (event: DemonstrationEvent) => readonly string[]

/** A narrator; it remembers what need not be told twice. */
export function createNarrator(colours: Colours): Narrator {
  let hasToldOfReturn = false
  return (event) => {
    if (event.event !== 'asked' || !event.again) return linesOf(event, colours)
    if (hasToldOfReturn) return []
    hasToldOfReturn = event.activated
    return linesOf(event, colours)
  }
}

/** The live line after an event, or undefined where it stays as it is. */
export function liveLine(event: DemonstrationEvent): string | undefined {
  if (event.event !== 'asked') return undefined
  const { count, threshold, machine, missing, activated } = event
  const told = activated ? 'is activated' : `is told that ${missing} are missing`
  return `${bar(count, threshold)} count ${count} of ${threshold}: ${machine} ${told}`
}

/** What to type next; `name` is how the command is called. */
export function closingLines(folders: DemonstrationFolders, name: string): readonly string[] {
  const shown = (folder: string) => {
    const path = relative(process.cwd(), folder)
    return path.startsWith('..') ? folder : path
  }
  return [
    '',
    'Look at it, in another terminal:',
    `  ${name} host status --data ${shown(folders.host)}`,
    `  ${name} client status --data ${shown(join(folders.machines, '001'))}`,
    `  ${name} client events --data ${shown(join(folders.machines, '001'))}`,
    '',
  ]
}

function linesOf(event: DemonstrationEvent, colours: Colours): readonly string[] {
  switch (event.event) {
    case 'vendor':
      return [
        `Vendor     ${event.vendorName}: ${event.product}, threshold ${event.threshold}${event.created ? '' : ' (found again)'}`,
      ]
    case 'authority':
      return [`Authority  ${event.url} (plain HTTP: it listens on this computer only)`]
    case 'host':
      return hostLines(event)
    case 'published':
      return [`DNS        ${event.record} on ${event.server}`]
    case 'console':
      return [`${event.of === 'host' ? 'Console   ' : '          '} ${event.url}`]
    case 'machines':
      return [machinesLine(event), '']
    case 'asked':
      return askedLines(event, colours)
    case 'failed':
      return [colours.yellow(`${event.machine} could not ask: ${event.code}. It asks again by itself.`)]
    case 'waiting':
      return waitingLines(event)
    case 'too-few':
      return [
        `${event.machines} machines are too few: the host has counted ${event.count} of ${event.threshold}. Start again with --machines ${event.threshold}.`,
      ]
    case 'all-activated':
      return [colours.green(`All ${event.machines} machines are activated.`)]
    case 'stopped':
      return ['Stopped. Start again on the same folder to go on.']
  }
}

function hostLines(event: Extract<DemonstrationEvent, { event: 'host' }>): readonly string[] {
  const { address, port, certificateExpires, httpUrl } = event
  const until = certificateExpires === null ? '' : `, activated until ${formatTime(certificateExpires)}`
  const lines = [`Host       ${address}:${port}${until}`]
  return httpUrl === null
    ? lines
    : [...lines, `           ${httpUrl}/v1/activation takes the same requests over HTTP`]
}

function machinesLine({ machines, licensed }: Extract<DemonstrationEvent, { event: 'machines' }>): string {
  const activated = licensed === 0 ? 'none is activated yet' : `${licensed} are activated`
  return `Machines   ${machines}, each with a folder of its own: ${activated}`
}

/** The first, the last that is missing, the one that reaches the threshold, and those that come back stay on the screen. */
function askedLines(
  event: Extract<DemonstrationEvent, { event: 'asked' }>,
  colours: Colours,
): readonly string[] {
  const { machine, count, threshold, missing, activated, again, activatedUntil, licensed } = event
  if (!activated) {
    const isTold = !again && (count === 1 || missing === 1)
    return isTold
      ? [`${machine} asks: count ${count} of ${threshold}, ${missing} missing. Not activated.`]
      : []
  }
  const until = activatedUntil === null ? '' : ` until ${formatTime(activatedUntil)}`
  if (licensed === 1)
    return [
      colours.bold(
        `${machine} asks: count ${count} of ${threshold}. The threshold is reached: activated${until}.`,
      ),
    ]
  return [`${machine} asks${again ? ' again' : ''}: count ${count}, activated${until}.`]
}

function waitingLines({
  machines,
  retryMinutes,
}: Extract<DemonstrationEvent, { event: 'waiting' }>): readonly string[] {
  const interval = formatMinutes(retryMinutes)
  return [
    '',
    `${machines} machines asked too early. Each asks again by itself after the retry interval that the host told it: ${interval}.`,
    ...(retryMinutes === demonstrationRetryMinutes
      ? ['(Only here: an administrator may set 15 minutes or more, and the usual interval is 2 hours.)']
      : []),
  ]
}

function bar(count: number, threshold: number): string {
  const full = Math.min(barCells, Math.round((count / threshold) * barCells))
  return `[${'#'.repeat(full)}${'.'.repeat(barCells - full)}]`
}
