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
const minuteMs = 60_000
const makMachines = 5
/** More commits and replies of the authority than the first days of the world have. */
const places = Array.from({ length: makMachines + 3 }, (_, index) => index + 1)

const calm: SeedPlan = {
  threshold: 2,
  policy: {},
  machines: 2,
  hosts: 1,
  sharedCount: false,
  pinnedShare: 1,
  days: 6,
  faultHoursMax: 1,
  network: calmNetwork,
  store: soundStore,
  database: soundDatabase,
  disk: { writeMsMax: 2, failureChance: 0, tearChance: 0 },
  mak: { ...noMak, machines: makMachines, activationsMax: makMachines, hosts: 'telephone' },
}

/** One thing goes wrong once; every rule is checked after each event, and each installation is confirmed and counted once. */
async function livesThrough(plan: SeedPlan, disturb?: (seeded: SeedWorld) => void): Promise<void> {
  const seeded = await createSeedWorld(4, plan, simulatedCryptography)
  disturb?.(seeded)
  await seeded.world.run(plan.days * dayMs)
  judge(seeded)
  seeded.world.finish()
  const states = [...seeded.world.machines.values()].map(({ licenceState }) => licenceState)
  expect(states).toEqual(Array(plan.machines + makMachines).fill(1))
  expect(seeded.world.parts.vendor.data.content.machines).toHaveLength(makMachines)
}

/** True at the n-th call only. */
function once(place: number, then = () => true): () => boolean {
  let calls = 0
  return () => ++calls === place && then()
}

describe('one fault of the authority at a time', () => {
  test('R6.1 each commit of the authority fails once', async () => {
    for (const place of places)
      await livesThrough({ ...calm, mak: { ...calm.mak, store: { ...soundStore, onCommit: once(place) } } })
  })

  test('R6.1 the authority is killed once inside each commit', async () => {
    for (const place of places) {
      let kill = () => {}
      const onCommit = once(place, () => {
        kill()
        return false
      })
      const store = { ...soundStore, onCommit }
      await livesThrough({ ...calm, mak: { ...calm.mak, store } }, ({ world }) => {
        kill = () => {
          world.at(0, 'killed', () => world.authority.crash())
          world.at(30 * minuteMs, 'back', () => world.authority.start())
        }
      })
    }
  })

  test('R6.1 each reply of the authority is lost once: it comes again, and nothing is counted twice', async () => {
    for (const place of places)
      await livesThrough({ ...calm, network: { ...calmNetwork, onReply: once(place) } })
  })
})
