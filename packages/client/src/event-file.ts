/** The client's events in `events.jsonl`: one JSON object a line, the oldest dropped beyond a bound. */
import { type MusterEvent, type PresentedEvent, presentEvent } from '@muster/core/events'
import type { Files } from '@muster/core/ports'
import { isoTime } from './client-status.ts'

export const eventFileName = 'events.jsonl'
/** Events that are kept. */
export const eventsMax = 1_000
/** When more than this many events are there the file is cut back to {@link eventsMax}. */
const eventsBeforeCut = 1_200

/** Adds events; the caller holds the folder's lock. */
export async function appendEvents(files: Files, events: readonly MusterEvent[]): Promise<void> {
  if (events.length === 0) return
  const lines = [
    ...(await readLines(files)),
    ...events.map((event) => JSON.stringify(presentEvent(event, isoTime))),
  ]
  const kept = lines.length > eventsBeforeCut ? lines.slice(-eventsMax) : lines
  await files.write(eventFileName, new TextEncoder().encode(`${kept.join('\n')}\n`))
}

/** The kept events, oldest first; lines that are no events are left out. */
export async function readEvents(files: Files): Promise<readonly PresentedEvent[]> {
  return (await readLines(files)).map(parseLine).filter((event) => event !== undefined)
}

async function readLines(files: Files): Promise<readonly string[]> {
  const content = await files.read(eventFileName)
  if (content === undefined) return []
  return new TextDecoder()
    .decode(content)
    .split('\n')
    .filter((line) => line !== '')
}

function parseLine(line: string): PresentedEvent | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isEvent(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isEvent(value: unknown): value is PresentedEvent {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'number'
}
