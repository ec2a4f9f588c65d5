import { type EventFields, eventIds } from '@muster/core/events'
import { systemTimers } from '@muster/node'
import { describe, expect, test } from 'vitest'
import { TestHost } from '../host.fixtures.ts'
import { applyRetention } from './apply-retention.ts'
import { recordEvent } from './record-event.ts'

const msPerDay = 86_400_000

describe('retention of events', () => {
  test('R2.11 events older than the retention leave, younger ones stay, and one event says how many', async () => {
    await using host = await TestHost.start()
    const now = host.nowMs
    await addEvents(host, [now - 91 * msPerDay, now - 91 * msPerDay, now - 89 * msPerDay])
    expect(await run(host)).toBe(0)
    expect(await reports(host)).toMatchObject([{ eventsRemoved: 2 }])
    const { items } = await host.store.events({ limit: 10, id: eventIds.settingChanged })
    expect(items.map(({ event }) => event.timeMs)).toEqual([now - 89 * msPerDay])
  })

  test('R2.11 beyond the row bound the oldest leave', async () => {
    await using host = await TestHost.start()
    await addEvents(
      host,
      Array.from({ length: 20 }, (_, index) => host.nowMs - 20 + index),
    )
    await run(host, 5)
    const { items } = await host.store.events({ limit: 100, id: eventIds.settingChanged })
    expect(items.length).toBe(5)
  })

  test('R2.11 it is reported once a day; what leaves meanwhile is reported the day after', async () => {
    await using host = await TestHost.start()
    await addEvents(host, [host.nowMs - 91 * msPerDay])
    let unreported = await run(host)
    await addEvents(host, [host.nowMs - 91 * msPerDay, host.nowMs - 91 * msPerDay])
    unreported = await run(host, 1_000, unreported)
    expect([unreported, (await reports(host)).length]).toEqual([2, 1])
    host.advance(msPerDay)
    unreported = await run(host, 1_000, unreported)
    expect(unreported).toBe(0)
    expect(await reports(host)).toMatchObject([{ eventsRemoved: 2 }, { eventsRemoved: 1 }])
  })

  test('R2.11 a service that stops waits for one step, not for all of them', async () => {
    await using host = await TestHost.start()
    const times = Array.from({ length: 250 }, () => host.nowMs - 91 * msPerDay)
    await addEvents(host, times)
    let steps = 0
    await run(host, 1_000, 0, () => steps++ > 0)
    const { items } = await host.store.events({ limit: 500, id: eventIds.settingChanged })
    expect(items.length).toBe(150)
  })

  test('R2.11 where nothing leaves nothing is said', async () => {
    await using host = await TestHost.start()
    expect(await run(host)).toBe(0)
    expect(await reports(host)).toEqual([])
  })

  test('R2.14 a machine that was not seen within the retention leaves the inventory', async () => {
    await using host = await TestHost.start()
    await host.count(host.vendor.client)
    host.advance(90 * msPerDay - 60_000)
    await run(host)
    expect((await host.store.machines({ nowMs: host.nowMs, limit: 10 })).items).toHaveLength(1)
    host.advance(120_000)
    await run(host)
    expect((await host.store.machines({ nowMs: host.nowMs, limit: 10 })).items).toEqual([])
  })
})

function run(host: TestHost, eventsMax = 1_000, unreported = 0, isStopping = () => false): Promise<number> {
  const { store } = host
  const clock = { nowMs: () => host.nowMs }
  return applyRetention({ store, clock, timers: systemTimers, days: 90, eventsMax, isStopping }, unreported)
}

async function addEvents(host: TestHost, times: readonly number[]): Promise<void> {
  for (const timeMs of times)
    await recordEvent(host.store, { name: 'settingChanged', timeMs, fields: { setting: 'test' } })
}

async function reports(host: TestHost): Promise<readonly EventFields[]> {
  const { items } = await host.store.events({ limit: 10, id: eventIds.eventsDropped })
  return items.map(({ event }) => (event.kind === 'service' ? event.fields : {}))
}
