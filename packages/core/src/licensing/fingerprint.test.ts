import { expect, test } from 'vitest'
import { answering, VirtualClient } from './virtual-client.fixtures.ts'

const uuid = { name: 'system-uuid', value: '1' }
const card = { name: 'network-address', value: '2' }
const disk = { name: 'disk-serial', value: '3' }

/** The fingerprint of the next request of a machine that was activated with some facts and now shows others. */
async function fingerprintAfter(before: (typeof uuid)[], now: (typeof uuid)[]) {
  const client = new VirtualClient()
  client.hardware = before
  await client.setUp()
  await client.activate(answering(25))
  const first = client.requests.at(-1)?.fingerprint
  client.hardware = now
  client.start()
  await client.activate(answering(25))
  return { first, next: client.requests.at(-1)?.fingerprint }
}

test('R9.2 a machine keeps its fingerprint with one part more, one less, or read by an ordinary user', async () => {
  for (const now of [
    [uuid, card],
    [uuid, disk],
    [card, disk],
    [disk],
    [uuid, { ...card, value: '9' }, disk, { name: 'board-serial', value: '4' }],
  ]) {
    const { first, next } = await fingerprintAfter([uuid, card, disk], now)
    expect(first).toHaveLength(8)
    expect(next).toEqual(first)
  }
})

test('R9.2 a copy on other hardware has a fingerprint of its own, and none where no fact can be read', async () => {
  const other = [uuid, card, disk].map((fact) => ({ ...fact, value: `${fact.value}0` }))
  const copied = await fingerprintAfter([uuid, card, disk], other)
  expect(copied.next).toHaveLength(8)
  expect(copied.next).not.toEqual(copied.first)
  expect((await fingerprintAfter([uuid, card, disk], [])).next).toBeUndefined()
})
