import { describe, expect, test } from 'vitest'
import { simulatedCryptography } from '../cryptography/simulated-cryptography.ts'
import { type CommitFault, soundDatabase } from '../database/conditions.ts'
import { soundStore } from '../disk/simulated-store.ts'
import { calmNetwork } from '../network/conditions.ts'
import { noMak } from './mak-plan.ts'
import type { SeedPlan } from './seed-plan.ts'
import { createSeedWorld, type SeedWorld } from './seed-world.ts'
import { judge } from './settle.ts'

const dayMs = 86_400_000
const minuteMs = 60_000
/** More commits than the first days of the world have. */
const places = Array.from({ length: 24 }, (_, index) => index + 1)

const calm: SeedPlan = {
  threshold: 4,
  policy: { onDuplicate: 'rearm' },
  machines: 5,
  hosts: 3,
  sharedCount: true,
  pinnedShare: 1,
  days: 6,
  faultHoursMax: 1,
  network: calmNetwork,
  store: soundStore,
  database: { ...soundDatabase, statementMsMax: 50, commitMsMax: 200 },
  disk: { writeMsMax: 2, failureChance: 0, tearChance: 0 },
  mak: noMak,
}

/** One commit meets something; every rule is checked after each event, and all machines are licensed at the end. */
async function livesThrough(
  place: number,
  befalls: (seeded: SeedWorld) => CommitFault | undefined,
): Promise<void> {
  const seeded = await createSeedWorld(1, calm, simulatedCryptography)
  const { world } = seeded
  const [{ data } = { data: undefined }] = world.hosts.values()
  let commits = 0
  const onCommit = () => (++commits === place ? befalls(seeded) : undefined)
  if (data?.database !== undefined) data.database.conditions = { ...calm.database, onCommit }
  await world.run(calm.days * dayMs)
  judge(seeded)
  world.finish()
  expect([...world.machines.values()].map(({ licenceState }) => licenceState)).toEqual(
    Array(calm.machines).fill(1),
  )
  expect(commits).toBeGreaterThan(place)
}

describe('one fault of a shared database at a time', () => {
  test.each(['fails', 'undone', 'lost-before', 'lost-after'] as const)(
    'R2.10, R2.13 each commit meets this once: %s',
    async (fault) => {
      for (const place of places) await livesThrough(place, () => fault)
    },
  )

  test('R2.10, R2.13 the database stops once inside each commit, and is back an hour later', async () => {
    for (const place of places)
      await livesThrough(place, ({ world }) => {
        const [{ data } = { data: undefined }] = world.hosts.values()
        world.at(1, 'stops', () => data?.database?.stop())
        world.at(60 * minuteMs, 'is back', () => data?.database?.start())
        return undefined
      })
  })

  test('R2.10, R2.13 all hosts are killed once inside each commit', async () => {
    for (const place of places)
      await livesThrough(place, ({ world }) => {
        for (const host of world.hosts.values()) {
          world.at(1, 'killed', () => host.crash())
          world.startHost(host, 60 * minuteMs)
        }
        return undefined
      })
  })
})
