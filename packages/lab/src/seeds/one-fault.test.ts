import { describe, expect, test } from 'vitest'
import { simulatedCryptography } from '../cryptography/simulated-cryptography.ts'
import { soundDatabase } from '../database/conditions.ts'
import { soundStore } from '../disk/simulated-store.ts'
import { calmNetwork } from '../network/conditions.ts'
import { noMak } from './mak-plan.ts'
import type { SeedPlan } from './seed-plan.ts'
import { createSeedWorld, type SeedWorld } from './seed-world.ts'
import { judge } from './settle.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
/** More commits and answers than the first days of the world have. */
const placesMax = 30
/** Of licence, key, host and start, with their key files. */
const writesOfInstalling = 8

const calm: SeedPlan = {
  threshold: 4,
  policy: {},
  machines: 6,
  hosts: 1,
  sharedCount: false,
  pinnedShare: 1,
  days: 6,
  faultHoursMax: 1,
  network: calmNetwork,
  store: soundStore,
  database: soundDatabase,
  disk: { writeMsMax: 2, failureChance: 0, tearChance: 0 },
  mak: noMak,
}

/** A world in which one thing goes wrong once; every rule is checked after each event, and all are licensed at the end. */
async function livesThrough(plan: SeedPlan, disturb?: (seeded: SeedWorld) => void): Promise<void> {
  const seeded = await createSeedWorld(1, plan, simulatedCryptography)
  disturb?.(seeded)
  await seeded.world.run(plan.days * dayMs)
  judge(seeded)
  seeded.world.finish()
  const states = [...seeded.world.machines.values()].map(({ licenceState }) => licenceState)
  expect(states).toEqual(Array(plan.machines).fill(1))
}

/** True at the n-th call only. */
function once(place: number, then = () => true): () => boolean {
  let calls = 0
  return () => ++calls === place && then()
}

const places = Array.from({ length: placesMax }, (_, index) => index + 1)

describe('one fault at a time', () => {
  test('R2.10 each commit of the host fails once', async () => {
    for (const place of places)
      await livesThrough({ ...calm, store: { ...soundStore, onCommit: once(place) } })
  })

  test('R2.10 the host is killed once inside each commit', async () => {
    for (const place of places) {
      let kill = () => {}
      const onCommit = once(place, () => {
        kill()
        return false
      })
      await livesThrough({ ...calm, store: { ...soundStore, onCommit } }, ({ world }) => {
        const [host] = world.hosts.values()
        if (host === undefined) return
        kill = () => {
          world.at(0, 'killed', () => host.crash())
          world.startHost(host, hourMs)
        }
      })
    }
  })

  test('each answer is lost once', async () => {
    for (const place of places)
      await livesThrough({ ...calm, network: { ...calmNetwork, onAnswer: once(place) } })
  })

  test('each write of the disk of a machine fails once, and it asks again by itself', async () => {
    for (const place of places.slice(0, 16)) {
      // What fails while the product is installed is tried again by a person.
      const onWrite = once(place + writesOfInstalling)
      await livesThrough({ ...calm, days: 12 }, ({ world }) => {
        const [machine] = world.machines.values()
        if (machine !== undefined) machine.diskConditions = { ...calm.disk, onWrite }
      })
    }
  })

  test('R4.9 a machine whose clock was months ahead at its first attempts asks soon after it was set', async () => {
    await livesThrough({ ...calm, days: 8 }, ({ world }) => {
      const [machine] = world.machines.values()
      machine?.clock.jump(200 * dayMs)
      world.at(4 * dayMs, 'clock right', () => machine?.clock.set())
    })
  })

  test.each([
    ['a minute ahead', 60_000],
    ['five hours ahead', 5 * hourMs],
    ['five hours behind', -5 * hourMs],
    ['200 days ahead', 200 * dayMs],
    ['200 days behind', -200 * dayMs],
  ])('R2.7, R4.9 the clock of a machine, then of the host, is %s for a day', async (_name, jumpMs) => {
    for (const whose of ['machine', 'host'] as const)
      await livesThrough({ ...calm, days: 14 }, ({ world }) => {
        const [inhabitant] = whose === 'machine' ? world.machines.values() : world.hosts.values()
        world.at(4 * dayMs, 'clock wrong', () => inhabitant?.clock.jump(jumpMs))
        world.at(5 * dayMs, 'clock right', () => inhabitant?.clock.set())
      })
  })
})
