import { eventIds, type MusterEvent } from '@muster/core/events'
import { folderFiles } from '@muster/node'
import { expect, test } from 'vitest'
import { appendEvents, eventFileName, eventsMax, readEvents } from './event-file.ts'
import { temporaryFolder } from './testing/temporary-folder.fixtures.ts'

function eventAt(timeMs: number): MusterEvent {
  return {
    kind: 'service',
    id: eventIds.requestSent,
    timeMs,
    level: 'information',
    code: 'success',
    fields: { number: timeMs },
  }
}

function eventsFrom(first: number, count: number): readonly MusterEvent[] {
  return Array.from({ length: count }, (_, index) => eventAt(first + index))
}

test('events are read back in order, with time and texts', async () => {
  const files = folderFiles(await temporaryFolder())
  expect(await readEvents(files)).toEqual([])
  await appendEvents(files, eventsFrom(1, 2))
  await appendEvents(files, eventsFrom(3, 1))
  const events = await readEvents(files)
  expect(events.map(({ info }) => info)).toEqual(['1', '2', '3'])
  expect(events[0]).toMatchObject({ id: 12288, time: '1970-01-01T00:00:00.001Z', code: 'success' })
})

test('the file keeps a bounded number of events, the newest', async () => {
  const files = folderFiles(await temporaryFolder())
  await appendEvents(files, eventsFrom(0, 1_200))
  expect(await readEvents(files)).toHaveLength(1_200)
  await appendEvents(files, eventsFrom(1_200, 1))
  const events = await readEvents(files)
  expect(events).toHaveLength(eventsMax)
  expect(events.at(-1)?.info).toBe('1200')
})

test('lines that are no events are left out', async () => {
  const files = folderFiles(await temporaryFolder())
  await appendEvents(files, eventsFrom(7, 1))
  const content = await files.read(eventFileName)
  const text = `{"torn\n[]\nnull\n${new TextDecoder().decode(content)}7\n`
  await files.write(eventFileName, new TextEncoder().encode(text))
  expect((await readEvents(files)).map(({ info }) => info)).toEqual(['7'])
})
